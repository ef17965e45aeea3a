"""What connectors were told to do, and what they could not, as it reads on the timeline. Holders are counted only."""

from __future__ import annotations

from bot.access.connectors import facts
from bot.access.connectors.facts import AccessNotRestored, AutomaticRestorationOrdered, AutomaticRestrictionOrdered
from bot.crisis.playbook import Book
from bot.record.capability import Capability
from bot.record.say import saying
from bot.text import Words, _n

say = saying()


@say.register
def _ordered(fact: AutomaticRestrictionOrdered, book: Book, cut: int | None) -> Words:
    return _n(
        "{name} has {connector} close {n} way in · {account}",
        "{name} has {connector} close {n} ways in · {account}",
        len(fact.paths),
        name=fact.by.name,
        connector=fact.connector,
        account=fact.handle,
    )


@say.register
def _return_ordered(fact: AutomaticRestorationOrdered, book: Book, cut: int | None) -> Words:
    return _n(
        "{name} has {n} way in given back by itself · {account}",
        "{name} has {n} ways in given back by themselves · {account}",
        len(fact.paths),
        name=fact.by.name,
        account=fact.handle,
    )


@say.register
def _not_returned(fact: AccessNotRestored, book: Book, cut: int | None) -> Words:
    return _n(
        "{connector} did not give {n} way in back: a person does it · {account}",
        "{connector} did not give {n} ways in back: a person does it · {account}",
        len(fact.whys),
        connector=fact.by.name,
        account=fact.handle,
    )


CAPABILITY = Capability("connectors", facts=facts.FACTS, say=say)
