"""What the facts of roles change: who was asked, who has a role, how each asking ended."""

from __future__ import annotations

from collections.abc import Collection

from bot.crisis.incident import Incident
from bot.crisis.roles.facts import (
    RoleAccepted,
    RoleClaimed,
    RoleDeclined,
    RoleOffered,
    RoleReleased,
    RolesConflict,
    RoleUnanswered,
)
from bot.crisis.roles.state import Seat
from bot.crisis.undo.facts import Undone
from bot.people.facts import StandingChanged
from bot.people.who import Someone, Standing
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()

Seats = tuple[Seat, ...]


@becomes.register
def _(fact: RoleOffered, was: Incident, event: Event) -> Change:
    names = ("role", "by", "before", "briefing", "on_call")
    given = _gives_out(was, fact.by) or fact.on_call is not None or _was_given(was, fact)
    seat = Seat(
        seq=event.seq, person=fact.to, at=event.at, given=given, **{name: getattr(fact, name) for name in names}
    )
    return {"seats": (*_over(was.roles.seats, fact.role, fact.ends, fact.by, event), seat)}


@becomes.register
def _(fact: RoleClaimed, was: Incident, event: Event) -> Change:
    seats = _over(was.roles.seats, fact.role, fact.ends, fact.by, event)
    if fact.before:
        seats = _ended(seats, fact.role, fact.before, "released", fact.by, event)
    seat = Seat(
        seq=event.seq,
        role=fact.role,
        person=fact.by,
        by=fact.by,
        at=event.at,
        since=event.at,
        state="holds",
        given=_gives_out(was, fact.by),
    )
    return {"seats": (*seats, seat)}


@becomes.register
def _(fact: RoleAccepted, was: Incident, event: Event) -> Change:
    """Who was asked has it; who had it until then has it no more."""
    asked = _open(was.roles.seats, fact.role, fact.by, ("asked",))
    if asked is None:
        return {}
    seats = _over(was.roles.seats, fact.role, fact.ends, fact.by, event)
    if asked.before:
        seats = _ended(seats, fact.role, asked.before, "released", fact.by, event)
    return {"seats": _with(seats, asked.seq, state="holds", since=event.at)}


@becomes.register
def _(fact: RoleDeclined, was: Incident, event: Event) -> Change:
    asked = _open(was.roles.seats, fact.role, fact.by, ("asked",))
    if asked is None:
        return {}
    over = {"state": "declined", "reason": fact.reason, "ended_by": fact.by, "ended_at": event.at, "next": fact.next}
    return {"seats": (*_with(was.roles.seats, asked.seq, **over), *_instead(asked, fact.next, event))}


@becomes.register
def _(fact: RoleUnanswered, was: Incident, event: Event) -> Change:
    """They may still say yes: the direct message stays; only who comes next is asked too."""
    asked = _open(was.roles.seats, fact.role, fact.who, ("asked",))
    if asked is None:
        return {}
    return {
        "seats": (*_with(was.roles.seats, asked.seq, late=True, next=fact.next), *_instead(asked, fact.next, event))
    }


@becomes.register
def _(fact: RoleReleased, was: Incident, event: Event) -> Change:
    return {"seats": _ended(was.roles.seats, fact.role, fact.who, "released", fact.by, event, fact.reason)}


@becomes.register
def _(fact: RolesConflict, was: Incident, event: Event) -> Change:
    return {"conflicts": (*was.roles.conflicts, fact)}


@becomes.register
def _(fact: StandingChanged, was: Incident, event: Event) -> Change:
    """Who is no member any more has no role, and is asked for none."""
    if fact.standing is Standing.member:
        return {}
    gone = {"state": "gone", "ended_at": event.at}
    theirs = [
        seat.seq for seat in was.roles.seats if seat.person.id == fact.person.id and seat.state in ("asked", "holds")
    ]
    return {"seats": tuple(seat.model_copy(update=gone) if seat.seq in theirs else seat for seat in was.roles.seats)}


@becomes.register
def _(fact: Undone, was: Incident, event: Event) -> Change:
    """Seats are only changed or added: those before are as they were, and one that was added is over."""
    press = was.undo.press(event.by, fact.seq)
    if press is None or press.what != "role":
        return {}
    before = {seat.seq: seat for seat in press.seats}
    over = {"state": "over", "ended_by": fact.by, "ended_at": event.at}
    return {
        "seats": tuple(
            seat if seat.role != press.of else before[seat.seq] if seat.seq in before else seat.model_copy(update=over)
            for seat in was.roles.seats
        )
    }


def _gives_out(was: Incident, by: Someone) -> bool:
    """Whether this person commanded then, or was deputy."""
    givers = (*((was.acting,) if was.acting else ()), *was.holders("deputy"))
    return any(giver.id == by.id for giver in givers)


def _was_given(was: Incident, fact: RoleOffered) -> bool:
    """Whether who hands the role on was given it."""
    held = _open(was.roles.seats, fact.role, fact.by, ("holds",))
    return held is not None and held.given


def _open(seats: Seats, role: str, person: Someone, states: Collection[str]) -> Seat | None:
    """Their newest seat of that role, if it is in one of these states."""
    mine = (seat for seat in reversed(seats) if seat.role == role and seat.person.id == person.id)
    return next((seat for seat in mine if seat.state in states), None)


def _with(seats: Seats, seq: int, **changed: object) -> Seats:
    return tuple(seat.model_copy(update=changed) if seat.seq == seq else seat for seat in seats)


def _over(seats: Seats, role: str, ends: Collection[Someone], by: Someone, event: Event) -> Seats:
    """The askings that are over because somebody else has the role, or is asked instead."""
    ids = {someone.id for someone in ends}
    over = {"state": "over", "ended_by": by, "ended_at": event.at}
    return tuple(
        seat.model_copy(update=over) if seat.role == role and seat.state == "asked" and seat.person.id in ids else seat
        for seat in seats
    )


def _ended(seats: Seats, role: str, person: Someone, state: str, by: Someone, event: Event, reason: str = "") -> Seats:
    """The asking or the holding of this person, over."""
    seat = _open(seats, role, person, ("holds", "asked"))
    over = {"state": state, "reason": reason, "ended_by": by, "ended_at": event.at}
    return _with(seats, seat.seq, **over) if seat else seats


def _instead(asked: Seat, to: Someone | None, event: Event) -> Seats:
    """Who is asked next, by whoever asked the first."""
    if to is None:
        return ()
    return (Seat(seq=event.seq, role=asked.role, person=to, by=asked.by, at=event.at, stands_in_for=asked.first),)
