"""PostgreSQL's session that holds what a replica works on."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress

import psycopg
import structlog
from sqlalchemy.engine import URL

from bot.errors import StorageAway
from bot.store.engine import CHANNEL, storage

log = structlog.get_logger(__name__)

PING_S = 1.0
LET_GO_MS = 3000  # the server ends a session that was silent for so long


class LockSession:
    """
    One PostgreSQL session that holds the locks, and one that listens for changes to what is held.

    The session goes straight to PostgreSQL: a pooler that shares sessions between clients would share the locks too.
    """

    def __init__(self, url: URL, notice: Callable[[str], None]) -> None:
        """
        Args:
            notice: Told the id of an incident that is held here and was changed, perhaps by another replica.
        """
        self.held: dict[str, str] = {}
        self._url = url
        self._notice = notice
        self.listening = asyncio.Event()
        self._asking: set[str] = set()
        self.session: psycopg.AsyncConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        with storage(psycopg.Error, OSError):
            self.session = await self._connect(f"-c idle_session_timeout={LET_GO_MS}")
        self._tasks = [asyncio.create_task(self._keep()), asyncio.create_task(self._listen())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self.lose()

    async def hold(self, incident: str) -> str | None:
        if incident in self.held or incident in self._asking:  # the server gives a session its own lock once more
            return None
        self._asking.add(incident)
        try:
            session = self.session
            if await self._ask("SELECT pg_try_advisory_lock(%s)", _number(incident)) and session is self.session:
                return self.held.setdefault(incident, uuid.uuid4().hex)
            return None
        finally:
            self._asking.discard(incident)

    async def free(self, incident: str, owner: str) -> None:
        if self.held.get(incident) == owner:
            with suppress(StorageAway):  # then the lock ended with the session
                await self._ask("SELECT pg_advisory_unlock(%s)", _number(incident))
            self.held.pop(incident, None)

    async def _ask(self, query: str, *given: object) -> bool:
        """One statement on the session. Whatever goes wrong ends it: what it holds would not be known."""
        session = self.session
        if session is None:
            raise StorageAway
        try:
            with storage(psycopg.Error, OSError):
                row = await (await session.execute(query, given)).fetchone()
        except BaseException:
            if session is self.session:
                await self.lose()
            raise
        return bool(row and row[0])

    async def lose(self) -> None:
        session, self.session = self.session, None
        self.held.clear()  # so what was taken is fenced
        if session is not None:
            await session.close()

    async def _keep(self) -> None:
        """Keep the session from falling silent; get a new one when it is lost."""
        while True:
            await asyncio.sleep(PING_S)
            try:
                if self.session is None:
                    with storage(psycopg.Error, OSError):
                        self.session = await self._connect(f"-c idle_session_timeout={LET_GO_MS}")
                    log.info("hold.session_back")
                async with asyncio.timeout(LET_GO_MS / 1000):
                    await self._ask("SELECT true")
            except (StorageAway, TimeoutError) as away:
                log.warning("hold.session_lost", reason=type(away).__name__)

    async def _listen(self) -> None:
        while True:
            try:
                async with await self._connect("") as session:
                    await session.execute(f"LISTEN {CHANNEL}")
                    self.listening.set()
                    async for note in session.notifies():
                        if note.payload in self.held:
                            self._notice(note.payload)
            except (psycopg.Error, OSError):
                self.listening.clear()
                log.warning("hold.listening_lost")
            await asyncio.sleep(PING_S)

    async def _connect(self, options: str) -> psycopg.AsyncConnection:
        given = {**self._url.translate_connect_args(username="user", database="dbname"), **self._url.query}
        given["options"] = f"{given.get('options', '')} {options}".strip()
        return await psycopg.AsyncConnection.connect(autocommit=True, **given)


def _number(incident: str) -> int:
    """The incident as PostgreSQL's locks want it: 64 bits, signed."""
    return int.from_bytes(hashlib.sha256(incident.encode()).digest()[:8], "big", signed=True)
