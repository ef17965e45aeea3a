"""Entries of command."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.entries.say import say
from bot.domain.playbook import Book
from bot.domain.wording import shortened
from bot.text import Words, _


@say.register
def _taken(fact: e.CommandTaken, book: Book, cut: int | None) -> Words:
    if fact.before and fact.reason:
        reason = shortened(fact.reason, cut)
        return _(
            "{name} took command from {before}: {reason}", name=fact.by.name, before=fact.before.name, reason=reason
        )
    return _("{name} took command", name=fact.by.name)


@say.register
def _offered(fact: e.CommandOffered, book: Book, cut: int | None) -> Words:
    return _(
        "{name} offered command to {to}. Open decisions: {open}",
        name=fact.by.name,
        to=fact.to.name,
        open=shortened(fact.open_decisions, cut),
    )


@say.register
def _accepted(fact: e.CommandAccepted, book: Book, cut: int | None) -> Words:
    return _("{name} has command", name=fact.by.name)


@say.register
def _not_now(fact: e.CommandRefused, book: Book, cut: int | None) -> Words:
    return _("{name} can't take command now: {reason}", name=fact.by.name, reason=shortened(fact.reason, cut) or "–")
