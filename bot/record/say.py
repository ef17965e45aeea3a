"""The dispatcher of the entries: what one fact says. The other modules of this folder register with it."""

from __future__ import annotations

from functools import singledispatch

from bot.crisis.playbook import Book
from bot.record.fact import Fact
from bot.text import Words


@singledispatch
def say(fact: Fact, book: Book, cut: int | None) -> Words | None:
    """What a fact says, without its time; None where it says nothing to a reader. *cut* is of a person's words."""
    return None
