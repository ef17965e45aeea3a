"""Entries of command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.crisis.command import facts, fold, rules, seeking
from bot.crisis.command.facts import (
    CommandAccepted,
    CommanderPresent,
    CommanderSilent,
    CommandOffered,
    CommandRefused,
    CommandSought,
    CommandTaken,
)
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.people.who import Someone
from bot.record.capability import Capability
from bot.record.fact import Fact
from bot.record.say import saying
from bot.text import Joined, Moment, Words, _

say = saying()


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


def _mentions(fact: Fact) -> int:
    match fact:
        case facts.CommandOffered():
            return True
        case facts.CommanderSilent():
            return fact.deputy is not None
    return False


def _people(incident: Incident) -> Iterable[Someone | None]:
    yield from (incident.command.commander, incident.command.offer.to if incident.command.offer else None)
    yield from _asked_to_take_it(incident)


def _asked_to_take_it(incident: Incident) -> Iterator[Someone]:
    return (someone for each in incident.command.sought for someone in each.people)


CAPABILITY = Capability(
    "command",
    facts=facts.FACTS,
    say=say,
    state="command",
    becomes=fold.becomes,
    follow=lambda incident, book, level: seeking.follows(incident),
    due=lambda incident, book: (*rules.due(incident), *seeking.due(incident)),
    unfinished=lambda incident, book: () if incident.command.commander else ("commander",),
    unfinished_words={"commander": lambda incident, book, of: _("Nobody has taken command")},
    mentions=_mentions,
    people=_people,
    paged=_asked_to_take_it,
)
