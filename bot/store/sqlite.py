"""SQLite without a way through a thread for each statement: a statement takes 0.02 ms, the way there and back 0.1."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

import aiosqlite

APART: Final = ("BEGIN IMMEDIATE", "exhibit")
"""In a statement that may take long: it waits for another process, or carries the bytes of a file."""


class AtOnce(aiosqlite.Connection):
    """
    A connection that runs statements where they are asked for, and in its thread what waits for a disk or for others: a
    commit, and what is ``APART``. One task at a time has it, so the two never meet.
    """

    def cursor(self, *_: Any, **__: Any) -> Any:
        return _Cursor(self)

    async def rollback(self) -> None:
        self._conn.rollback()

    async def run(self, sql: str, do: Callable[[], Any]) -> Any:
        """What *do* gives, at once or in the thread of this connection."""
        if any(each in sql for each in APART):
            return await self._execute(do)  # type: ignore[no-untyped-call]
        return do()


class _Cursor(aiosqlite.Cursor):
    """Its statement brings all rows along: they are few, and nothing is left to close."""

    def __init__(self, connection: AtOnce) -> None:
        self._on = connection
        self._rows: list[Any] = []

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> _Cursor:
        await self._on.run(sql, partial(self._run, sql, parameters or ()))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> _Cursor:
        self._cursor = await self._on.run(sql, partial(self._on._conn.executemany, sql, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        pass

    def _run(self, sql: str, parameters: Any) -> None:
        self._cursor = self._on._conn.execute(sql, parameters)
        self._rows = self._cursor.fetchall()


async def opened(path: str) -> AtOnce:
    """A connection to that file."""
    connection = AtOnce(partial(sqlite3.connect, path, check_same_thread=False), iter_chunk_size=1)
    connection._thread.daemon = True  # as SQLAlchemy has it: what nobody closed keeps no process alive
    await connection
    return connection
