"""The same requests to our bot and to bare slack-bolt, turn by turn, so that whatever disturbs meets all alike."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import urlencode

import aiohttp
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bench.stage import Stage, listening
from bot.rehearsal.delivery import Delivery, Envelope

OURS: Final = "Crisis Commander"
DEFAULT: Final = "bare slack-bolt"
BEFORE: Final = "bare slack-bolt, process_before_response"
ANY: Final = re.compile("")


class Unanswered(Exception):
    """One of those that are compared did not answer 200."""


class Beside:
    """
    A workspace's line to the bot. While *act* has a name, the others are asked the same before it.

    Attributes:
        act: What is being measured now; empty: nothing.
        copies: How often the bot is sent each request, at the same moment.
        took: Seconds from sending to the last byte of the 200, by act and by app.
        answers: What the bot said to each copy of the last request.
        asked: How many things people did: a command, a press, a form that was sent.

    """

    is_connected = True

    def __init__(self, delivery: Delivery, secret: str, ours: str, others: dict[str, str]) -> None:
        self.act = ""
        self.copies = 1
        self.asked = 0
        self.took: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.answers: list[str] = []
        self._delivery = delivery
        self._verifier = SignatureVerifier(secret)
        self._ours = ours
        self._others = list(others.items())
        self._session = aiohttp.ClientSession()
        self._sending: set[asyncio.Task[None]] = set()
        self._last = b"", ""

    def send(self, envelope: Envelope) -> bool:
        task = asyncio.get_running_loop().create_task(self._deliver(envelope))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return True

    async def repeat(self) -> None:
        """The bot is sent the last request once more."""
        _took, text = await self._post(self._ours, *self._last)
        self.answers.append(text)

    async def close(self) -> None:
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._session.close()

    async def _deliver(self, envelope: Envelope) -> None:
        body, kind = encoded(envelope)
        is_event = envelope.kind == "events_api"
        self.asked += not is_event
        try:
            if self.act and not is_event:
                self._others.reverse()
                for name, address in self._others:
                    took, _text = await self._post(address, body, kind)
                    self.took[self.act][name].append(took)
            sent = [self._post(self._ours, body, kind) for _ in range(1 if is_event else self.copies)]
            answers = await asyncio.gather(*sent)
        except Unanswered as fault:
            self._delivery.failed(envelope.id, str(fault))
            return
        if not is_event:
            self._last, self.answers = (body, kind), [text for _took, text in answers]
            if self.act:
                self.took[self.act][OURS].append(answers[0][0])
        self._delivery.taken(envelope.id, _object(answers[0][1]))

    async def _post(self, address: str, body: bytes, kind: str) -> tuple[float, str]:
        """Seconds it took, and what was answered; signed beforehand."""
        at = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=at, body=body) or ""
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
        began = time.perf_counter()
        async with self._session.post(address, data=body, headers=headers) as answer:
            text = await answer.text()
            took = time.perf_counter() - began
            if answer.status != 200:
                raise Unanswered(f"HTTP {answer.status}")
            return took, text


@contextlib.asynccontextmanager
async def beside(on: Stage) -> AsyncIterator[Beside]:
    """Put bare slack-bolt beside the bot of this stage, twice: as it is by default, and answering last."""
    async with contextlib.AsyncExitStack() as stack:
        others = {
            name: await stack.enter_async_context(listening(bare(on, process_before_response=name == BEFORE)))
            for name in (DEFAULT, BEFORE)
        }
        line = Beside(on.workspace.delivery, on.workspace.tokens.signing_secret, on.address, others)
        before, on.workspace.delivery.line = on.workspace.delivery.line, line
        try:
            yield line
        finally:
            on.workspace.delivery.line = before
            await line.close()


def bare(on: Stage, *, process_before_response: bool) -> Starlette:
    """slack-bolt with one listener a kind that acknowledges, and nothing else: it keeps nothing, it says nothing."""
    bolt = AsyncApp(
        signing_secret=on.workspace.tokens.signing_secret,
        client=AsyncWebClient(token=on.workspace.tokens.bot, base_url=on.running.api_url),
        process_before_response=process_before_response,
    )

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    bolt.action(ANY)(acknowledge)
    bolt.view(ANY)(acknowledge)
    bolt.command(ANY)(acknowledge)
    handler = AsyncSlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


def encoded(envelope: Envelope) -> tuple[bytes, str]:
    """The body as Slack sends it, and its type."""
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload).encode(), "application/json"
    form = envelope.payload if envelope.kind == "slash_commands" else {"payload": json.dumps(envelope.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _object(text: str) -> dict[str, object]:
    return dict(json.loads(text)) if text.startswith("{") else {}
