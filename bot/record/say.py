"""What a fact says on the timeline: each capability has a dispatcher of its own, by the class of the fact."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from bot.crisis.playbook import Book
from bot.record.fact import Fact, Weight
from bot.text import Words, _

if TYPE_CHECKING:
    from functools import _SingleDispatchCallable

    Say = _SingleDispatchCallable[Words | None]


def saying() -> Say:
    """A dispatcher: what a fact says, without its time; None where nothing. *cut* is of a person's words."""

    @singledispatch
    def say(fact: Fact, book: Book, cut: int | None) -> Words | None:
        return None

    return say


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
