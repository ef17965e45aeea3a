"""A PostgreSQL server for the tests: one a session, one fresh database a test. Import ``postgres`` into a conftest."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from bot.store.engine import parsed
from bot.store.migrate import migrate

GIVEN = "CRISIS_TEST_POSTGRES"  # address of a server to use instead; its user must be allowed to create databases
AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]  # it refuses to run as root
# Many bots of the tests of chaos are there at once, each with a pool and a session of its own.
SETTINGS = "-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
SETTINGS += " -c max_connections=400"


class Postgres:
    """A running server, and a migrated database on it that the fresh ones are copies of."""

    def __init__(self, url: str) -> None:
        """
        Args:
            url: Of a database on the server that exists already.
        """
        self.url: URL = make_url(url).set(drivername="postgresql")
        self.template = f"template_{uuid.uuid4().hex}"

    def run(self, statement: str, *names: str) -> None:
        """One statement outside a transaction; *names* are put in as identifiers."""
        with psycopg.connect(self.url.render_as_string(hide_password=False), autocommit=True) as session:
            session.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def fresh(self, *, migrated: bool = True) -> Iterator[str]:
        """The address of a new database, gone afterwards."""
        name = f"test_{uuid.uuid4().hex}"
        self.run("CREATE DATABASE {} TEMPLATE {}", name, self.template if migrated else "template0")
        try:
            yield self._named(name)
        finally:
            self.run("DROP DATABASE {} WITH (FORCE)", name)

    @contextmanager
    def prepared(self) -> Iterator[Postgres]:
        """With the migrated database in place."""
        self.run("CREATE DATABASE {} TEMPLATE template0", self.template)
        try:
            migrate(parsed(self._named(self.template)))
            yield self
        finally:
            self.run("DROP DATABASE {} WITH (FORCE)", self.template)

    def _named(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server. Where there is none the test is skipped; under CI, or with REQUIRE_PG=1, it fails."""
    programs = _programs()
    if given := os.environ.get(GIVEN):
        with Postgres(given).prepared() as server:
            yield server
    elif programs is None:
        missing = f"PostgreSQL's programs are not installed, and {GIVEN} names no server"
        if os.environ.get("CI") == "true" or os.environ.get("REQUIRE_PG") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    else:
        with _started(programs) as url, Postgres(url).prepared() as server:
            yield server


def _programs() -> Path | None:
    """Where initdb is: on the path, else the newest that Debian keeps beside each other."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), key=lambda path: float(path.parent.name), default=None)


@contextmanager
def _started(programs: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="crisis-pg-"))
    run: list[str] = []
    if os.geteuid() == 0:
        run = AS_POSTGRES
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data, port = str(folder / "data"), _free_port()
    quiet = {"check": True, "cwd": folder, "env": {**os.environ, "HOME": str(folder)}, "stdout": subprocess.DEVNULL}
    make = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync"]
    subprocess.run([*run, programs / "initdb", "-D", data, *make], **quiet)  # type: ignore[call-overload]
    settings = SETTINGS.format(port=port, folder=folder)
    control = [*run, programs / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-l", folder / "log", "-o", settings, "start"], **quiet)  # type: ignore[call-overload]
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])
