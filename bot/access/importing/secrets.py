"""Rows that hold a password, token or key: refused by line, and never shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.access.importing.columns import FILES
from bot.access.importing.tables import Mistake, Row, Table, unguarded
from bot.access.secrets.place_said import is_bare_secret, looks_secret
from bot.access.secrets.secret_seen import holds_secret
from bot.text import _

GUARDS: Final = {each.name: each.guard for columns in FILES.values() for each in columns if each.guard}
"""What is refused besides, by column: in one that says where something is kept, or what it is called."""
AT_ONCE: Final = 100  # rows that are looked at in one go: nearly all of them hold nothing


def refuse_secrets(table: Table) -> Table:
    """The table without those rows, and a mistake for each."""
    seen = [found for begins in range(0, len(table.rows), AT_ONCE) for found in _seen(table.rows[begins:][:AT_ONCE])]
    if not seen:
        return table
    says = [
        Mistake(
            table.name,
            row.line,
            _(
                "{column} looks like a password or key, so it is not shown here and was not kept. "
                "Write where it is kept, then change that password.",
                column=name,
            ),
        )
        for row, name in seen
    ]
    gone = {row.line for row, _name in seen}
    rows = tuple(row for row in table.rows if row.line not in gone)
    return replace(table, rows=rows, mistakes=(*table.mistakes, *says))


def _seen(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """The rows that hold one, each with its first column that does."""
    clean = not holds_secret("\n".join(unguarded(cell) for row in rows for cell in row.cells.values()))
    return ((row, name) for row in rows if (name := _where(row, clean)))


def _where(row: Row, clean: bool) -> str | None:
    """The first column that holds one. *clean*: the detector saw none in these rows."""
    for name, cell in row.cells.items():
        text = unguarded(cell)
        if (
            (not clean and holds_secret(text))
            or (GUARDS.get(name) == "place" and is_bare_secret(text))
            or (GUARDS.get(name) == "called" and looks_secret(text))
        ):
            return name
    return None
