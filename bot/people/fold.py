"""What it changes that somebody is no member any more: nothing is theirs, at once. Back, they take it anew."""

from __future__ import annotations

from bot.crisis.command.fold import ended, heard
from bot.crisis.command.state import Vacated
from bot.crisis.incident import Incident
from bot.crisis.room.state import Inside
from bot.people.facts import StandingChanged
from bot.people.who import Standing
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: StandingChanged, was: Incident, event: Event) -> Change:
    id = fact.person.id
    known: Change = {"inside": _inside(was, fact)}
    if fact.standing is Standing.member:
        return known | {"standings": {who: how for who, how in was.standings.items() if who != id}}
    return known | {
        "standings": was.standings | {id: fact.standing},
        "seats": tuple(
            seat.model_copy(update={"state": "gone", "ended_at": event.at})
            if seat.person.id == id and seat.state in ("asked", "holds")
            else seat
            for seat in was.seats
        ),
        "asked": tuple(
            each.model_copy(update={"to": None, "by": None, "note": "", "handed_at": None})
            if each.to and each.to.id == id
            else each
            for each in was.asked
        ),
        **_command(was, fact, event),
    }


def _inside(was: Incident, fact: StandingChanged) -> dict[str, Inside]:
    """Who is gone is not inside any more; whoever became a guest still reads along."""
    there = was.inside.get(fact.person.id)
    if there is None:
        return was.inside
    if fact.standing is Standing.gone:
        return {who: each for who, each in was.inside.items() if who != fact.person.id}
    return was.inside | {fact.person.id: there.model_copy(update={"standing": fact.standing})}


def _command(was: Incident, fact: StandingChanged, event: Event) -> Change:
    """The seat is empty, and a handover to or from them over."""
    change: Change = {}
    if was.offer and fact.person.id in (was.offer.to.id, was.offer.by.id):
        change |= ended(was, "over", event)
    if was.commander and was.commander.id == fact.person.id:
        free = {"commander": None, "commander_since": None, "commander_seen_at": None}
        vacated = Vacated(by=fact.person, standing=fact.standing, at=event.at)
        change |= {**free, "vacated": vacated, "silences": heard(was, "gone", None, event)}
    return change
