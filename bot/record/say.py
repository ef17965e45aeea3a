"""The dispatcher of the entries: what one fact says. The other modules of this folder register with it."""

from __future__ import annotations

from functools import singledispatch

from bot.crisis.playbook import Book
from bot.record.fact import Fact, Weight
from bot.text import Words, _


@singledispatch
def say(fact: Fact, book: Book, cut: int | None) -> Words | None:
    """What a fact says, without its time; None where it says nothing to a reader. *cut* is of a person's words."""
    return None


def weight_words(weight: Weight) -> Words:
    """How much an entry says, as a word."""
    match weight:
        case Weight.fact:
            return _("fact")
        case Weight.unconfirmed:
            return _("reported, not confirmed")
        case Weight.decision:
            return _("decision")
        case Weight.action:
            return _("action")
        case Weight.statement:
            return _("statement")
