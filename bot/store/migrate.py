"""Brings a database to this code's tables, by Alembic; several replicas may start at once."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.errors import NewerFold, TooOld
from bot.store.engine import prepare_sqlite, storage

HERE = Path(__file__).parent
ONE_AT_A_TIME = 0x63726973  # the key of PostgreSQL's advisory lock: "cris"
REVISIONS: Final = ("0201",)  # of migrations/versions, the newest last
TOO_OLD: Final = frozenset({"0001", "0002", "0003"})  # the revisions of 0.1, of which nothing is read
_alembic = Lock()  # Alembic keeps its context in module globals, so two threads of one process take turns


class Tables(Enum):
    """How the tables stand to this version of the program."""

    current = "current"
    none = "none"
    older = "older"
    too_old = "too_old"
    newer = "newer"
    unknown = "unknown"


def migrate(url: URL) -> None:
    """
    Bring the database to the newest tables. Blocks: call it in a thread.

    Raises:
        NewerFold: A newer version of this program has been here.
        TooOld: Version 0.1 made it.
        StorageAway: The database cannot be reached.
    """
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite") if is_sqlite else url, poolclass=NullPool, hide_parameters=True)
    if is_sqlite:
        prepare_sqlite(engine, "BEGIN IMMEDIATE")  # else the driver commits every CREATE TABLE by itself
    with _alembic, storage(), engine.connect() as connection, connection.begin():
        if not is_sqlite:
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # wait for the other replica, however long it takes
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        _upgrade(connection)


def state_of(connection: Connection) -> Tables:
    """Told by the revision that Alembic noted in the database; nothing in it is changed."""
    if not inspect(connection).has_table("alembic_version"):
        return Tables.none
    at = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    if at == {REVISIONS[-1]}:
        return Tables.current
    if at & TOO_OLD:
        return Tables.too_old
    if not at <= set(REVISIONS):
        return Tables.newer
    return Tables.older if at else Tables.none


def refuse_too_old(connection: Connection) -> None:
    """Raise ``TooOld`` where version 0.1 made the tables."""
    if state_of(connection) is Tables.too_old:
        raise TooOld


def _upgrade(connection: Connection) -> None:
    refuse_too_old(connection)
    if (state := state_of(connection)) is Tables.newer:
        raise NewerFold
    if state is Tables.current:
        return
    from alembic import command  # noqa: PLC0415 - not where there is nothing to do, which is nearly always
    from alembic.config import Config  # noqa: PLC0415

    config = Config(HERE / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
