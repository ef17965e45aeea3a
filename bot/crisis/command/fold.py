"""What the facts of command change."""

from __future__ import annotations

from typing import Final

from bot.crisis.command.facts import (
    CommandAccepted,
    CommanderPresent,
    CommanderSilent,
    CommandOffered,
    CommandRefused,
    CommandSought,
    CommandTaken,
)
from bot.crisis.command.state import GivenBack, Offer, Silence, Sought, Vacated
from bot.crisis.incident import Incident
from bot.crisis.resolving.facts import Resolved
from bot.crisis.undo.facts import Undone
from bot.crisis.undo.state import Press
from bot.people.conflict.facts import NamingTakenBack
from bot.people.facts import StandingChanged
from bot.people.who import Someone, Standing
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()

NOBODY: Final = {"commander": None, "since": None, "seen_at": None}


def _commands(was: Incident, by: Someone, event: Event) -> Change:
    taken = was.command.offer is not None and was.command.offer.to.id == by.id
    over = _ended(was, "accepted" if taken else "over", event)
    return {
        "commander": by,
        "since": event.at,
        "seen_at": event.at,
        "silences": heard(was, "taken", by, event),
        "vacated": None,
        **over,
    }


def _ended(was: Incident, how: str, event: Event) -> Change:
    """The offer that stood, if one did, and how it ended."""
    if was.command.offer is None:
        return {}
    ended = was.command.offer.model_copy(update={"ended": how, "ended_at": event.at})
    return {"offer": None, "past_offers": (*was.command.past_offers, ended)}


@becomes.register
def _(fact: CommandTaken, was: Incident, event: Event) -> Change:
    return _commands(was, fact.by, event)


@becomes.register
def _(fact: CommandAccepted, was: Incident, event: Event) -> Change:
    return _commands(was, fact.by, event)


@becomes.register
def _(fact: CommandOffered, was: Incident, event: Event) -> Change:
    offer = Offer(to=fact.to, by=fact.by, at=event.at, open_decisions=fact.open_decisions, resting=fact.resting)
    return {**_ended(was, "over", event), "offer": offer}


@becomes.register
def _(fact: CommandRefused, was: Incident, event: Event) -> Change:
    return _ended(was, "refused", event)


@becomes.register
def _(fact: CommanderSilent, was: Incident, event: Event) -> Change:
    silence = Silence(commander=fact.commander, deputy=fact.deputy, since=fact.since, at=event.at)
    return {"silences": (*was.command.silences, silence)}


@becomes.register
def _(fact: CommandSought, was: Incident, event: Event) -> Change:
    return {"sought": (*was.command.sought, Sought(group=fact.group, people=fact.people, at=event.at))}


@becomes.register
def _(fact: CommanderPresent, was: Incident, event: Event) -> Change:
    """The commander counts as seen: the time runs anew."""
    return {"seen_at": event.at, "silences": heard(was, "present", fact.by, event)}


def heard(was: Incident, how: str, by: Someone | None, event: Event) -> tuple[Silence, ...]:
    """The silence that lasted, if one did, is over. *by* None: the commander did something."""
    over = {"ended": how, "ended_by": by, "ended_at": event.at}
    return tuple(silence if silence.ended else silence.model_copy(update=over) for silence in was.command.silences)


@becomes.register
def _(fact: Resolved, was: Incident, event: Event) -> Change:
    return _ended(was, "over", event)


@becomes.register
def _(fact: NamingTakenBack, was: Incident, event: Event) -> Change:
    """Command does not come back by itself: they take it anew, if nobody has."""
    led = was.command.commander is not None and was.command.commander.id == fact.person.reveal()
    return {**NOBODY} if led else {}


@becomes.register
def _(fact: StandingChanged, was: Incident, event: Event) -> Change:
    """The seat of who is no member any more is empty, and a handover to or from them over."""
    if fact.standing is Standing.member:
        return {}
    change: Change = {}
    if was.command.offer and fact.person.id in (was.command.offer.to.id, was.command.offer.by.id):
        change |= _ended(was, "over", event)
    if was.command.commander and was.command.commander.id == fact.person.id:
        vacated = Vacated(by=fact.person, standing=fact.standing, at=event.at)
        change |= {**NOBODY, "vacated": vacated, "silences": heard(was, "gone", None, event)}
    return change


@becomes.register
def _(fact: Undone, was: Incident, event: Event) -> Change:
    press = was.undo.press(event.by, fact.seq)
    if press is None or press.what not in ("command", "resolve"):
        return {}
    return _offer(was, press) | (_before(press, fact, event) if press.what == "command" else {})


def _before(press: Press, fact: Undone, event: Event) -> Change:
    return {
        "commander": press.commander,
        "since": press.commander_since,
        "seen_at": press.commander_seen_at,
        "silences": press.silences,
        "given_back": GivenBack(to=press.commander, by=fact.by, at=event.at) if press.commander else None,
    }


def _offer(was: Incident, press: Press) -> Change:
    """The handover that ended with it waits again."""
    return {"offer": press.offer, "past_offers": was.command.past_offers[:-1]} if press.offer else {}
