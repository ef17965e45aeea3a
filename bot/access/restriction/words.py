"""How a restriction reads. Holders are counted, never named; notes and reasons that may name one are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from bot.access import access_questions
from bot.access.restriction import facts, fold, login_check, steps
from bot.access.restriction.facts import (
    AccessFound,
    AccountSuspended,
    KeyholderAsked,
    KeyholderConfirmed,
    KeyholderLate,
    KeyholderUnable,
    RestrictionStarted,
    RestrictionStepLate,
    RestrictionStepSaved,
    RestrictionStepVerified,
    RestrictionStopped,
)
from bot.access.restriction.step_words import done_words, kind_words
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.people.who import Someone
from bot.record.capability import Capability
from bot.record.event import BOT
from bot.record.fact import Fact
from bot.record.say import saying
from bot.text import Joined, Param, Words, _, _n

say = saying()


def account_words(handle: str, cut: int | None) -> Param:
    return shortened(handle, cut) if handle else _("an account")


def _names(people: Sequence[Someone]) -> Joined:
    return Joined(tuple(person.name for person in people))


@say.register
def _started(fact: RestrictionStarted, book: Book, cut: int | None) -> Words:
    paths = _n("{n} way in", "{n} ways in", len(fact.paths))
    words = _(
        "{name} closes access to {account}: {paths} to close. Keyholders {keyholders}, access lead {lead}",
        name=fact.by.name,
        account=shortened(fact.handle, cut),
        paths=paths,
        keyholders=_names(fact.keyholders) if fact.keyholders else _("nobody"),
        lead=fact.lead.name,
    )
    return _("{words}: {reason}", words=words, reason=shortened(fact.reason, cut)) if fact.reason else words


@say.register
def _found(fact: AccessFound, book: Book, cut: int | None) -> Words:
    account = account_words(fact.handle, cut)
    return _n(
        "{n} more way into {account} found", "{n} more ways into {account} found", len(fact.paths), account=account
    )


@say.register
def _asked(fact: KeyholderAsked, book: Book, cut: int | None) -> Words:
    account = account_words(fact.handle, cut)
    return _("{name} asks {who} to keep access to {account}", name=fact.by.name, who=fact.who.name, account=account)


@say.register
def _confirmed(fact: KeyholderConfirmed, book: Book, cut: int | None) -> Words:
    return _("{name} proved a log-in to {account}", name=fact.who.name, account=account_words(fact.handle, cut))


@say.register
def _unable(fact: KeyholderUnable, book: Book, cut: int | None) -> Words:
    name, account, reason = fact.who.name, account_words(fact.handle, cut), shortened(fact.reason, cut) or "–"
    return _("{name} can't log in to {account}: {reason}", name=name, account=account, reason=reason)


@say.register
def _keyholder_late(fact: KeyholderLate, book: Book, cut: int | None) -> Words:
    who, account = fact.who.name, account_words(fact.handle, cut)
    if fact.to is None or fact.to.id == fact.who.id:
        return _("{who} has not said yet whether they can log in to {account}", who=who, account=account)
    return _(
        "{who} has not said yet whether they can log in to {account}: {name} is told",
        who=who,
        account=account,
        name=fact.to.name,
    )


@say.register
def _saved(fact: RestrictionStepSaved, book: Book, cut: int | None) -> Words:
    account, name = account_words(fact.handle, cut), fact.by.name
    if fact.by.id == BOT:  # a connector: some of the step's paths
        paths = _n("{n} way in", "{n} ways in", len(fact.paths))
        words = _(
            "{account} · {paths}: {result} ({name})",
            account=account,
            paths=paths,
            result=RESULTS[fact.result],
            name=name,
        )
        if not fact.also_removed:
            return words
        n = len(fact.also_removed)
        more = _n("{n} more person removed by mistake", "{n} more people removed by mistake", n)
        return _("{words}. {more}", words=words, more=more)
    if fact.result == "done":
        done = done_words(fact.purpose, max(1, len(fact.paths)))
        return _("{account} · {what} ({name})", account=account, what=done, name=name)
    what = kind_words(fact.purpose)
    return _(
        "{account} · {what}: {result} ({name})", account=account, what=what, result=RESULTS[fact.result], name=name
    )


RESULTS: Final = {
    "done": _("done"),
    "could_not": _("could not"),
    "not_applicable": _("doesn't apply"),
    "unknown": _("not known whether it worked"),
}


@say.register
def _verified(fact: RestrictionStepVerified, book: Book, cut: int | None) -> Words:
    n, name, account = len(fact.steps), fact.by.name, account_words(fact.handle, cut)
    if fact.by.id == BOT:  # nobody else looked: the platform itself was read again
        return _n(
            "{name}, read again: {n} way in of {account} is closed",
            "{name}, read again: {n} ways in of {account} are closed",
            len(fact.paths),
            name=name,
            account=account,
        )
    if fact.alone:
        alone = shortened(fact.alone, cut)
        return _n(
            "{name} verified {n} step of {account} alone: {reason}",
            "{name} verified {n} steps of {account} alone: {reason}",
            n,
            name=name,
            account=account,
            reason=alone,
        )
    return _n(
        "{name} verified {n} step of {account}", "{name} verified {n} steps of {account}", n, name=name, account=account
    )


@say.register
def _late(fact: RestrictionStepLate, book: Book, cut: int | None) -> Words:
    who, account = fact.to.name if fact.to else _("nobody"), account_words(fact.handle, cut)
    return _("Step {n} of {account} is late: {name} is asked", n=fact.step, account=account, name=who)


@say.register
def _stopped(fact: RestrictionStopped, book: Book, cut: int | None) -> Words:
    name, account = fact.by.name, account_words(fact.handle, cut)
    if not fact.open:
        return _("{name} stopped closing access to {account}", name=name, account=account)
    return _n(
        "{name} stopped closing access to {account}. {n} way in stays open",
        "{name} stopped closing access to {account}. {n} ways in stay open",
        fact.open,
        name=name,
        account=account,
    )


@say.register
def _suspended(fact: AccountSuspended, book: Book, cut: int | None) -> Words:
    name, account = fact.by.name, account_words(fact.handle, cut)
    if fact.over:
        return _("{account} is there again, says {name}", account=account, name=name)
    return _("The platform suspended {account}, says {name}", account=account, name=name)


def _mentions(fact: Fact) -> int:
    match fact:
        case facts.RestrictionStarted():
            return len(fact.keyholders)
        case facts.KeyholderAsked():
            return True
        case facts.KeyholderLate():
            return fact.nth == 1  # the second is a direct message
        case facts.RestrictionStepSaved():
            return fact.mentions is not None
        case facts.RestrictionStepLate():
            return fact.to is not None
    return False


def _people(incident: Incident) -> Iterator[Someone]:
    """Who leads a restriction, keeps access, or was asked for a step of it."""
    for restriction in incident.restrictions.all:
        yield restriction.lead
        yield from (check.person for check in restriction.keyholders)
        for doing in restriction.steps:
            yield from (who for who in (doing.step.to, *(each.to for each in doing.reminders)) if who)


def _unfinished(incident: Incident, book: Book, of: str, what: str) -> Words:
    restriction = incident.restriction(of)
    handle = restriction.handle if restriction else "–"
    match what:
        case "looked":
            return _("Nobody has looked at {account} from outside", account=handle)
        case "told":
            return _("Those removed from {account} have not been told", account=handle)
        case "unseen":
            return _("Done on {account}, and nobody else has looked", account=handle)
        case "returning":
            return _("Access to {account} is not given back yet", account=handle)
    if restriction is None or restriction.is_closed:
        return _("Closing access to {account} is not verified yet", account=handle)
    return _("Access to {account} is still being closed", account=handle)


CAPABILITY = Capability(
    "restriction",
    facts=facts.FACTS,
    say=say,
    state="restrictions",
    becomes=fold.becomes,
    follow=lambda incident, book, level: access_questions.ask_next(incident, book),
    due=lambda incident, book: (*login_check.due(incident), *steps.due(incident)),
    unfinished=lambda incident, book: steps.unfinished(incident),
    unfinished_words={
        what: partial(_unfinished, what=what) for what in ("closing", "returning", "looked", "told", "unseen")
    },
    mentions=_mentions,
    people=_people,
    paged=_people,
)
