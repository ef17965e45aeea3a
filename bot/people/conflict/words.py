"""How a conflict of interest reads: neither what nor about whom."""

from __future__ import annotations

from bot.crisis.playbook import Book
from bot.people.conflict import facts, fold
from bot.people.conflict.facts import KeptOut, NamingTakenBack, RemovalOrdered
from bot.record.capability import Capability
from bot.record.say import saying
from bot.text import Words, _

say = saying()


@say.register
def _restricted(fact: KeptOut | RemovalOrdered | NamingTakenBack, book: Book, cut: int | None) -> Words:
    """Who did it, and neither what nor about whom: the room reads this."""
    return _("restricted entry by {name}", name=fact.by.name)


CAPABILITY = Capability("conflict", facts=facts.FACTS, say=say, state="conflict", becomes=fold.becomes)
