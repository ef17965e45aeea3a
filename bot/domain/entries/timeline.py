"""Entries that people wrote or captured."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.entries.say import say
from bot.domain.playbook import Book
from bot.domain.wording import shortened
from bot.text import Words, _


@say.register
def _noted(fact: e.Noted, book: Book, cut: int | None) -> Words:
    return _("{name}: “{text}”", name=fact.by.name, text=shortened(fact.text, cut))
