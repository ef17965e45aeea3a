"""
Reads back what people captured: the one message, the one file. Nothing else is ever read.

    flagged (committed, "text follows") ──read──▶ its text, or why there is none
    evidence (committed, "waiting") ──downloaded──▶ its bytes, or why there are none

Each is read beside all else, so that a chat that answers slowly holds up nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.access.secrets.secret_seen import CODE
from bot.chat.platform import Platform
from bot.chat.secret_check import holds_secret
from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.facts import UNNAMED, EvidenceKept, FileRef
from bot.crisis.evidence.state import Exhibit
from bot.crisis.incident import Incident
from bot.crisis.timeline.facts import MessageRead, MessageUnread
from bot.crisis.timeline.state import Flagged
from bot.errors import Barred, Later, MessageGone, NotNow, StorageAway
from bot.record.fact import Fact
from bot.store.store import Store

log = structlog.get_logger(__name__)

PAUSES_S = (2.0, 300.0)  # first and longest wait before a read is tried again
AT_ONCE = 2  # files in memory at the same time
SMALL_S = 0.5  # how long a room waits for what is read; what takes longer comes beside it
LOST_S = 60.0  # after which it is asked for again, should whoever reads it have died
MB = 1 << 20


@dataclass
class Reader:
    """Tries until it has the text, or until the chat refuses that message. What it waits for is told by ``read``."""

    store: Store
    platform: Platform
    clock: Callable[[], datetime]
    limit: int = 25 * MB  # bytes of one file
    waits: dict[tuple[str, int], tuple[float, datetime]] = field(default_factory=dict)
    _reading: dict[tuple[str, int], asyncio.Task[None]] = field(default_factory=dict)
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def read(self, incident: Incident) -> datetime | None:
        """Read what can be read now; gives when to come again, aware UTC, or None if nothing is left."""
        now, waiting = self.clock(), dict[int, Callable[[], Awaitable[None]]]()
        for flagged in incident.timeline.to_read:
            waiting[flagged.seq] = partial(self._message, incident, flagged)
        for exhibit in incident.evidence.exhibits:
            if exhibit.state == "waiting":
                waiting[exhibit.seq] = partial(self._file, incident, exhibit)
        if begun := [task for seq, find in waiting.items() if (task := self._begin(incident, seq, find, now))]:
            await asyncio.wait(begun, timeout=SMALL_S)
        return min((self._again(incident, seq, now) for seq in waiting), default=None)

    def _again(self, incident: Incident, seq: int, now: datetime) -> datetime:
        """When to come again: after a failure soon, while it is being read only once it must be lost."""
        key, lost = (incident.id, seq), now + timedelta(seconds=LOST_S)
        return lost if key in self._reading else self.waits.get(key, (0.0, lost))[1]

    async def idle(self) -> None:
        """Wait until nothing is being read."""
        while self._reading:
            await asyncio.wait(self._reading.values())

    def _wait(self, incident: Incident, seq: int, now: datetime) -> tuple[float, datetime]:
        """The pause after the next failure, and the moment before which nothing is tried."""
        return self.waits.get((incident.id, seq), (PAUSES_S[0], now))

    def _put_off(self, incident: Incident, seq: int, now: datetime, after_s: float = 0) -> datetime:
        pause, _not_before = self._wait(incident, seq, now)
        at = now + timedelta(seconds=max(pause, after_s))
        self.waits[incident.id, seq] = min(PAUSES_S[1], pause * 2), at
        log.info("reader.later", incident=incident.id, seq=seq)
        return at

    def _begin(
        self, incident: Incident, seq: int, find: Callable[[], Awaitable[None]], now: datetime
    ) -> asyncio.Task[None] | None:
        """Begin to read, unless it is being read, or it is too soon to try again."""
        key = incident.id, seq
        if key in self._reading or now < self._wait(incident, seq, now)[1]:
            return None
        task = asyncio.create_task(self._read(incident, seq, find), name=f"read {incident.id} {seq}")
        self._reading[key] = task
        task.add_done_callback(lambda done: self._ended(incident, seq, done))
        return task

    async def _read(self, incident: Incident, seq: int, find: Callable[[], Awaitable[None]]) -> None:
        """Until it is settled, or put off."""
        try:
            await find()
        except (Later, Barred, StorageAway) as away:
            self._put_off(incident, seq, self.clock(), away.after_s if isinstance(away, Later) else 0)
            with contextlib.suppress(StorageAway):  # then it is asked for again by itself, only later
                await self.store.wake(incident.id)  # whoever looked may not have waited for us
        else:
            self.waits.pop((incident.id, seq), None)

    async def _message(self, incident: Incident, flagged: Flagged) -> None:
        """What it says now; or why it says nothing. Its files are evidence: who captured it wants all of it kept."""
        fact: Fact
        files: tuple[FileRef, ...] = ()
        shows = ""
        try:
            found = await self.platform.read(flagged.source)
            fact = MessageRead(
                entry=flagged.seq, text=found.text, author=found.author, said_at=found.at, link=found.link
            )
            if await holds_secret(found.text):  # nothing of it is kept, nor what hangs on it
                fact = MessageUnread(entry=flagged.seq, reason=CODE)
            else:
                files, shows = found.files, evidence.beside(found.text)
        except MessageGone:
            fact = MessageUnread(entry=flagged.seq, reason="message_not_found")
        except Barred:
            raise
        except NotNow as refused:
            fact = MessageUnread(entry=flagged.seq, reason=refused.reason)
        async with self.store.happened(incident.id, f"read/{flagged.seq}") as change:
            if any(flagged.seq == waits.seq for waits in change.incident.timeline.to_read):
                put_in = evidence.said(change.incident, flagged.by, shows, "", files, flagged.source, only_new=True)
                change.record([fact, *put_in])

    async def _file(self, incident: Incident, exhibit: Exhibit) -> None:
        """Its bytes, kept together with the fact that they are; or why there are none."""
        async with self._turn:
            await self._kept(incident, exhibit)

    async def _kept(self, incident: Incident, exhibit: Exhibit) -> None:
        entry, data, sha256, reason = exhibit.seq, b"", "", ""
        found, later = exhibit.file, None
        try:
            # A message shows only files its writer may share; a form only names one, and we can read more than they.
            owner = None if exhibit.source else exhibit.by.id
            if found is not None and _is_bare(found):
                found = later = await self.platform.look_up(found)
            data = await self.platform.download(found, self.limit, owner) if found else b""
            sha256 = await asyncio.to_thread(evidence.sha256_of, data)
        except Barred:
            raise
        except NotNow as refused:
            reason = refused.reason
        async with self.store.happened(incident.id, f"read/{entry}") as change:
            if reason:
                facts = evidence.missed(change.incident, entry, reason)
            else:
                facts = evidence.kept(change.incident, entry, sha256, len(data), later)
            change.record(facts)
            if any(isinstance(fact, EvidenceKept) for fact in facts):
                change.keep(entry, sha256, data)

    def _ended(self, incident: Incident, seq: int, task: asyncio.Task[None]) -> None:
        self._reading.pop((incident.id, seq), None)
        if not task.cancelled() and (fault := task.exception()):
            self._put_off(incident, seq, self.clock(), PAUSES_S[1])
            log.error("reader.fault", incident=incident.id, seq=seq, exc_info=fault)


def _is_bare(file: FileRef) -> bool:
    """Whether the message told little more than its id: all else is looked up."""
    return not file.size or not file.mime or file.name == UNNAMED
