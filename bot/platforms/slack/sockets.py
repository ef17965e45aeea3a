"""The Socket Mode road into the bot, and a watch over it: a session that stays dead is thrown away and made anew."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.platforms.slack.shape import Malformed, check

log = structlog.get_logger(__name__)

PING_S: Final = 3.0  # slack_sdk calls a session stale after four without an answer
LOOK_S: Final = 5.0
ANSWER_S: Final = 3.0  # Slack waits so long for an answer, and then delivers an event again to whoever is there
DEAD_S: Final = 40.0  # slack_sdk reconnects by itself well within this; sessions that never came back were reported


@dataclass(slots=True)
class Watch:
    """Decides when a connection is dead. Times are seconds that never go back."""

    dead_after_s: float = DEAD_S
    _down_since: float | None = None

    def is_dead(self, connected: bool, now: float) -> bool:
        """Whether it has been down, whenever looked at, for too long."""
        if connected:
            self._down_since = None
            return False
        if self._down_since is None:
            self._down_since = now
        return now - self._down_since >= self.dead_after_s


@dataclass(slots=True)
class Silence:
    """For how long nothing could be heard. Times are seconds that never go back."""

    since: float
    _is_over: bool = False

    def look(self, connected: bool, now: float) -> None:
        """A new connection counts only once it has greeted."""
        if not connected:
            self._is_over = False
        elif self._is_over:
            self.since = now

    def end(self, now: float) -> float:
        """The connection greeted: the seconds of silence before it."""
        silent_s, self.since, self._is_over = now - self.since, now, True
        return silent_s


class Socket:
    """
    One connection at a time, kept alive until ``close``. *connected* is called after each new one, with the seconds of
    silence before it.
    """

    def __init__(
        self, bolt: AsyncApp, app_token: str, connected: Callable[[float], Awaitable[None]], logger: logging.Logger
    ) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._connected = connected
        self._logger = logger
        self._silence = Silence(time.monotonic())
        self.is_connected = False  # greeted by Slack, and still there at the last look
        self._in_hand: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Connect, watch, and begin again when the connection is dead; ends only when cancelled."""
        while True:
            handler = AsyncSocketModeHandler(self._bolt, self._app_token, logger=self._logger, ping_interval=PING_S)
            handler.client.message_listeners.append(self._message)
            handler.client.socket_mode_request_listeners = [partial(self._request, handler)]
            try:
                await self._keep(handler)
            finally:
                await handler.close_async()  # type: ignore[no-untyped-call]
            log.warning("socket.dead")

    async def answered(self) -> None:
        """Until all that came is answered, as long as Slack waits for it. What comes meanwhile is answered too."""
        until = time.monotonic() + ANSWER_S
        while self._in_hand and (left_s := until - time.monotonic()) > 0:
            await asyncio.wait(self._in_hand, timeout=left_s)

    async def _request(
        self, handler: AsyncSocketModeHandler, client: SocketModeClient, request: SocketModeRequest
    ) -> None:
        """slack_sdk gives each request a task of its own, and keeps none of them."""
        task = asyncio.current_task()
        assert task is not None
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        try:
            check(request.payload)
        except Malformed as wrong:  # taken, for it would be no better when it comes again
            log.warning("payload.malformed", fields=str(wrong))
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
            return
        try:
            await handler.handle(client, request)
        except ConnectionError as lost:  # it was acted upon; who pressed is told by Slack that no answer came
            log.info("socket.answer_lost", reason=str(lost))

    async def _keep(self, handler: AsyncSocketModeHandler) -> None:
        watch = Watch()
        connecting = asyncio.ensure_future(_connect(handler))
        try:
            while not watch.is_dead(connected := await handler.client.is_connected(), time.monotonic()):
                self._silence.look(connected, time.monotonic())
                self.is_connected = self.is_connected and connected
                await asyncio.sleep(LOOK_S)
        finally:
            connecting.cancel()

    async def _message(self, _client: object, message: dict[str, Any], _raw: str | None = None) -> None:
        if message.get("type") == "hello":
            log.info("socket.connected")
            self.is_connected = True
            await self._connected(self._silence.end(time.monotonic()))


async def _connect(handler: AsyncSocketModeHandler) -> None:
    """Tries until it is connected."""
    await handler.connect_async()  # type: ignore[no-untyped-call]
