"""SQLite's thread is visited once a statement; what fails or is given up leaves the connection as good as before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.people.who import Right
from bot.store.sqlite import AtOnce, opened
from tests.store.conftest import PETR, Bench, note
from tests.store.conftest import opened as opened_incident


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    path = str(tmp_path / "one.db")
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", async_creator=lambda: opened(path), pool_size=1)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE line (n INTEGER PRIMARY KEY, said TEXT)"))
        await connection.execute(
            text("INSERT INTO line VALUES (:n, :said)"), [{"n": n, "said": f"{n}"} for n in range(3)]
        )
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_change_goes_to_the_thread_to_begin_and_to_commit_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await bench.store()
    incident = await opened_incident(store)
    visits = 0
    plain: Callable[..., Any] = AtOnce._execute

    async def counted(self: AtOnce, *given: Any) -> Any:
        nonlocal visits
        visits += 1
        return await plain(self, *given)

    monkeypatch.setattr(AtOnce, "_execute", counted)
    bench.statements.clear()
    async with store.change(incident.id, "k", PETR, Right.inside) as change:
        change.record([note("one")])

    assert visits == 2 and len(bench.statements) >= 5


async def test_what_a_statement_gives_back_is_all_there(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT n, said FROM line ORDER BY n"))).all()
        gone = (await connection.execute(text("DELETE FROM line WHERE n > 0 RETURNING n"))).scalars().all()

    assert [tuple(row) for row in rows] == [(0, "0"), (1, "1"), (2, "2")]
    assert sorted(gone) == [1, 2]


async def test_a_statement_that_fails_leaves_the_connection_usable(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        with pytest.raises(IntegrityError, match="UNIQUE"):
            await connection.execute(text("INSERT INTO line VALUES (0, 'twice')"))
        count = (await connection.execute(text("SELECT count(*) FROM line"))).scalar()

    assert count == 3


async def test_a_statement_that_is_given_up_leaves_the_file_usable(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that runs in the thread, as those with the bytes of a file do."""
    counting = "SELECT 1 UNION ALL SELECT n + 1 FROM exhibit WHERE n < 300000"
    slow = text(f"WITH RECURSIVE exhibit(n) AS ({counting}) SELECT max(n) FROM exhibit")

    begun = asyncio.Event()
    plain = AtOnce.run

    async def telling(self: AtOnce, *given: Any) -> Any:
        if "RECURSIVE" in str(given):
            begun.set()
        return await plain(self, *given)

    async def look() -> None:
        async with engine.connect() as connection:
            await connection.execute(slow)

    monkeypatch.setattr(AtOnce, "run", telling)
    looking = asyncio.create_task(look())
    await begun.wait()
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO line VALUES (9, 'later')"))

    assert looking.cancelled()
