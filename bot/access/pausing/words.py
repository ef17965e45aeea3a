"""How pausing reads."""

from __future__ import annotations

from bot.access.pausing import facts, fold
from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.access.pausing.rules import PAUSE, counts, items, undecided
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.say import saying
from bot.task.facts import Subject
from bot.task.words import TaskWords, joined
from bot.text import Param, Words, _, raw

say = saying()

NAME_CHARS = 60  # of a tool's name in a line


def what(thing: Subject) -> Words:
    """What is asked of who is to pause it."""
    match thing.what:
        case "ads":
            return _("pause the adverts of {account}", account=shortened(thing.name, NAME_CHARS))
        case "scheduled":
            return _("pause scheduled posts")
        case "paid":
            return _("pause paid promotion")
        case _tool:
            return _("pause {tool}", tool=shortened(thing.name, NAME_CHARS))


def thing_words(thing: Subject) -> Words:
    """What is paused, as it stands in a list."""
    match thing.what:
        case "ads":
            return _("the adverts of {account}", account=shortened(thing.name, NAME_CHARS))
        case "scheduled":
            return _("scheduled posts")
        case "paid":
            return _("paid promotion")
        case _tool:
            return raw(shortened(thing.name, NAME_CHARS))


TASK_WORDS = TaskWords(what, asked=lambda fact: None)  # the order names all of them


@say.register
def _ordered(fact: PauseOrdered, book: Book, cut: int | None) -> Words:
    things = joined(tuple(item.thing for item in fact.items), thing_words)
    return _("{name} orders that all be paused: {things}", name=fact.by.name, things=things)


@say.register
def _decided(fact: PauseDecided, book: Book, cut: int | None) -> Words:
    name, thing, reason = fact.by.name, thing_words(fact.thing), shortened(fact.reason, cut)
    if fact.stays:
        return _("{name}: {thing} stays paused: {reason}", name=name, thing=thing, reason=reason)
    return _("{name}: {thing} may run again: {reason}", name=name, thing=thing, reason=reason)


def _still_paused(incident: Incident, book: Book, of: str) -> Words:
    return _("Still paused, nobody decided: {thing}", thing=_thing(incident, of))


def _not_paused(incident: Incident, book: Book, of: str) -> Words:
    return _("Nobody said that it is paused: {thing}", thing=_thing(incident, of))


def _thing(incident: Incident, of: str) -> Param:
    return next((thing_words(paused.item.thing) for paused in items(incident) if str(paused.n) == of), "–")


def pause_lines(incident: Incident) -> list[Words]:
    """How much of what posts by itself is paused, once that was ordered; for the board and the access post."""
    if incident.pausing.order is None:
        return []
    known = counts(incident)
    line = _("Paused: {n} of {of}, {verified} verified", n=known.paused, of=known.of, verified=known.verified)
    return [_("{line} · may run again: {n}", line=line, n=known.again)] if known.again else [line]


CAPABILITY = Capability(
    "pausing",
    facts=facts.FACTS,
    say=say,
    state="pausing",
    becomes=fold.becomes,
    tasks=((PAUSE, TASK_WORDS),),
    unfinished=lambda incident, book: undecided(incident),
    unfinished_words={"paused": _still_paused, "not_paused": _not_paused},
)
