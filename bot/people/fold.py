"""What is known of somebody changes: no member any more, or one again."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.room.facts import Joined
from bot.people.facts import StandingChanged
from bot.people.who import Standing
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: StandingChanged, was: Incident, event: Event) -> Change:
    if fact.standing is Standing.member:
        return _member(was, fact.person.id)
    return {"standings": was.people.standings | {fact.person.id: fact.standing}}


@becomes.register
def _(fact: Joined, was: Incident, event: Event) -> Change:
    return _member(was, fact.person.id) if fact.standing is Standing.member else {}


def _member(was: Incident, person: str) -> Change:
    return {"standings": {id: how for id, how in was.people.standings.items() if id != person}}
