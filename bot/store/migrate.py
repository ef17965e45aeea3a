"""Brings a database to this code's tables, by Alembic; several replicas may start at once."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.errors import NewerFold
from bot.store.engine import prepare_sqlite, storage

HERE = Path(__file__).parent
ONE_AT_A_TIME = 0x63726973  # the key of PostgreSQL's advisory lock: "cris"
_alembic = Lock()  # Alembic keeps its context in module globals, so two threads of one process take turns


def migrate(url: URL) -> None:
    """
    Bring the database to the newest tables. Blocks: call it in a thread.

    Raises:
        NewerFold: A newer version of this program has been here.
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


def _upgrade(connection: Connection) -> None:
    config = Config(HERE / "alembic.ini")
    config.attributes["connection"] = connection
    at = set(MigrationContext.configure(connection).get_current_heads())
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not at <= known:
        raise NewerFold
    command.upgrade(config, "head")
