"""How restoring access reads. Who holds access is counted, never named."""

from __future__ import annotations

from bot.access.restoration import facts, fold
from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered, RestorationVerified
from bot.access.restriction.words import account_words
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.say import saying
from bot.text import Words, _, _n

say = saying()


@say.register
def _restoration(fact: RestorationOrdered, book: Book, cut: int | None) -> Words:
    return _("{name} gives access to {account} back", name=fact.by.name, account=account_words(fact.handle, cut))


@say.register
def _decided(fact: AccessDecided, book: Book, cut: int | None) -> Words:
    n, name, account = len(fact.paths), fact.by.name, account_words(fact.handle, cut)
    match fact.decision:
        case "back":
            return _n(
                "{name} decides: {n} way into {account} is given back",
                "{name} decides: {n} ways into {account} are given back",
                n,
                name=name,
                account=account,
            )
        case "lowered":
            return _n(
                "{name} decides: {n} way into {account} is given back, at a lower level",
                "{name} decides: {n} ways into {account} are given back, at a lower level",
                n,
                name=name,
                account=account,
            )
    return _n(
        "{name} decides: {n} way into {account} stays closed",
        "{name} decides: {n} ways into {account} stay closed",
        n,
        name=name,
        account=account,
    )


@say.register
def _returned(fact: AccessRestored, book: Book, cut: int | None) -> Words:
    n, name, account = len(fact.paths), fact.by.name, account_words(fact.handle, cut)
    return _n(
        "What was decided of {n} way into {account} is done ({name})",
        "What was decided of {n} ways into {account} is done ({name})",
        n,
        name=name,
        account=account,
    )


@say.register
def _back_verified(fact: RestorationVerified, book: Book, cut: int | None) -> Words:
    n, name, account = len(fact.paths), fact.by.name, account_words(fact.handle, cut)
    words = _n(
        "{name} verified {n} way into {account}, as it was decided",
        "{name} verified {n} ways into {account}, as it was decided",
        n,
        name=name,
        account=account,
    )
    return _("{words}, alone: {reason}", words=words, reason=shortened(fact.alone, cut)) if fact.alone else words


CAPABILITY = Capability("restoration", facts=facts.FACTS, say=say, state="restrictions", becomes=fold.becomes)
