"""What a database can suffer, and what is said about it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import traceback
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import StorageAway
from bot.people.who import Right
from bot.store import tables
from bot.store.engine import AlreadyOpen, parsed
from bot.store.store import Store
from tests.store.conftest import NOON, PETR, Bench, note, noted, opened

PRIVATE = " ".join(("a", "private", "word"))  # not as a literal: a traceback shows the lines of this file
ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
ONLY_POSTGRESQL = pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://root:hunter2@db/crisis", "mysql is no database"),
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
        ("postgresql//root:hunter2@db", "cannot be read"),
    ],
)
def test_an_address_that_will_not_do_is_named_without_its_password(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as error:
        Store(url)

    assert "hunter2" not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize("url", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_postgresql_has_several_names(url: str) -> None:
    assert parsed(url).drivername == "postgresql+psycopg"


def test_options_of_the_address_are_kept() -> None:
    query = parsed("postgresql://h/d?sslmode=require&options=-c%20search_path%3Dcrisis&connect_timeout=1").query

    assert query["sslmode"] == "require"
    assert query["connect_timeout"] == "1"
    assert str(query["options"]).startswith("-c search_path=crisis -c ")


async def test_a_database_out_of_reach_is_away_and_keeps_its_password() -> None:
    store = Store("postgresql://crisis:hunter2@127.0.0.1:9/crisis")

    with pytest.raises(StorageAway) as error:
        await store.start()
    with pytest.raises(StorageAway) as change:
        await noted(store, "i1", PRIVATE)
    with pytest.raises(StorageAway):
        await store.ping()

    said = "".join(traceback.format_exception(error.value) + traceback.format_exception(change.value))
    assert "hunter2" not in said
    assert PRIVATE not in said
    await store.close()


async def test_a_fault_does_not_tell_what_was_being_written(store: Store) -> None:
    with pytest.raises(IntegrityError) as error:
        async with store.database.writing() as connection:
            await connection.execute(insert(tables.inside).values(incident="nowhere", person=PRIVATE))

    assert PRIVATE not in "".join(traceback.format_exception(error.value))


async def test_a_fault_of_the_body_is_no_fault_of_the_database(store: Store) -> None:
    incident = await opened(store)

    with pytest.raises(FileNotFoundError):
        async with store.change(incident.id, "k", PETR, Right.inside):
            Path("nowhere/at/all").read_bytes()


async def test_a_ping_that_is_answered_says_nothing(store: Store) -> None:
    await store.ping()


async def test_moments_come_back_as_the_moment_they_were(bench: Bench) -> None:
    """SQLite would forget the zone and give another instant."""
    store = await bench.store()
    here = datetime.fromisoformat("2026-03-02T10:00:00.000123+05:00")
    async with store.database.writing() as connection:
        await connection.execute(insert(tables.seen).values(key="k", at=here))
    async with store.database.reading() as connection:
        back = (await connection.execute(select(tables.seen.c.at))).scalar_one()

    assert back == here
    assert back.isoformat() == "2026-03-02T05:00:00.000123+00:00"


async def test_a_moment_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="a moment needs a time zone"):
        await store.forget_seen(NOON.replace(tzinfo=None))


@ONLY_SQLITE
async def test_a_second_process_is_refused_and_pointed_to_postgresql(bench: Bench) -> None:
    await bench.store()
    code = f"""
import asyncio
from bot.store.store import Store
asyncio.run(Store({bench.url!r}).start())
"""

    second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert second.returncode == 1
    assert "AlreadyOpen: Another Crisis Commander works with this SQLite file" in second.stderr
    assert "CRISIS_DATABASE_URL to a PostgreSQL database" in second.stderr


@ONLY_SQLITE
async def test_the_file_is_free_again_after_closing(url: str) -> None:
    first, second = Store(url), Store(url)
    await first.start()
    with pytest.raises(AlreadyOpen):
        await second.start()

    await first.close()

    await second.start()
    await second.close()


async def test_looking_makes_no_file(tmp_path: Path) -> None:
    """An export beside a bot that runs must not make a database where its address is mistyped."""
    store = Store(f"sqlite:///{tmp_path / 'mistyped.db'}")

    with pytest.raises(StorageAway):
        await store.every_incident()

    await store.close()
    assert list(tmp_path.iterdir()) == []


@ONLY_SQLITE
async def test_one_may_look_while_another_process_works(bench: Bench) -> None:
    incident = await opened(await bench.store())
    beside = Store(bench.url)

    assert await beside.every_incident() == [incident]
    assert len(await beside.event_rows(incident.id)) == 1

    await beside.close()


async def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'new' / 'crisis.db'}")
    await store.start()
    await opened(store)

    files = list((tmp_path / "new").iterdir())
    assert {path.name for path in files} >= {"crisis.db", "crisis.db-wal", "crisis.db.lock"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    await store.close()


@ONLY_SQLITE
async def test_every_connection_keeps_what_was_confirmed(store: Store) -> None:
    for connecting in (store.database.writing(), store.database.reading()):
        async with connecting as connection:
            pragmas = [
                (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]

        assert pragmas == ["wal", 2, 1, 10000]


@ONLY_SQLITE
async def test_a_full_disk_is_told_and_nothing_is_half_saved(store: Store) -> None:
    incident = await opened(store)
    async with store.database.writing() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        await connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    with pytest.raises(StorageAway):
        await noted(store, incident.id, "x" * 100_000)

    assert await store.incident(incident.id) == incident
    async with store.database.writing() as connection:
        await connection.execute(text("PRAGMA max_page_count = 100000"))
    assert (await noted(store, incident.id, "y")).timeline.notes == 1


@ONLY_SQLITE
async def test_a_database_that_cannot_be_written_is_away(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)
    async with store.database.writing() as connection:
        await connection.execute(text("PRAGMA query_only = ON"))

    with pytest.raises(StorageAway):
        await noted(store, incident.id, "x")

    assert await store.incident(incident.id) == incident


async def test_a_damaged_file_is_away(tmp_path: Path) -> None:
    path = tmp_path / "crisis.db"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)
    store = Store(f"sqlite:///{path}")

    with pytest.raises(StorageAway):
        await store.start()

    await store.close()


@ONLY_SQLITE
async def test_a_file_locked_by_another_program_is_away(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine.PRAGMAS", ("busy_timeout=10",))
    store = await bench.store()
    incident = await opened(store)
    other = sqlite3.connect(bench.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageAway):
        await noted(store, incident.id, "x")

    other.close()
    assert (await noted(store, incident.id, "x")).timeline.notes == 1


@ONLY_POSTGRESQL
async def test_connections_cut_by_the_server_are_away_once_and_then_back(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)

    with pytest.raises(StorageAway):
        await cut_off(store, incident.id)

    assert (await noted(store, incident.id, "x", key="k")).timeline.notes == 1


async def cut_off(store: Store, incident: str) -> None:
    """A change whose connections are ended by the server before it commits."""
    async with store.change(incident, "k", PETR, Right.inside) as change:
        change.record([note("x")])
        async with store.database.writing() as other:
            ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            await other.execute(text(f"{ends} AND datname = current_database()"))


@ONLY_POSTGRESQL
async def test_a_replica_that_sits_on_a_lock_does_not_block_the_others_for_ever(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)

    @sqlalchemy_event.listens_for(store.database.writer.sync_engine, "begin")
    def _impatient(connection: object) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 50")  # type: ignore[attr-defined]

    async with store.change(incident.id, "slow", PETR, Right.inside):
        with pytest.raises(StorageAway):
            await noted(store, incident.id, "waits")
