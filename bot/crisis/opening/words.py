"""Entries of the room: opened, joined, called, refused."""

from __future__ import annotations

from bot.crisis.opening.facts import KindSet, Opened
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.record.say import say
from bot.text import Words, _


@say.register
def _opened(fact: Opened, book: Book, cut: int | None) -> Words:
    return _("opened · {name}: “{title}”", name=fact.opener.name, title=shortened(fact.title, cut))


@say.register
def _kind(fact: KindSet, book: Book, cut: int | None) -> Words:
    title = Words(book.kind(fact.playbook).title) if fact.playbook in {k.id for k in book.kinds} else fact.playbook
    return _("kind: {kind} · {name}", kind=title, name=fact.by.name)
