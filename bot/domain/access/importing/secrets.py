"""Rows that hold a password, token or key: refused by line, and never shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.domain.access.importing.tables import Mistake, Row, Table, unguarded
from bot.domain.access.secret_seen import holds_secret
from bot.text import _

REFERENCES: Final = ("vault", "backup_codes", "secret")
"""Columns that say where something is kept: into these people paste the thing itself."""
BY_SHAPE: Final = re.compile(r"(?=.*[^\W\d_])(?=.*\d)(?=.*[!@#$%^&*?+=~])\S{6,}")  # one word: letters, digits and signs


def refuse_secrets(table: Table) -> Table:
    """The table without those rows, and a mistake for each."""
    clean = not holds_secret("\n".join(cell for row in table.rows for cell in row.cells.values()))  # one look for all
    seen = [(row, name) for row in table.rows if (name := _where(row, clean))]
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
    gone = [row for row, _name in seen]
    rows = tuple(row for row in table.rows if row not in gone)
    return replace(table, rows=rows, mistakes=(*table.mistakes, *says))


def _where(row: Row, clean: bool) -> str | None:
    """The first column that holds one. *clean*: the detector saw none in the whole file."""
    for name, cell in row.cells.items():
        text = unguarded(cell)
        if (not clean and holds_secret(text)) or (name in REFERENCES and _by_shape(text)):
            return name
    return None


def _by_shape(text: str) -> bool:
    return "://" not in text and BY_SHAPE.fullmatch(text) is not None
