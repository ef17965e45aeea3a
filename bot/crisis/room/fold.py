"""What becomes of a room in the chat, and who is in it."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.room.facts import (
    ChatReturned,
    Joined,
    LanguageSet,
    Left,
    RoomRenamed,
    StepDone,
    StepRefused,
    StepRetried,
)
from bot.crisis.room.state import Inside, NotDone
from bot.people.facts import StandingChanged
from bot.people.who import Standing
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: Opened, was: Incident, event: Event) -> Change:
    return {"language": fact.language, "inside": {fact.opener.id: Inside(person=fact.opener, since=event.at)}}


@becomes.register
def _(fact: StepRefused, was: Incident, event: Event) -> Change:
    before = was.room.refused.get(fact.step)
    since = before.since if before else event.at
    return {"refused": {**was.room.refused, fact.step: NotDone(reason=fact.reason, since=since)}}


@becomes.register
def _(fact: StepDone, was: Incident, event: Event) -> Change:
    return {"refused": _without(was, fact.step)}


@becomes.register
def _(fact: StepRetried, was: Incident, event: Event) -> Change:
    return {"refused": _without(was, fact.step) if fact.step else {}}


def _without(was: Incident, *steps: str) -> dict[str, NotDone]:
    return {step: why for step, why in was.room.refused.items() if step not in steps}


@becomes.register
def _(fact: RoomRenamed, was: Incident, event: Event) -> Change:
    return {"renamed": fact.name}


@becomes.register
def _(fact: Joined, was: Incident, event: Event) -> Change:
    there = Inside(person=fact.person, standing=fact.standing, since=event.at)
    invited = (f"invite/{fact.person.id}", *(("invite/opener",) if fact.person == was.opening.opener else ()))
    inside = {**was.room.inside, fact.person.id: there}
    return {"inside": inside, "refused": _without(was, *invited)}


@becomes.register
def _(fact: Left, was: Incident, event: Event) -> Change:
    return {"inside": {who: there for who, there in was.room.inside.items() if who != fact.person.id}}


@becomes.register
def _(fact: LanguageSet, was: Incident, event: Event) -> Change:
    return {"language": fact.language}


@becomes.register
def _(fact: ChatReturned, was: Incident, event: Event) -> Change:
    return {"outages": (*was.room.outages, fact)}


@becomes.register
def _(fact: StandingChanged, was: Incident, event: Event) -> Change:
    """Who is gone is not inside any more; whoever became a guest still reads along."""
    there = was.room.inside.get(fact.person.id)
    if there is None:
        return {}
    if fact.standing is Standing.gone:
        return {"inside": {who: each for who, each in was.room.inside.items() if who != fact.person.id}}
    return {"inside": was.room.inside | {fact.person.id: there.model_copy(update={"standing": fact.standing})}}
