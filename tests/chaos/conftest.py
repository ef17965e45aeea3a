"""Databases for the tests of chaos: migrated, with the organisation's setup in them."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from bot.domain.organisation import Organisation, Responder
from bot.domain.people import Someone
from bot.store import tables
from bot.store.engine import parsed
from bot.store.migrate import migrate
from tests.chaos.picture import engine
from tests.postgres import Postgres, postgres

__all__ = ["postgres"]


class Fresh(Protocol):
    """Gives the address of a new database, gone afterwards: with the setup alone, or a copy *of* another at rest."""

    def __call__(self, of: str | None = None) -> AbstractAsyncContextManager[str]: ...


ANA, TOM = Someone(id="slack:U0ANA", name="Ana Kovač"), Someone(id="slack:U0TOM", name="Tom Reed")
JANA, PETR = Someone(id="slack:U0JANA", name="Jana Horvat"), Someone(id="slack:U0PETR", name="Petr Novák")
SETUP = Organisation(
    brand="Teal Kettle",
    zone="Europe/Zagreb",
    announce_in="C0LEADS",  # private, so that a post whose outcome is not known can be looked for there
    responders=(Responder(person=ANA, deputy=TOM), Responder(person=JANA), Responder(person=PETR)),
    hr=Someone(id="slack:U0MAJA", name="Maja Babić"),
    legal=Someone(id="slack:U0EVA", name="Eva Malá"),
    set_up=True,
    asked=True,
)


@pytest.fixture(scope="session", autouse=True)
def _forkserver() -> None:
    """Bots are forked from one process that has everything imported: a start then takes tenths of a second."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.chaos.runner"])


def set_up(url: str) -> None:
    """Save the setup, as an owner would have before the crisis."""
    values = {"tenant": "T0REHEARSAL", "at": datetime.now(UTC), "by": ANA.id, "data": SETUP.model_dump_json()}
    outside = engine(url)
    with outside.begin() as connection:
        connection.execute(insert(tables.organisation).values(**values))
    outside.dispose()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "crisis.db"
    migrate(parsed(f"sqlite:///{path}"))
    set_up(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite(template: Path, tmp_path: Path) -> Fresh:
    """SQLite files."""

    @asynccontextmanager
    async def fresh(of: str | None = None) -> AsyncIterator[str]:
        path = tmp_path / f"{uuid.uuid4().hex}.db"
        shutil.copy(_at_rest(of) if of else template, path)
        yield f"sqlite:///{path}"

    return fresh


def _at_rest(url: str) -> Path:
    """The file of a database nobody uses, with all of it in the one file."""
    outside = engine(url)
    with outside.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    outside.dispose()
    return Path(str(outside.url.database))


@pytest.fixture
def postgresql(postgres: Postgres) -> Fresh:
    """Databases of a PostgreSQL server."""

    @contextmanager
    def copy(of: str) -> Iterator[str]:
        name, origin = f"test_{uuid.uuid4().hex}", make_url(of)
        postgres.run("CREATE DATABASE {} TEMPLATE {}", name, str(origin.database))
        try:
            yield origin.set(database=name).render_as_string(hide_password=False)
        finally:
            postgres.run("DROP DATABASE {} WITH (FORCE)", name)

    @asynccontextmanager
    async def fresh(of: str | None = None) -> AsyncIterator[str]:
        making = copy(of) if of else postgres.fresh()
        url = await asyncio.to_thread(making.__enter__)
        try:
            if of is None:
                await asyncio.to_thread(set_up, url)
            yield url
        finally:
            await asyncio.to_thread(making.__exit__, None, None, None)

    return fresh


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """On both databases."""
    found: Fresh = request.getfixturevalue(request.param)
    return found
