"""
Reads back what people captured: the one message, the one file. Nothing else is ever read.

    flagged (committed, "text follows") ──read──▶ its text, or why there is none
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.chat.platform import Platform
from bot.domain.events import Fact, MessageRead, MessageUnread
from bot.domain.incident import Flagged, Incident
from bot.errors import Later, MessageGone, NotNow
from bot.store.store import Store

log = structlog.get_logger(__name__)

PAUSES_S = (2.0, 300.0)  # first and longest wait before a read is tried again


@dataclass
class Reader:
    """Tries until it has the text, or until the chat refuses for good. What it waits for is told by ``read``."""

    store: Store
    platform: Platform
    clock: Callable[[], datetime]
    _waits: dict[tuple[str, int], tuple[float, datetime]] = field(default_factory=dict)

    async def read(self, incident: Incident) -> datetime | None:
        """Read what can be read now; gives when to come again, aware UTC, or None if nothing is left."""
        now, again = self.clock(), []
        for flagged in incident.to_read:
            if at := await self._tried(incident, flagged.seq, now, partial(self._message, flagged)):
                again.append(at)
        return min(again, default=None)

    async def _tried(
        self, incident: Incident, seq: int, now: datetime, find: Callable[[], Awaitable[Fact]]
    ) -> datetime | None:
        """One thing that is waited for; None once it is settled."""
        pause, not_before = self._waits.get((incident.id, seq), (PAUSES_S[0], now))
        if now < not_before:
            return not_before
        try:
            fact = await find()
        except Later as later:
            log.info("reader.later", incident=incident.id, seq=seq)
            at = now + timedelta(seconds=max(pause, later.after_s))
            self._waits[incident.id, seq] = min(PAUSES_S[1], pause * 2), at
            return at
        self._waits.pop((incident.id, seq), None)
        async with self.store.happened(incident.id, f"read/{seq}") as change:
            if any(seq == flagged.seq for flagged in change.incident.to_read):
                change.record([fact])
        return None

    async def _message(self, flagged: Flagged) -> Fact:
        try:
            found = await self.platform.read(flagged.source)
        except MessageGone:
            return MessageUnread(entry=flagged.seq, reason="message_not_found")
        except NotNow as refused:
            return MessageUnread(entry=flagged.seq, reason=refused.reason)
        return MessageRead(entry=flagged.seq, text=found.text, author=found.author, said_at=found.at)
