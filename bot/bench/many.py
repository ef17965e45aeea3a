"""A database with many open crises: how long a start, an opening and a look at one room take then."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.bench.stage import stage

HOLDING: Final = {"incident": "id", "event": "incident", "work": "incident", "surface": "incident", "place": "incident"}
LOOKS: Final = 20
Value = str | int | float | bytes | None


@dataclass(frozen=True)
class Many:
    """
    With so many *open*.

    Attributes:
        start_s: From nothing until requests can be answered.
        opening_s: From `/crisis open` to its answer.
        looks_s: At one room: read, rendered, compared, nothing to do.

    """

    open: int
    start_s: float
    opening_s: float
    looks_s: tuple[float, ...]


async def many(number: int) -> Many:
    """One crisis is opened as people do; the others are copies of it in the database."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with stage(folder) as on:
            await on.actor("tom").command("/crisis open Offensive post from our account")
            await on.settled()
        await asyncio.to_thread(multiply, folder / "crisis.db", number)
        async with stage(folder) as on:
            began = time.perf_counter()
            await on.actor("tom").command("/crisis open One more")
            opening_s = time.perf_counter() - began
            await on.settled()
            shown = (await on.app.store.every_incident())[0].id  # the copies' cards differ from those that were sent
            looks: list[float] = []
            for _ in range(LOOKS):
                began = time.perf_counter()
                await on.app.store.wake(shown)
                await on.app.worker.idle()
                looks.append(time.perf_counter() - began)
            return Many(number, on.ready_s, opening_s, tuple(looks))


def multiply(path: Path, number: int) -> None:
    """The only incident of a database, *number* times in all: each with an id, a number and a place of its own."""
    with closing(sqlite3.connect(path)) as database, database:
        id, tenant = database.execute("SELECT id, tenant FROM incident").fetchone()
        (place,) = database.execute("SELECT ref FROM place").fetchone()
        for table, column in HOLDING.items():
            rows = database.execute(f"SELECT * FROM {table} WHERE {column} = ?", (id,))
            names = [described[0] for described in rows.description]
            kept = [dict(zip(names, row, strict=True)) for row in rows]
            filling = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
            database.executemany(filling, _copies(kept, number, {str(id): "f{:015x}", str(place): "C9{:08d}"}))
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
