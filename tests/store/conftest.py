"""Every test of the store runs on both databases."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.event import listen

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.timeline.facts import Noted
from bot.people.who import Person, Right
from bot.record.fact import Fact
from bot.store.engine import parsed
from bot.store.migrate import migrate
from bot.store.store import Store
from tests.postgres import Postgres, postgres

__all__ = ["postgres"]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PETR = Person(id="slack:U1", name="Petr Novák")
ANA = Person(id="slack:U2", name="Ana Kovač")


@dataclass
class Time:
    """A clock that moves when the test says so."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass
class Bench:
    """A migrated database, and stores on it: the second is another replica."""

    url: str
    time: Time
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    statements: list[str] = field(default_factory=list)

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    async def store(self, **options: Any) -> Store:
        """A started store; closed at the end of the test. Its clock is the test's unless told otherwise."""
        store = Store(self.url, **{"clock": self.time, **options})
        await store.start()
        for engine in {store.database.writer, store.database.reader}:
            listen(engine.sync_engine, "before_cursor_execute", self._count)
        self.stack.push_async_callback(store.close)
        return store

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            self.statements.append(statement)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "crisis.db"
    migrate(parsed(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that names one kind only parametrises this."""
    return str(request.param)


@pytest.fixture
def url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    if database == "sqlite":
        path = tmp_path / "crisis.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh() as url:
        yield url


@pytest.fixture
async def bench(url: str) -> AsyncIterator[Bench]:
    bench = Bench(url, Time())
    async with bench.stack:
        yield bench


@pytest.fixture
async def store(bench: Bench) -> Store:
    return await bench.store()


async def opened(store: Store, by: Person = PETR, title: str = "Offensive post", key: str = "open") -> Incident:
    """An incident that *by* has opened."""
    async with store.opening("T1", key, by) as change:
        change.record([Opened(title=title, opener=by.someone)])
    return change.incident


async def noted(store: Store, incident: str, text: str, key: str | None = None, by: Person = PETR) -> Incident:
    """The incident after a note."""
    async with store.change(incident, key or text, by, Right.inside) as change:
        change.record([note(text, by)])
    return change.incident


def note(text: str, by: Person = PETR) -> Fact:
    return Noted(text=text, by=by.someone)
