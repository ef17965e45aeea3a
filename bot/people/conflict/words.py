"""How a conflict of interest reads: neither what nor about whom."""

from __future__ import annotations

from bot.crisis.playbook import Book
from bot.people.conflict.facts import KeptOut, NamingTakenBack, RemovalOrdered
from bot.record.say import say
from bot.text import Words, _


@say.register
def _restricted(fact: KeptOut | RemovalOrdered | NamingTakenBack, book: Book, cut: int | None) -> Words:
    """Who did it, and neither what nor about whom: the room reads this."""
    return _("restricted entry by {name}", name=fact.by.name)
