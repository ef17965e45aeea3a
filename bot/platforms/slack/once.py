"""A private reply to one act is said once, however often Slack delivers the act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

AGAIN_AFTER: Final = timedelta(seconds=30)  # the same act later than this is somebody who waits: they are told again


class Once:
    """What was said a moment ago, in this process; *claim* asks the replicas too, and is not asked in vain."""

    def __init__(self, clock: Callable[[], datetime], claim: Callable[[str, timedelta], Awaitable[bool]]) -> None:
        self._clock = clock
        self._claim = claim
        self._said: dict[str, datetime] = {}

    async def may_say(self, act: str) -> bool:
        """Whether the reply to *act*, an act's key, is still to be said: true for the first who asks, for 30 s."""
        now = self._clock()
        self._said = {key: at for key, at in self._said.items() if now - at <= AGAIN_AFTER}
        if act in self._said:
            return False
        self._said[act] = now
        return await self._claim(act, AGAIN_AFTER)
