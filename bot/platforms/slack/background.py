"""Work that must not stand between a person and their answer; what goes wrong in it is in the log, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Final

import structlog

log = structlog.get_logger(__name__)


CALL_S: Final = 15.0  # a call waits up to 5 for its turn and 10 for its answer (wire.py)


class Background:
    """Tasks that are held until they end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], name: str) -> None:
        """Run *work* beside everything else."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def idle(self) -> None:
        """Until nothing runs."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, within_s: float = CALL_S) -> None:
        """Let what runs end, for a while; then cancel it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("background.failed", work=task.get_name(), exc_info=fault)
