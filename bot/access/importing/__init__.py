"""
The register out of CSV files: rows become changes or mistakes. Pure; nothing is applied unless every row is right.

Three files are enough. ``people.csv``: whom there is. ``accounts.csv``: accounts, and the tools that post to them.
``access.csv``: who gets in, and how; who knows which secret, and the vault where it is kept. A cell of nothing leaves
what stands, a cell of "-" empties it, and what no row names stays: nothing is taken off by a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.access.importing import access, accounts, people
from bot.access.importing.columns import File
from bot.access.importing.facts import Imported
from bot.access.importing.secrets import refuse_secrets
from bot.access.importing.tables import Mistake, Row, Table, read_table
from bot.access.importing.taking import Change, Taking
from bot.access.register.entities import MakeId, new_id
from bot.access.register.facts import (
    AccountEntered,
    GrantEntered,
    HolderEntered,
    HoldersMerged,
    SecretEntered,
    ToolEntered,
)
from bot.access.register.merging import merged
from bot.access.register.state import Register
from bot.access.runbook import Runbook
from bot.record.fact import Fact

__all__ = ["Change", "Mistake", "Plan", "Table", "plan", "read_table"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What some files would do. With a mistake they do nothing at all."""

    tables: tuple[Table, ...]
    changes: tuple[Change, ...]
    mistakes: tuple[Mistake, ...]
    notes: tuple[Mistake, ...]
    facts: tuple[Fact, ...]  # none where there is a mistake, or nothing changes


def plan(
    register: Register,
    tables: Sequence[Table],
    runbooks: Sequence[Runbook],
    zone: tzinfo,
    chat: str,
    make_id: MakeId = new_id,
) -> Plan:
    """
    What the files would change.

    Args:
        zone: The organisation's: days begin and end there.
        chat: What the ids of people in the chat begin with.
    """
    tables = [refuse_secrets(table) for table in tables]
    taking = Taking(register, tuple(runbooks), zone, chat, make_id)
    for table in tables:
        taking.mistakes += table.mistakes
        taking.notes += table.notes
    joined = people.take(taking, _rows(tables, "people"))
    accounts.take(taking, _rows(tables, "accounts"))
    access.take(taking, _rows(tables, "access"))
    order = [table.name for table in tables]
    changes = sorted(taking.changes, key=lambda each: (order.index(each.file), each.line))
    mistakes = sorted(taking.mistakes, key=lambda each: (order.index(each.file), each.line))
    facts = () if mistakes else tuple(_facts(taking, tables, joined))
    return Plan(tuple(tables), tuple(changes), tuple(mistakes), tuple(taking.notes), facts)


def _rows(tables: Sequence[Table], kind: File) -> Iterator[tuple[Table, Row]]:
    """All rows of one kind. What has a mistake as a file is read too, so that everything is told at once."""
    return ((table, row) for table in tables if table.kind == kind for row in table.rows)


def _facts(taking: Taking, tables: Sequence[Table], joined: dict[str, str]) -> Iterator[Fact]:
    changing = {change.file for change in taking.changes if change.changes}
    for table in tables:
        if table.name in changing:
            yield Imported(name=table.name, rows=len(table.rows), sha256=table.sha256)
    was = taking.register
    for holder, into in joined.items():
        yield HoldersMerged(holder=holder, into=into)
        was = was.model_copy(update=merged(was, holder, into))
    yield from (HolderEntered(holder=h) for id, h in taking.holders.items() if was.holders.get(id) != h)
    yield from (AccountEntered(account=a) for id, a in taking.accounts.items() if was.accounts.get(id) != a)
    yield from (ToolEntered(tool=t) for id, t in taking.tools.items() if was.tools.get(id) != t)
    yield from (GrantEntered(grant=g) for id, g in taking.grants.items() if was.grants.get(id) != g)
    yield from (SecretEntered(secret=s) for id, s in taking.secrets.items() if was.secrets.get(id) != s)
