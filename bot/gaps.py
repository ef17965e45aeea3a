"""What is made good once the chat is heard again: who is in the rooms and, after a long silence, what they show."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.crisis.incident import Incident
from bot.crisis.outages import A_WHILE
from bot.errors import StorageAway
from bot.store.store import Store

log = structlog.get_logger(__name__)

PAUSES_S = (1.0, 30.0)  # first and longest wait before what could not be read is tried again

Read = Callable[[str, Sequence[Incident] | None], Awaitable[list[Incident]]]
"""Reads who is in every open room of a workspace, or in these; gives the rooms that could not be read."""


@dataclass
class Gaps:
    """One for a running bot. Everything is tried until it is done, or until ``leave``."""

    store: Store
    platform: str
    read: Read
    refresh: Callable[[], Awaitable[None]]
    clock: Callable[[], datetime]
    _leaving: asyncio.Event = field(default_factory=asyncio.Event)

    def leave(self) -> None:
        """Begin nothing more."""
        self._leaving.set()

    async def ended(self, tenant: str, silent_s: float) -> None:
        """The chat is heard again, after so many seconds."""
        await asyncio.gather(self._read(tenant), self._tell(tenant, timedelta(seconds=silent_s)))

    async def _read(self, tenant: str) -> None:
        unread: list[Incident] | None = None
        pause_s = PAUSES_S[0]
        while not self._leaving.is_set():
            try:
                unread = await self.read(tenant, unread)
            except StorageAway as away:
                log.warning("gap.put_off", reason=str(away))
            if unread == []:
                return
            pause_s = await self._paused(pause_s)

    async def _tell(self, tenant: str, silence: timedelta) -> None:
        """Every open room says that nothing was heard; and what it missed is shown."""
        if silence < A_WHILE:
            return
        until, pause_s = self.clock(), PAUSES_S[0]
        while not self._leaving.is_set():
            try:
                await self.store.unheard(tenant, self.platform, until - silence, until)
            except StorageAway:
                pause_s = await self._paused(pause_s)
            else:
                return await self.refresh()

    async def _paused(self, seconds: float) -> float:
        """Wait so long, or until we leave; the next pause is longer."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._leaving.wait(), seconds)
        return min(PAUSES_S[1], seconds * 2)
