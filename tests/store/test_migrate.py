"""The tables a database gets are the ones the code names."""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from bot.errors import NewerFold, TooOld
from bot.store import migrations
from bot.store.engine import parsed
from bot.store.migrate import migrate
from bot.store.store import Store
from bot.store.tables import Row
from tests.postgres import Postgres


@pytest.fixture
def empty(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'deep' / 'crisis.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh(migrated=False) as url:
        yield url


def engine(url: str) -> Engine:
    address = parsed(url)
    return create_engine(address.set(drivername="sqlite") if address.get_backend_name() == "sqlite" else address)


async def test_a_start_on_an_empty_database_makes_every_table(empty: str) -> None:
    store = Store(empty)
    await store.start()
    await store.close()

    sync = engine(empty)
    assert set(inspect(sync).get_table_names()) == {*Row.metadata.tables, "alembic_version"}
    sync.dispose()


def test_migrations_lead_to_exactly_the_tables_of_the_code(url: str) -> None:
    sync = engine(url)
    with sync.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Row.metadata)
    sync.dispose()

    assert differences == []


def test_starting_again_changes_nothing(url: str) -> None:
    migrate(parsed(url))

    migrate(parsed(url))


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_replicas_may_start_at_once_on_an_empty_database(empty: str) -> None:
    stores = [Store(empty) for _ in range(3)]

    await asyncio.gather(*(store.start() for store in stores))

    assert [await store.incidents_of("T1", "slack:U1") for store in stores] == [[], [], []]
    await asyncio.gather(*(store.close() for store in stores))


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_a_replica_waits_for_the_one_that_migrates(empty: str) -> None:
    """Across processes PostgreSQL's own lock keeps them apart, not the one in this process."""
    sync = engine(empty)
    with sync.connect() as other, other.begin():
        other.execute(text("SELECT pg_advisory_xact_lock(1668442483)"))  # "cris"
        thread = threading.Thread(target=migrate, args=(parsed(empty),))
        thread.start()
        thread.join(0.3)

        assert thread.is_alive()
        assert inspect(other).get_table_names() == []
    thread.join(10)
    assert "event" in inspect(sync).get_table_names()
    sync.dispose()


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    claim_version(url, "9999")

    with pytest.raises(NewerFold):
        migrate(parsed(url))


@pytest.mark.parametrize("version", ["0001", "0002", "0003"])
async def test_a_database_of_0_1_is_refused_with_the_path_on_and_left_as_it_is(url: str, version: str) -> None:
    """Neither started with nor read from: its snapshots would be taken for ours."""
    claim_version(url, version)
    store = Store(url)

    with pytest.raises(TooOld, match=r"made by Crisis Commander 0\.1.*Name a new one in CRISIS_DATABASE_URL"):
        await store.start()
    with pytest.raises(TooOld):
        await store.is_new()

    await store.close()
    sync = engine(url)
    with sync.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [version]
    sync.dispose()


def claim_version(url: str, version: str) -> None:
    sync = engine(url)
    with sync.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    sync.dispose()


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_migration_that_fails_halfway_leaves_nothing(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill during a migration must not leave half of the tables."""
    monkeypatch.setattr("alembic.command.upgrade", _broken(importlib.import_module("alembic.command").upgrade))
    Path(empty.removeprefix("sqlite:///")).parent.mkdir(parents=True)

    with pytest.raises(RuntimeError, match="killed"):
        migrate(parsed(empty))

    sync = engine(empty)
    assert inspect(sync).get_table_names() == []
    sync.dispose()


def _broken(upgrade: object) -> object:
    def fails(config: object, revision: str) -> None:
        upgrade(config, revision)  # type: ignore[operator]
        raise RuntimeError("killed")

    return fails


def test_importing_a_migration_does_nothing() -> None:
    for name in ("env", "versions.first"):
        assert importlib.import_module(f"{migrations.__name__}.{name}").__doc__
