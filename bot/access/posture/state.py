"""Who was called in to answer people, with approved lines only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from bot.access.facts import StanceSet
from bot.people.who import Someone
from bot.record.frozen import Frozen


class Answering(Frozen):
    """One of them: on which accounts, with which lines, until when."""

    person: Someone
    by: Someone  # who called them in
    at: datetime
    accounts: dict[str, str]  # id in the register, "" is all of them → what it is called
    lines: tuple[str, ...]
    until: datetime | None = None
    state: Literal["asked", "unable", "over"] = "asked"
    reason: str = ""
    ended_at: datetime | None = None


def called_in(before: Iterable[Answering], fact: StanceSet, at: datetime) -> tuple[Answering, ...]:
    """Who answers from then on: whoever the newest decision about an account does not name answers there no more."""
    named = {someone.id for someone in fact.answering}
    known = {each.person.id: _left(each, fact.account, at) for each in before}
    others = (each for id, each in known.items() if id not in named)
    return (*others, *(_called(fact, person, known.get(person.id), at) for person in fact.answering))


def _called(fact: StanceSet, person: Someone, known: Answering | None, at: datetime) -> Answering:
    before = known.accounts if known is not None and known.state == "asked" else {}
    accounts = before | {fact.account: fact.handle}
    return Answering(person=person, by=fact.by, at=at, accounts=accounts, lines=fact.lines, until=fact.until)


def _left(answering: Answering, account: str, at: datetime) -> Answering:
    """Without one account, or with "" without any: then it is over."""
    accounts = {id: handle for id, handle in answering.accounts.items() if account not in ("", id)}
    if answering.state != "asked" or accounts == answering.accounts:
        return answering
    ended = {} if accounts else {"state": "over", "ended_at": at}
    return answering.model_copy(update={"accounts": accounts or answering.accounts, **ended})
