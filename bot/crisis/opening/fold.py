"""What the facts of the room change."""

from __future__ import annotations

from bot.crisis.incident import Incident, Inside, NotDone
from bot.people.who import Standing
from bot.record import event as e
from bot.record.becomes import Change, becomes


@becomes.register
def _(fact: e.Opened, was: Incident, event: e.Event) -> Change:
    names = (
        "title",
        "tag",
        "language",
        "zone",
        "brand",
        "listed",
        "announce_in",
        "hr",
        "legal",
        "opener",
        "owners",
        "small",
    )
    return {
        **{name: getattr(fact, name) for name in names},
        "opened_at": event.at,
        "responders": fact.responders,
        "inside": {fact.opener.id: Inside(person=fact.opener, since=event.at)},
    }


@becomes.register
def _(fact: e.StepRefused, was: Incident, event: e.Event) -> Change:
    before = was.refused.get(fact.step)
    since = before.since if before else event.at
    return {"refused": {**was.refused, fact.step: NotDone(reason=fact.reason, since=since)}}


@becomes.register
def _(fact: e.StepDone, was: Incident, event: e.Event) -> Change:
    return {"refused": _without(was, fact.step)}


@becomes.register
def _(fact: e.StepRetried, was: Incident, event: e.Event) -> Change:
    return {"refused": _without(was, fact.step) if fact.step else {}}


def _without(was: Incident, *steps: str) -> dict[str, NotDone]:
    return {step: why for step, why in was.refused.items() if step not in steps}


@becomes.register
def _(fact: e.RoomRenamed, was: Incident, event: e.Event) -> Change:
    return {"renamed": fact.name}


@becomes.register
def _(fact: e.Joined, was: Incident, event: e.Event) -> Change:
    there = Inside(person=fact.person, standing=fact.standing, since=event.at)
    back = {id: how for id, how in was.standings.items() if id != fact.person.id}
    standings = back if fact.standing is Standing.member else was.standings
    invited = (f"invite/{fact.person.id}", *(("invite/opener",) if fact.person == was.opener else ()))
    inside = {**was.inside, fact.person.id: there}
    return {"inside": inside, "standings": standings, "refused": _without(was, *invited)}


@becomes.register
def _(fact: e.Left, was: Incident, event: e.Event) -> Change:
    return {"inside": {who: there for who, there in was.inside.items() if who != fact.person.id}}


@becomes.register
def _(fact: e.KindSet, was: Incident, event: e.Event) -> Change:
    return {"playbook": fact.playbook}


@becomes.register
def _(fact: e.LanguageSet, was: Incident, event: e.Event) -> Change:
    return {"language": fact.language}


@becomes.register
def _(fact: e.ChatReturned, was: Incident, event: e.Event) -> Change:
    return {"outages": (*was.outages, fact)}
