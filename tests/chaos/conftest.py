"""Databases for the tests of chaos: migrated, with the organisation's setup in them."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.store.engine import parsed
from bot.store.migrate import migrate
from tests.chaos.acts import OPEN, before_open, opening
from tests.chaos.databases import Fresh, set_up
from tests.chaos.matrix import Undisturbed, undisturbed
from tests.chaos.picture import engine
from tests.postgres import Postgres, postgres

__all__ = ["postgres"]


@pytest.fixture(scope="session", autouse=True)
def _forkserver() -> None:
    """Bots are forked from one process that has everything imported: a start then takes tenths of a second."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.chaos.runner", "tests.chaos.warm"])


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


@pytest.fixture(scope="session")
def known() -> dict[str, Undisturbed]:
    """What was learned once for all tests."""
    return {}


@pytest.fixture
async def usual(sqlite: Fresh, known: dict[str, Undisturbed]) -> Undisturbed:
    """An open that nobody disturbs."""
    if "open" not in known:
        known["open"] = await undisturbed(before_open(sqlite), opening, OPEN)
    return known["open"]


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
