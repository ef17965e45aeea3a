"""What stands in the forms of the questions about access beforehand: for those alone who may read the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.access.affected_accounts import touched
from bot.access.register.codes import LEVELS, MEANS
from bot.access.register.derived import AccessPath, by_blast_radius, every_path, is_gone
from bot.access.register.meant import QUESTION, TYPED, called, unregistered
from bot.access.register.numbers import numbers
from bot.access.register.state import Register
from bot.access.restriction import keyholders, login_check
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book, Question
from bot.crisis.questions.forms.answer import Filled
from bot.people.who import Person
from bot.text import Words, _, _n, raw

ROWS = 30  # of access paths, above a form
WHO = "who_has_access"


def beforehand(
    incident: Incident,
    book: Book,
    register: Register,
    question: Question,
    people: Mapping[str, Person],
    now: datetime,
) -> Filled:
    """What is filled in where nobody answered yet. *people*: whoever of the register's holders is in the chat."""
    accounts = [id for id in touched(incident) if id in register.accounts]
    match question.id:
        case "can_restrict":
            return {"restrict": tuple(f"{id}={known_how(book, register.accounts[id].platform)}" for id in accounts)}
        case keyholders.QUESTION:
            return {keyholders.QUESTION: login_check.proposed(incident, register, people, accounts, now)}
    return {}


def known_how(book: Book, platform: str) -> str:
    """ "tested" where every step that closes access was looked at on the platform itself, "no" without a runbook."""
    runbook = book.runbook(platform)
    if runbook is None:
        return "no"
    return "tested" if runbook.is_tested else "untested"


def reopened(book: Book, register: Register, question: Question, filled: Filled) -> Filled:
    """An answer as its form shows it again: what is ticked is not typed as well."""
    if question.id != QUESTION:
        return filled
    return {**filled, TYPED: unregistered(register, book, str(filled.get(TYPED) or "")) or None}


def rows(incident: Incident, book: Book, register: Register, now: datetime, reveal: bool) -> tuple[Words, ...]:
    """Who has access to the accounts touched, the most dangerous first; numbers alone unless *reveal*."""
    accounts = [id for id in touched(incident) if id in register.accounts]
    every = every_path(register, now, accounts)
    paths = by_blast_radius(register, [path for id in accounts for path in every.get(id, ())], now)
    n = numbers(register, accounts, now)
    head = _(
        "{paths}, {people}",
        paths=_n("{n} way in", "{n} ways in", n.paths),
        people=_n("{n} person", "{n} people", n.people),
    )
    if not reveal:
        return head, _("Names are private.")
    more = len(paths) - ROWS
    shown = tuple(_row(book, register, path, now) for path in paths[:ROWS])
    return head, *shown, *((_n("and {n} more", "and {n} more", more),) if more > 0 else ())


def _row(book: Book, register: Register, path: AccessPath, now: datetime) -> Words:
    holder = register.holders.get(path.holder)
    row = _(
        "{name} · {account} · {means}, {level}",
        name=holder.name if holder else path.holder,
        account=called(register.accounts[path.account], book),
        means=MEANS[path.means],
        level=LEVELS[path.level],
    )
    if path.tool and path.tool in register.tools:
        row = _("{row} · {tool}", row=row, tool=raw(register.tools[path.tool].name))
    return _("{row} · has left", row=row) if is_gone(register, path.holder, now) else row
