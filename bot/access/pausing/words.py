"""How pausing reads."""

from __future__ import annotations

from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.crisis.wording import shortened
from bot.task.facts import Subject
from bot.task.words import TaskWords, joined
from bot.text import Words, _, raw

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


def say_ordered(fact: PauseOrdered) -> Words:
    """Who ordered what."""
    things = joined(tuple(item.thing for item in fact.items), thing_words)
    return _("{name} orders that all be paused: {things}", name=fact.by.name, things=things)


def say_decided(fact: PauseDecided, cut: int | None) -> Words:
    """What may run again, and what stays paused."""
    name, thing, reason = fact.by.name, thing_words(fact.thing), shortened(fact.reason, cut)
    if fact.stays:
        return _("{name}: {thing} stays paused: {reason}", name=name, thing=thing, reason=reason)
    return _("{name}: {thing} may run again: {reason}", name=name, thing=thing, reason=reason)


TASK_WORDS = TaskWords(what, asked=lambda fact: None)  # the order names all of them
