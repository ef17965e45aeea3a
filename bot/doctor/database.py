"""The database: within reach, writable, of this version, and fit to hold the bot's locks. Nothing in it is changed."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, LiteralString

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.doctor.finding import Finding, fine, note, wrong
from bot.errors import TooOld
from bot.log import redacted
from bot.store.engine import parsed
from bot.store.lock_session import LET_GO_MS
from bot.store.migrate import Tables, state_of

OLDEST: Final = 14  # PostgreSQL: idle_session_timeout, by which a frozen bot loses its locks, came with it
WAIT_S: Final = 10.0  # for a running bot's turn to write to end
WRITES: Final = "UPDATE counter SET n = n WHERE 1 = 0"  # asks for the right to write, and touches no row


Found = tuple[list[Finding], Tables]


def examine(url: str) -> Found:
    """What was found, and how the tables stand. Blocks: call it in a thread. *url* as in CRISIS_DATABASE_URL."""
    address = parsed(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(Path(str(address.database)).absolute())
    return _postgresql(address)


def _sqlite(path: Path) -> Found:
    try:
        if not path.exists():
            return [_makeable(path)], Tables.none
        held = _is_held(path)
    except OSError as refused:
        what = f"The database {path} cannot be made or opened: {refused.strerror}."
        return [wrong(what, "Set CRISIS_DATABASE_URL to a file where the bot's account may write.")], Tables.unknown
    engine = create_engine("sqlite://", creator=lambda: _opened(path), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            state = state_of(connection)
    except DBAPIError as fault:
        what = f"The database {path} cannot be read and written: {_said(fault)}."
        way_on = "Let the bot's account write the file and its folder, or name another in CRISIS_DATABASE_URL."
        return [wrong(what, way_on)], Tables.unknown
    findings = [fine(f"The database {path} can be read and written."), tables_finding(state)]
    if held:
        findings.append(fine("A running bot has the database now; a second one would not start beside it."))
    return findings, state


def _makeable(path: Path) -> Finding:
    """Whether the file could be made on start, tried with one that leaves no trace."""
    folder = next(each for each in path.parents if each.exists())
    with TemporaryFile(dir=folder):
        return fine(f"The database {path} is not there yet; it is made on start.")


def _is_held(path: Path) -> bool:
    """Whether a running bot has the file. The lock is asked for and let go of at once."""
    try:
        lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _opened(path: Path) -> sqlite3.Connection:
    """Never makes the file: one that an administrator's account made could not be opened by the bot's."""
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=WAIT_S, isolation_level=None)


def _postgresql(url: URL) -> Found:
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            version = version_finding(_first(connection, "SHOW server_version"))
            if version.is_failure:
                return [version], Tables.unknown
            state = state_of(connection)
            may_write = _may_write(connection)
        locks = _locks(url)
    except (DBAPIError, psycopg.Error) as fault:
        return [_refused(fault)], Tables.unknown
    return [version, may_write, tables_finding(state), locks], state


def version_finding(version: str) -> Finding:
    """*version* is what PostgreSQL says of itself: "15.7 (Debian …)", "17beta1"."""
    short = version.split()[0]
    number = re.match(r"\d+", short)
    if number is None or int(number[0]) < OLDEST:
        return wrong(f"PostgreSQL {short} is too old.", f"Use PostgreSQL {OLDEST} or newer.")
    return fine(f"The database is within reach: PostgreSQL {short}.")


def _may_write(connection: Connection) -> Finding:
    """Raises DBAPIError, with the server's own words, where rows may not be changed."""
    if _first(connection, "SELECT to_regclass('counter')") != "None":
        connection.exec_driver_sql(WRITES)
    elif _first(connection, "SELECT has_schema_privilege(current_schema(), 'CREATE')") != "True":
        way_on = "Grant it CREATE on the schema, or make it the owner of the database."
        return wrong("The database's user may not make tables, so the bot would not start.", way_on)
    return fine("The database can be written.")


def _first(connection: Connection, query: str) -> str:
    return str(connection.exec_driver_sql(query).scalar())


def _locks(url: URL) -> Finding:
    """Two sessions made as the bot's lock session is, and which of the server's processes each gets."""
    given = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
    given["options"] = f"{given.get('options', '')} -c idle_session_timeout={LET_GO_MS}".strip()
    with psycopg.connect(autocommit=True, **given) as one, psycopg.connect(autocommit=True, **given) as other:
        pids = [_said_by(session, "SELECT pg_backend_pid()") for session in (one, other, one)]
        silent = _said_by(one, "SELECT setting FROM pg_settings WHERE name = 'idle_session_timeout'")
    return lock_finding(pids, silent)


def _said_by(session: psycopg.Connection, query: LiteralString) -> str:
    return str(*(session.execute(query).fetchone() or ("",)))


def lock_finding(pids: Sequence[str], silent_ms: str) -> Finding:
    """
    Whether sessions stay apart. A pooler with little to do shows itself (PgBouncer 1.18 did); a busy one may not.

    Args:
        pids: The server's process for one session, for another, and for the first once more.
        silent_ms: How long the server lets the session be silent.
    """
    directly = "Let CRISIS_DATABASE_URL name PostgreSQL itself, not a pooler."
    one, other, again = pids
    if one == other or one != again:
        return wrong("A pooler shares out the database's sessions, so two bots could hold one crisis.", directly)
    if silent_ms != str(LET_GO_MS):
        return wrong("The database does not end silent sessions, so a frozen bot would keep its locks.", directly)
    return fine("The bot can hold its locks: its database sessions are its own.")


def tables_finding(state: Tables) -> Finding:
    """The tables against the migrations this program has."""
    match state:
        case Tables.current:
            return fine("The tables are up to date.")
        case Tables.none:
            return fine("There are no tables yet; they are made on start.")
        case Tables.older:
            way_on = "They are brought up to date on start; make a backup first."
            return note("The tables are those of an older version.", way_on)
        case Tables.too_old:
            what, _, way_on = str(TooOld()).partition(". ")
            return wrong(f"{what}.", way_on)
        case _:
            way_on = "Run that version, or restore a backup from before its upgrade."
            return wrong("A newer version of Crisis Commander has changed the tables.", way_on)


def _refused(fault: DBAPIError | psycopg.Error) -> Finding:
    said = _said(fault)
    if "startup parameter" in said:  # pgbouncer's words for settings that it does not hand on
        what = f"A pooler stands before the database and refuses the bot's settings: {said}."
        return wrong(what, "Let CRISIS_DATABASE_URL name PostgreSQL itself.")
    way_on = "See that PostgreSQL runs, and that host, name, user and password in CRISIS_DATABASE_URL are right."
    return wrong(f"The database cannot be used: {said}.", way_on)


def _said(fault: DBAPIError | psycopg.Error) -> str:
    """The database's own template."""
    text = str(fault.orig if isinstance(fault, DBAPIError) else fault)
    return redacted(" ".join(text.strip().partition("\n")[0].rstrip(".").split()))
