"""What the facts of command change."""

from __future__ import annotations

from bot.crisis.command.facts import (
    CommandAccepted,
    CommanderPresent,
    CommanderSilent,
    CommandOffered,
    CommandRefused,
    CommandSought,
    CommandTaken,
)
from bot.crisis.command.state import Offer, Silence, Sought
from bot.crisis.incident import Incident
from bot.people.who import Someone
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


def _commands(was: Incident, by: Someone, event: Event) -> Change:
    taken = was.offer is not None and was.offer.to.id == by.id
    over = ended(was, "accepted" if taken else "over", event)
    return {
        "commander": by,
        "commander_since": event.at,
        "commander_seen_at": event.at,
        "silences": heard(was, "taken", by, event),
        "vacated": None,
        **over,
    }


def ended(was: Incident, how: str, event: Event) -> Change:
    """The offer that stood, if one did, and how it ended."""
    if was.offer is None:
        return {}
    ended = was.offer.model_copy(update={"ended": how, "ended_at": event.at})
    return {"offer": None, "past_offers": (*was.past_offers, ended)}


@becomes.register
def _(fact: CommandTaken, was: Incident, event: Event) -> Change:
    return _commands(was, fact.by, event)


@becomes.register
def _(fact: CommandAccepted, was: Incident, event: Event) -> Change:
    return _commands(was, fact.by, event)


@becomes.register
def _(fact: CommandOffered, was: Incident, event: Event) -> Change:
    offer = Offer(to=fact.to, by=fact.by, at=event.at, open_decisions=fact.open_decisions, resting=fact.resting)
    return {**ended(was, "over", event), "offer": offer}


@becomes.register
def _(fact: CommandRefused, was: Incident, event: Event) -> Change:
    return ended(was, "refused", event)


@becomes.register
def _(fact: CommanderSilent, was: Incident, event: Event) -> Change:
    silence = Silence(commander=fact.commander, deputy=fact.deputy, since=fact.since, at=event.at)
    return {"silences": (*was.silences, silence)}


@becomes.register
def _(fact: CommandSought, was: Incident, event: Event) -> Change:
    return {"sought": (*was.sought, Sought(group=fact.group, people=fact.people, at=event.at))}


@becomes.register
def _(fact: CommanderPresent, was: Incident, event: Event) -> Change:
    """The commander counts as seen: the time runs anew."""
    return {"commander_seen_at": event.at, "silences": heard(was, "present", fact.by, event)}


def heard(was: Incident, how: str, by: Someone | None, event: Event) -> tuple[Silence, ...]:
    """The silence that lasted, if one did, is over. *by* None: the commander did something."""
    over = {"ended": how, "ended_by": by, "ended_at": event.at}
    return tuple(silence if silence.ended else silence.model_copy(update=over) for silence in was.silences)
