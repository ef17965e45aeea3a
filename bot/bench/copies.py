"""One crisis many times: in the database and in the workspace."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.rehearsal import Workspace

HOLDING: Final = {"incident": "id", "event": "incident", "work": "incident", "surface": "incident", "place": "incident"}
COPY: Final = "C9{:08d}"  # the place of a copy
Value = str | int | float | bytes | None


def furnish(workspace: Workspace, rooms: int) -> str:
    """The only crisis room, so many times in all, under the ids that ``multiply`` gives; gives the first one's id."""
    room = next(place for place in workspace.places.values() if place.name.startswith("crisis-"))
    for n in range(2, rooms + 1):
        id = COPY.format(n)
        workspace.places[id] = replace(copy.deepcopy(room), id=id, name=f"crisis-{n}-copy")
    return room.id


def multiply(path: Path, number: int) -> None:
    """The only incident of a database, *number* times in all: each with an id, a number and a place of its own."""
    with closing(sqlite3.connect(path)) as database, database:
        id, tenant = database.execute("SELECT id, tenant FROM incident").fetchone()
        (place,) = database.execute("SELECT ref FROM place").fetchone()
        renamed = {str(id): "f{:015x}", str(place): COPY, "Crisis 1": "Crisis {}"}
        for table, column in HOLDING.items():
            rows = database.execute(f"SELECT * FROM {table} WHERE {column} = ?", (id,))
            names = [described[0] for described in rows.description]
            kept = [dict(zip(names, row, strict=True)) for row in rows]
            filling = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
            database.executemany(filling, _copies(kept, number, renamed))
        database.execute("UPDATE work SET wake_at = NULL")  # all of them at rest, and long ago
        database.execute("UPDATE surface SET shown_at = NULL")
        database.execute("UPDATE counter SET n = ? WHERE tenant = ?", (number, tenant))


def _copies(rows: list[dict[str, Value]], number: int, names: dict[str, str]) -> Iterator[list[Value]]:
    for n in range(2, number + 1):
        for row in rows:
            values = [_renamed(value, n, names) for value in row.values()]
            yield [n if key == "number" else value for key, value in zip(row, values, strict=True)]


def _renamed(value: Value, n: int, names: dict[str, str]) -> Value:
    if not isinstance(value, str):
        return value
    for name, new in names.items():
        value = value.replace(name, new.format(n))
    return value.replace('"number":1,', f'"number":{n},')
