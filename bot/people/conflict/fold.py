"""What becomes of those who are kept out or named as involved: who said so, and whether they are to leave the room."""

from __future__ import annotations

from bot.access.restriction.keyholders import QUESTION as KEEPS
from bot.crisis.incident import Incident
from bot.crisis.room.facts import Left
from bot.crisis.room.state import NotDone
from bot.people.conflict.facts import KeptOut, NamingTakenBack, RemovalOrdered
from bot.people.conflict.state import Naming
from bot.people.who import Someone
from bot.record.becomes import Change, becoming
from bot.record.event import Event
from bot.record.frozen import Restricted

becomes = becoming()


@becomes.register
def _(fact: KeptOut, was: Incident, event: Event) -> Change:
    return {"kept_out": (*was.conflict.kept_out, fact.person)}


@becomes.register
def _(fact: NamingTakenBack, was: Incident, event: Event) -> Change:
    id = fact.person.reveal()
    return {"kept_out": tuple(who for who in was.conflict.kept_out if who.reveal() != id)}


def namings(was: Incident, now: Incident, event: Event) -> tuple[Naming, ...]:
    """Those named so far, as they are after *event*: it may name somebody, name them no more, or let them in or out."""
    named = _named(now)
    if not named and not was.conflict.namings:
        return ()
    found = [naming if naming.ended else _after(naming, now, event, named) for naming in was.conflict.namings]
    standing = {naming.person for naming in found if not naming.ended}
    for person in named:
        if person not in standing:
            id = person.reveal()
            led = id in {someone.id for someone in (was.command.commander, was.acting) if someone}
            there = now.room.inside.get(id)
            since = there.since if there else None
            found.append(Naming(n=len(found) + 1, person=person, by=_who(event), at=event.at, led=led, since=since))
    return tuple(found)


def refused(incident: Incident, namings: tuple[Naming, ...]) -> dict[str, NotDone]:
    """The refused steps, without those of removals that nobody waits for any more."""
    waited = {naming.step for naming in namings if naming.ordered}
    return {
        step: why for step, why in incident.room.refused.items() if step in waited or not step.startswith("remove/")
    }


def _named(incident: Incident) -> dict[Restricted, None]:
    """
    Ids of all who are kept out or stand in an answer, each once, in that order. Whoever is to keep access stands in
    one too, and is not involved.
    """
    answers = (answered for question, answered in incident.questions.answers.items() if question != KEEPS)
    people = (ids for answered in answers for ids in answered.answer.private_people.values())
    return dict.fromkeys((*incident.conflict.kept_out, *(who for ids in people for who in ids)))


def _after(naming: Naming, now: Incident, event: Event, named: dict[Restricted, None]) -> Naming:
    fact, id = event.fact, naming.person.reveal()
    if naming.person not in named:
        over = {"ended": "changed", "ended_by": _who(event), "ended_at": event.at, "ordered": 0}
        why = {"ended": "taken_back", "reason": fact.reason} if isinstance(fact, NamingTakenBack) else {}
        return naming.model_copy(update=over | why)
    if isinstance(fact, RemovalOrdered) and fact.person == naming.person:
        return naming.model_copy(update={"ordered": event.seq})
    if isinstance(fact, Left) and fact.person.id == id and naming.ordered:
        return naming.model_copy(update={"ordered": 0, "removed_at": event.at})
    there = now.room.inside.get(id)
    return naming if there is None or there.since == naming.since else naming.model_copy(update={"since": there.since})


def _who(event: Event) -> Someone:
    by = getattr(event.fact, "by", None)
    return by if isinstance(by, Someone) else Someone(id=event.by, name=event.by)
