"""The database itself: SQLite for one process, PostgreSQL for several, one way of speaking to both."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Interval, Table, bindparam, func, inspect, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.event import listen
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import CrisisError, StorageAway, StorageFull, StorageReadOnly
from bot.store.sqlite import opened
from bot.store.tables import UTCDateTime

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
"""Aware time."""

QUIET_S = 10.0  # without a failure, until it is believed that what the database suffered from is over
CHANNEL = "crisis"  # PostgreSQL's NOTIFY: a hint that an incident changed, with its id
POOL_WAIT_S = 10.0  # for a connection; then the person is told that nothing was saved
SESSION = {  # milliseconds: a frozen process must not keep its row locks
    "idle_in_transaction_session_timeout": "5000",
    "lock_timeout": "5000",
    "statement_timeout": "10000",
    "TimeZone": "UTC",
}
ALIVE = {  # libpq, seconds (tcp_user_timeout: milliseconds): a lost host is noticed
    "connect_timeout": "5",
    "keepalives": "1",
    "keepalives_idle": "2",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "5000",
}
AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeout)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DENIED = frozenset({"25006", "42501"})  # PostgreSQL: the server is read only; the role has not the right
READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")
"""FULL: what was confirmed to a person is on the disk even if the power goes."""


class AlreadyOpen(CrisisError):
    """
    Another Crisis Commander works with this SQLite file, so this one did not start. To run several at once, set
    CRISIS_DATABASE_URL to a PostgreSQL database.
    """


@contextmanager
def storage(*also: type[Exception]) -> Iterator[None]:
    """
    What a database can suffer, and *also* these, comes out as ``StorageAway``; mistakes of ours come out as they are.
    """
    suffered: tuple[type[Exception], ...] = (*AWAY, *also)
    try:
        yield
    except StorageAway:
        raise
    except suffered as away:
        raise _why(away)() from away
    except DBAPIError as fault:
        if (why := _why(fault)) is not StorageAway:
            raise why() from fault
        if fault.connection_invalidated or type(fault) is DatabaseError:  # the latter: a damaged file
            raise StorageAway from fault
        raise


def _why(away: Exception) -> type[StorageAway]:
    """What whoever runs it can mend, by the codes of SQLite, PostgreSQL and the system."""
    of = away.orig if isinstance(away, DBAPIError) else away
    primary = (getattr(of, "sqlite_errorcode", 0) or 0) & 0xFF
    state, number = getattr(of, "sqlstate", None), of.errno if isinstance(of, OSError) else None
    if primary == sqlite3.SQLITE_FULL or state == "53100" or number in FULL:
        return StorageFull
    if primary == sqlite3.SQLITE_READONLY or state in DENIED or number in READ_ONLY:
        return StorageReadOnly
    return StorageAway


def parsed(url: str) -> URL:
    """The address with the driver used; ValueError, without the address, where it is neither database."""
    try:
        given = make_url(url)
    except ArgumentError:
        raise ValueError("the database address cannot be read") from None
    match given.get_backend_name():
        case "sqlite" if given.database and given.database != ":memory:":
            return given.set(drivername="sqlite+aiosqlite")
        case "sqlite":
            raise ValueError("SQLite needs a file: sqlite:///crisis.db")
        case "postgresql" | "postgres":
            return _with_options(given.set(drivername="postgresql+psycopg"), SESSION)
        case other:
            raise ValueError(f"{other} is no database this can use: sqlite or postgresql")


def _with_options(url: URL, settings: dict[str, str]) -> URL:
    given = url.query.get("options", "")
    options = " ".join(
        [given if isinstance(given, str) else " ".join(given), *(f"-c {k}={v}" for k, v in settings.items())]
    )
    return url.update_query_dict({**{k: v for k, v in ALIVE.items() if k not in url.query}, "options": options.strip()})


class Trouble:
    """What the database suffers from: said in the log once, then counted until something is committed again."""

    def __init__(self) -> None:
        self.written_at: float | None = None  # of the monotonic clock
        self._why: type[StorageAway] | None = None
        self._failed_at = 0.0
        self._times = 0

    @property
    def is_there(self) -> bool:
        return self._why is not None

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """Whatever is done with the database."""
        try:
            yield
        except StorageAway as away:
            self._times, self._failed_at = self._times + 1, time.monotonic()
            if type(away) is not self._why:
                self._why = type(away)
                log.error("storage.away", reason=str(away))
            raise

    def over(self, surely: bool = False) -> None:
        """Something was committed. On a full disk that may be only because it was small: *surely* it was not."""
        now = time.monotonic()
        if surely:
            self.written_at = now
        if self._why is not None and (surely or now - self._failed_at > QUIET_S):
            log.info("storage.back", failed=self._times)
            self._why, self._times = None, 0


class Database:
    """Connections, the clock, and the lock on a SQLite file."""

    def __init__(self, url: str, clock: Clock | None) -> None:
        """
        Args:
            url: As in CRISIS_DATABASE_URL.
            clock: Asked for the time; None asks PostgreSQL, so that replicas agree, or this machine with SQLite.
        """
        self.url = parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._clock = clock
        self._lock: int | None = None
        self.trouble = Trouble()
        if self.is_sqlite:
            # One writer: changes queue here, in order, and never meet SQLITE_BUSY (a pool of 5 waited 745 ms for 33).
            self.writer = self._engine("BEGIN IMMEDIATE", pool_size=1)
            self.reader = self._engine("BEGIN", pool_size=4)
        else:
            self.writer = self.reader = create_async_engine(
                self.url,
                pool_size=10,
                max_overflow=10,
                pool_timeout=POOL_WAIT_S,
                pool_pre_ping=True,
                hide_parameters=True,
            )

    def _engine(self, begin: str, pool_size: int) -> AsyncEngine:
        engine = create_async_engine(
            self.url,
            async_creator=partial(opened, os.path.abspath(str(self.url.database))),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_WAIT_S,
            hide_parameters=True,
        )
        prepare_sqlite(engine.sync_engine, begin)
        return engine

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back by whatever is raised."""
        with self.trouble.noticed(), storage():
            async with self._connected(self.writer) as connection, connection.begin():
                yield connection
        self.trouble.over()

    async def is_new(self) -> bool:
        """Whether nothing was ever made in it: no file or an empty one, or no tables are there. Makes none of it."""
        file = Path(str(self.url.database))
        if self.is_sqlite and not (file.exists() and file.stat().st_size):
            return True
        async with self.reading() as connection:
            return not await connection.run_sync(lambda now: inspect(now).get_table_names())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A look that takes no lock a writer would wait for, and makes no file where there is none."""
        if self.is_sqlite and self._lock is None and not Path(str(self.url.database)).exists():
            raise StorageAway
        with self.trouble.noticed(), storage():
            async with self._connected(self.reader) as connection:
                yield connection

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection. SQLAlchemy gives it back in a task of its own, so that it is whatever is cancelled."""
        if not self.is_sqlite:
            async with engine.connect() as connection:
                yield connection
            return
        connection = await engine.connect()
        try:
            yield connection
        finally:
            await connection.close()  # waits for nobody: see sqlite.py

    @property
    def at(self) -> ColumnElement[datetime]:
        """``now`` in a statement that is built once: it takes ``moment`` among what it is given."""
        if self._clock is None and not self.is_sqlite:
            return func.clock_timestamp(type_=UTCDateTime())
        return bindparam("now", type_=UTCDateTime())

    def moment(self) -> dict[str, datetime]:
        """What ``at`` is given."""
        if self._clock is None and not self.is_sqlite:
            return {}
        return {"now": self._clock() if self._clock else datetime.now(UTC)}

    def now(self, ago: timedelta = timedelta()) -> ColumnElement[datetime]:
        """The moment a statement runs, or so long *ago*: by the database's clock on PostgreSQL unless one was given."""
        if self._clock is None and not self.is_sqlite:
            clock = func.clock_timestamp(type_=UTCDateTime())
            return clock - literal(ago, Interval()) if ago else clock
        return literal((self._clock() if self._clock else datetime.now(UTC)) - ago, UTCDateTime())

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def claim(self) -> None:
        """Take the SQLite file for this process; raises ``AlreadyOpen``. The system lets go of it with the process."""
        if not self.is_sqlite or self._lock is not None:
            return
        path = Path(str(self.url.database))
        with storage(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            # What people said in a crisis is for the file's owner alone; SQLite gives its other files the same mode.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise AlreadyOpen from None
        self._lock = lock

    async def close(self) -> None:
        """Close every connection and let go of the file."""
        await self.writer.dispose()
        await self.reader.dispose()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def prepare_sqlite(engine: Engine, begin: str) -> None:
    """Have every transaction begin as told, the driver begin none of its own, and nothing confirmed be lost."""

    def connected(dbapi_connection: Any, _entry: ConnectionPoolEntry) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    listen(engine, "connect", connected)
    listen(engine, "begin", begun)
