"""What the facts of roles change: who was asked, who has a role, how each asking ended."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.fold.becomes import Change, becomes
from bot.domain.incident import Incident, Seat


@becomes.register
def _(fact: e.RoleOffered, was: Incident, event: e.Event) -> Change:
    names = ("role", "by", "before", "briefing", "stands_in_for")
    seat = Seat(person=fact.to, at=event.at, **{name: getattr(fact, name) for name in names})
    return {"seats": (*was.seats, seat)}


@becomes.register
def _(fact: e.RoleClaimed, was: Incident, event: e.Event) -> Change:
    asked = any(seat.role == fact.role and seat.person.id == fact.by.id and seat.state == "asked" for seat in was.seats)
    if asked:
        return _accepted(was, fact.role, fact.by.id, event)
    seat = Seat(role=fact.role, person=fact.by, by=fact.by, at=event.at, since=event.at, state="holds")
    return {"seats": (*was.seats, seat)}


@becomes.register
def _(fact: e.RoleAccepted, was: Incident, event: e.Event) -> Change:
    return _accepted(was, fact.role, fact.by.id, event)


def _accepted(was: Incident, role: str, person: str, event: e.Event) -> Change:
    """Who was asked has it; who handed it over has it no more."""
    asked = next(seat for seat in was.seats if (seat.role, seat.person.id, seat.state) == (role, person, "asked"))
    before = asked.before.id if asked.before else None

    def now(seat: Seat) -> Seat:
        if seat is asked:
            return seat.model_copy(update={"state": "holds", "since": event.at})
        if seat.role == role and seat.person.id == before and seat.state == "holds":
            return seat.model_copy(update={"state": "released", "ended_at": event.at})
        return seat

    return {"seats": tuple(map(now, was.seats))}


def _ended(was: Incident, role: str, person: str, state: str, event: e.Event, reason: str = "") -> Change:
    """The asking or the holding of this person, over."""
    over = {"state": state, "ended_at": event.at, "reason": reason}
    open_ = ("asked", "holds")
    return {
        "seats": tuple(
            seat.model_copy(update=over)
            if seat.role == role and seat.person.id == person and seat.state in open_
            else seat
            for seat in was.seats
        )
    }


@becomes.register
def _(fact: e.RoleDeclined, was: Incident, event: e.Event) -> Change:
    return _ended(was, fact.role, fact.by.id, "declined", event, fact.reason)


@becomes.register
def _(fact: e.RoleReleased, was: Incident, event: e.Event) -> Change:
    return _ended(was, fact.role, fact.who.id, "released", event, fact.reason)


@becomes.register
def _(fact: e.RoleUnanswered, was: Incident, event: e.Event) -> Change:
    """They may still say yes: the letter stays; only who comes next is asked too."""
    late = (
        seat.model_copy(update={"late": True})
        if seat.role == fact.role and seat.person.id == fact.who.id and seat.state == "asked"
        else seat
        for seat in was.seats
    )
    return {"seats": tuple(late)}


@becomes.register
def _(fact: e.RolesConflict, was: Incident, event: e.Event) -> Change:
    return {"conflicts": (*was.conflicts, fact)}
