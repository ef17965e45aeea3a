"""Entries of command."""

from __future__ import annotations

from bot.crisis.command.facts import (
    CommandAccepted,
    CommanderPresent,
    CommanderSilent,
    CommandOffered,
    CommandRefused,
    CommandSought,
    CommandTaken,
)
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.record.say import say
from bot.text import Joined, Moment, Words, _


@say.register
def _taken(fact: CommandTaken, book: Book, cut: int | None) -> Words:
    if fact.before and fact.reason:
        reason = shortened(fact.reason, cut)
        return _(
            "{name} took command from {before}: {reason}", name=fact.by.name, before=fact.before.name, reason=reason
        )
    return _("{name} took command", name=fact.by.name)


@say.register
def _offered(fact: CommandOffered, book: Book, cut: int | None) -> Words:
    return _(
        "{name} offered command to {to}. Open decisions: {open}",
        name=fact.by.name,
        to=fact.to.name,
        open=shortened(fact.open_decisions, cut),
    )


@say.register
def _accepted(fact: CommandAccepted, book: Book, cut: int | None) -> Words:
    return _("{name} has command", name=fact.by.name)


@say.register
def _not_now(fact: CommandRefused, book: Book, cut: int | None) -> Words:
    return _("{name} can't take command now: {reason}", name=fact.by.name, reason=shortened(fact.reason, cut) or "–")


@say.register
def _silent(fact: CommanderSilent, book: Book, cut: int | None) -> Words:
    name, since = fact.commander.name, Moment(fact.since)
    if fact.deputy:
        return _("{name} has not reacted since {at}. {deputy} is called", name=name, at=since, deputy=fact.deputy.name)
    return _("{name} has not reacted since {at}", name=name, at=since)


@say.register
def _sought(fact: CommandSought, book: Book, cut: int | None) -> Words:
    names = Joined(tuple(someone.name for someone in fact.people))
    return _("nobody commands. Asked to take command: {names}", names=names)


@say.register
def _present(fact: CommanderPresent, book: Book, cut: int | None) -> Words:
    return _("{name} says that the commander is there", name=fact.by.name)
