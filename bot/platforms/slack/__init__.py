"""Slack: what people do there reaches the router, and what the room shows is put there."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import Later, NotNow, StorageAway
from bot.platforms.slack.background import Background
from bot.platforms.slack.client import Client
from bot.platforms.slack.ears import Ears
from bot.platforms.slack.inbound import Inbound
from bot.platforms.slack.manifest import lacking, scopes_of
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.sockets import Socket
from bot.platforms.slack.web import Web
from bot.platforms.slack.wire import Wire

__all__ = ["Ears", "Slack"]

log = structlog.get_logger(__name__)

API_URL: Final = "https://slack.com/api/"
PAUSES_S: Final = (1.0, 30.0)  # first and longest wait for Slack to come within reach
# Slack: errors of any method: these are of the token or the workspace, and may pass; any other is of users.list alone.
OF_THE_TOKEN: Final = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
SWEEP_S: Final = 86_400.0  # Slack: user_change comes best-effort, and not at all while the app was disabled


def _now() -> datetime:
    return datetime.now(UTC)


class Slack:
    """
    One bot in one workspace, by Socket Mode where there is an *app_token*, by HTTP where there is a *signing_secret*.

    ``start`` returns although Slack is out of reach: everything is tried again until it is there.
    """

    def __init__(
        self,
        token: str,
        app_token: str | None = None,
        signing_secret: str | None = None,
        *,
        api_url: str = API_URL,
        clock: Callable[[], datetime] = _now,
        registry: CollectorRegistry | None = None,
    ) -> None:
        self._token = token
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._clock = clock
        # Its own level, so that no root logger at DEBUG makes Bolt write whole payloads, people's words and all.
        self._logger = logging.getLogger("slack")
        self._logger.setLevel(max(logging.INFO, logging.getLogger().level))
        calls = Counter("crisis_slack_calls", "Calls of Slack's Web API", ("method", "result"), registry=registry)
        self.platform = Client(Wire(token, api_url, Pace(time.monotonic), calls, self._logger))
        self.ready = asyncio.Event()  # everybody in the workspace is known, or it is known that we may not ask
        self.refused = ""  # why Slack does not list its people
        self.later = Background()
        self._running: list[asyncio.Task[None]] = []
        self._web: Web | None = None
        self._socket: Socket | None = None

    async def start(self, ears: Ears, commands: Collection[str]) -> None:
        """
        Begin to hear and to speak. *commands* are the words after the slash command that have a route.

        Raises:
            NotNow: Slack refuses the token.
        """
        self.platform.wire.open()
        try:
            await self.platform.introduce()
        except Later:
            log.warning("slack.out_of_reach")
        inbound = Inbound(self.platform, self._token, ears, commands, self.later, self._logger, self._clock)
        if self._signing_secret:
            self._web = Web(inbound.bolt, self._signing_secret, self._clock)
        if self._app_token:
            self._socket = Socket(inbound.bolt, self._app_token, ears.gap, self._logger)
            self._running.append(asyncio.create_task(self._socket.run(), name="slack socket"))
        self._running.append(asyncio.create_task(self._read_people(ears), name="slack people"))

    @property
    def waits_for(self) -> Iterator[str]:
        """What requests cannot be answered without, as sentences."""
        if self.platform.me is None:
            yield "Slack has not said yet whose the bot token is."
        if self.refused in OF_THE_TOKEN:
            yield f"Slack refuses the bot token ({self.refused})."
        elif not self.ready.is_set():
            yield "Slack has not listed the workspace's people yet."

    @property
    def missing(self) -> Iterator[str]:
        """What is not there, and is done without; as sentences."""
        if self.refused and self.refused not in OF_THE_TOKEN:
            yield (
                f"Slack does not list the workspace's people ({self.refused}): each is looked up when they first act, "
                "and who leaves unheard is not noticed. See: crisis doctor"
            )
        granted = self.platform.wire.granted
        if granted is not None and (lacks := lacking(scopes_of(granted))):
            yield f"The bot token lacks {', '.join(lacks)}. See: crisis doctor"
        if self._socket and not self._socket.is_connected:
            yield "Socket Mode is not connected: nothing is heard until it is."

    def asgi_routes(self) -> list[Route]:
        """The routes of the HTTP road; none without a signing secret."""
        return [Route("/slack/events", self._endpoint, methods=["POST"])] if self._signing_secret else []

    async def leave(self) -> None:
        """Answer what came by Socket Mode, and hear nothing more. Calls can still be made."""
        if self._socket:
            await self._socket.answered()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()

    async def close(self) -> None:
        """Stop hearing, let what is being said end, and close the connections."""
        await self.leave()
        await self.later.close()
        await self.platform.wire.close()

    async def quiet(self) -> None:
        """Until all is said that was begun beside an answer: private replies, forms, Homes."""
        await self.later.idle()

    async def _endpoint(self, request: Request) -> Response:
        return await self._web(request) if self._web else PlainTextResponse("starting", 503)

    async def read_people(self, ears: Ears) -> None:
        """Everybody, once more: what Slack did not tell us is found this way. Raises Later."""
        async for page in self.platform.people():
            await ears.people(page)

    async def _read_people(self, ears: Ears) -> None:
        """Everybody, now and once a day. By HTTP there is no connection to miss: one gap, now."""
        await self.read_through(ears)
        if not self._app_token:
            await ears.gap(0.0)
        while True:
            await asyncio.sleep(SWEEP_S)
            await self.read_through(ears)

    async def read_through(self, ears: Ears) -> None:
        """Everybody, begun again until it went through."""
        pause = PAUSES_S[0]
        while True:
            try:
                await self.read_people(ears)
            except (Later, StorageAway) as away:
                await asyncio.sleep(max(pause, away.after_s if isinstance(away, Later) else 0))
                pause = min(PAUSES_S[1], pause * 2)
            except NotNow as refused:
                if refused.reason != self.refused:
                    log.error("slack.people_refused", reason=refused.reason)
                self.refused = refused.reason
                if refused.reason in OF_THE_TOKEN:
                    await asyncio.sleep(PAUSES_S[1])
                    continue
                self.ready.set()  # each person is asked for when they are first seen; tried again with the next sweep
                return
            else:
                self.refused = ""
                self.ready.set()
                return
