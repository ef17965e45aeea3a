"""What people's Homes show: the newest wins, and one person's Home is published by one call at a time."""

from __future__ import annotations

import structlog

from bot.chat.platform import Payload
from bot.errors import PlatformError
from bot.platforms.slack.background import Background
from bot.platforms.slack.client import Client
from bot.platforms.slack.people import to_ours

log = structlog.get_logger(__name__)


class Homes:
    """Publishes beside everything else. What could not be published is shown when its person opens Home again."""

    def __init__(self, client: Client, later: Background) -> None:
        self._client = client
        self._later = later
        self._wanted: dict[str, Payload] = {}
        self._busy: set[str] = set()
        self._shown: set[str] = set()

    def has(self, user: str) -> bool:
        """Whether that person opened their Home since this process started."""
        return user in self._shown

    def show(self, user: str, home: Payload) -> None:
        """From now on *user*'s Home shows this."""
        self._shown.add(user)
        self._wanted[user] = home
        if user not in self._busy:
            self._busy.add(user)
            self._later.start(self._publish(user), "publish home")

    async def _publish(self, user: str) -> None:
        try:
            while home := self._wanted.pop(user, None):
                await self._client.publish(to_ours(user), home)
        except PlatformError as error:
            log.warning("home.not_shown", reason=str(error))
        finally:
            self._busy.discard(user)
