"""The store: one object with everything that is kept, its parts one file each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_, select

from bot.errors import StorageAway
from bot.people.who import Person
from bot.record.fact import Fact
from bot.record.record import Record
from bot.store import tables
from bot.store.change import Changes, Consequences, theirs
from bot.store.engine import Clock, Database
from bot.store.entries import Entries
from bot.store.exhibits import Exhibits, prepare
from bot.store.hold import Holds, InProcess
from bot.store.incidents import Known
from bot.store.migrate import migrate, refuse_too_old
from bot.store.people import People
from bot.store.registers import Registers
from bot.store.statements import ANSWER, Statements
from bot.store.surfaces import Surfaces
from bot.store.work import NextDue, Works

WRITTEN_S = 30.0  # how long it is believed that what was written last can be written again
TRIED_CHARS = 65_536
TRIED = "written"  # the key of what is written to try it; those of requests have a colon


def _nothing_follows(before: Record, after: Record, now: datetime) -> Iterable[Fact]:
    return ()


def _never_due(record: Record) -> datetime | None:
    return None


def _nobody_listens(incident: str) -> None:
    pass


class Store(Entries, Registers, Changes, Exhibits, Works, Surfaces, People):
    """
    Everything that is kept. Call ``start`` before use and ``close`` after.

    Every method may raise ``StorageAway``: what was being written is then not saved, or, where the connection broke at
    the very end, not known to be; sending the same request again is right in both cases.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Clock | None = None,
        consequences: Consequences = _nothing_follows,
        next_due: NextDue = _never_due,
        evidence_folder: Path | None = None,
    ) -> None:
        """
        Args:
            url: As in CRISIS_DATABASE_URL: sqlite:///crisis.db or postgresql://user:password@host/name.
            clock: Aware time; None takes PostgreSQL's own clock, or this machine's with SQLite.
            consequences: What follows from a change, recorded with it.
            next_due: When a record falls due by itself.
            evidence_folder: Where the bytes of evidence are kept; None keeps them in the database.
        """
        self.database = Database(url, clock)
        self.statements = Statements(self.database)
        self.consequences = consequences
        self._next_due = next_due
        self._folder = evidence_folder
        self._known = Known()
        self._answers: dict[str, str | None] = {}
        self.on_commit: Callable[[str], None] = _nobody_listens
        self.holds = self._holds()

    def _holds(self) -> Holds:
        if self.database.is_sqlite:
            return InProcess()
        from bot.store.lock_session import LockSession  # noqa: PLC0415 - psycopg, which SQLite does not need

        return LockSession(self.database.url, self._changed_elsewhere)

    async def start(self) -> None:
        """
        Take the SQLite file, bring the tables up to date, begin to hold.

        Raises:
            AlreadyOpen: Another process has the SQLite file.
            NewerFold: A newer version has changed the tables.
            TooOld: Version 0.1 made the database.
            StorageAway: The database cannot be reached, or the folder of evidence not be made.
        """
        self.database.claim()
        await asyncio.to_thread(prepare, self._folder)
        await asyncio.to_thread(migrate, self.database.url)
        await self.holds.start()

    async def close(self) -> None:
        """Let go of everything."""
        await self.holds.close()
        await self.database.close()

    async def is_new(self) -> bool:
        """Whether it was never started with this database, so that nothing can be read. Raises StorageAway, TooOld."""
        if await self.database.is_new():
            return True
        async with self.database.reading() as connection:
            await connection.run_sync(refuse_too_old)
        return False

    async def ping(self) -> None:
        """Raise ``StorageAway`` unless the database answers, and could be written within WRITTEN_S."""
        async with self.database.reading() as connection:
            await connection.execute(select(1))
        trouble = self.database.trouble
        if trouble.is_there or trouble.written_at is None or time.monotonic() - trouble.written_at > WRITTEN_S:
            await self._try_to_write()

    async def _try_to_write(self) -> None:
        """As much as a long answer, and then nothing in its place: on a full disk a few bytes may still fit."""
        for outcome in ("x" * TRIED_CHARS, None):
            async with self.database.writing() as connection:
                values = {"at": self.database.now(), "outcome": outcome}
                query = self.database.insert(tables.seen).values(key=TRIED, **values)
                await connection.execute(query.on_conflict_do_update(index_elements=["key"], set_=values))
        self.database.trouble.over(surely=True)

    async def claim_reply(self, act: str, within: timedelta) -> bool:
        """
        Whether the reply to an act, known by its key, is this caller's to say: nobody claimed it *within* that time.

        Whoever asks at the same moment, in another replica too, waits for the first, and is told no. True where the
        storage is away: it is better to say it twice than never.
        """
        seen = tables.seen
        query = self.database.insert(seen).values(key=f"told/{act}", at=self.database.now())
        query = query.on_conflict_do_update(
            index_elements=["key"], set_={"at": query.excluded.at}, where=seen.c.at < self.database.now(within)
        )
        try:
            async with self.database.writing() as connection:
                return (await connection.execute(query.returning(seen.c.key))).first() is not None
        except StorageAway:
            return True

    async def answered(self, key: str, by: Person) -> str | None:
        """The stored answer of a request of theirs, JSON; None where it was not accepted, or had no content."""
        if (mine := theirs(by, key)) in self._answers:
            return self._answers[mine]
        async with self.database.reading() as connection:
            return (await connection.execute(ANSWER, {"key": mine})).scalar()

    async def is_saved(self, act: str, by: Person) -> bool:
        """Whether anything was recorded for a request of theirs, by its key or by one that begins with it."""
        key = tables.seen.c.key
        query = select(key).where(or_(key == theirs(by, act), key.startswith(f"{act}/", autoescape=True))).limit(1)
        async with self.database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def forget_seen(self, older_than: datetime) -> None:
        """Forget requests accepted before that moment, aware; the chat delivers nothing again after hours."""
        async with self.database.writing() as connection:
            await connection.execute(delete(tables.seen).where(tables.seen.c.at < older_than))

    def _changed_elsewhere(self, incident: str) -> None:
        self.on_commit(incident)
