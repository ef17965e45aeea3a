"""The HTTP road into the bot: the signature is checked on the raw body before anything in it is parsed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.platforms.slack.shape import Malformed, check

log = structlog.get_logger(__name__)

MAX_BODY_BYTES: Final = 1_000_000
STAMP_DIGITS: Final = 12
BODY_S: Final = 10.0  # Slack gives up after 3; who sends more slowly holds a connection and is not Slack


class _Now(Clock):
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()


class TooLarge(Exception):
    """The body is larger than anything Slack sends."""


class Web:
    """Answers POST /slack/events. Signatures older than five minutes are refused (Slack: verifying-requests page)."""

    def __init__(self, bolt: AsyncApp, signing_secret: str, clock: Callable[[], datetime]) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret, _Now(clock))

    async def __call__(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(BODY_S):
                body = await _body(request)
        except TooLarge:
            return PlainTextResponse("too large", 413)
        except TimeoutError:
            return PlainTextResponse("too slow", 408)
        except ClientDisconnect:
            return PlainTextResponse("", 400)
        if not self._is_from_slack(request, body):
            return PlainTextResponse("not signed by Slack", 401)
        try:
            payload = _payload(body.decode())
            check(payload)
        except (ValueError, RecursionError) as wrong:  # the latter: brackets in brackets, thousands deep
            log.warning("payload.malformed", fields=str(wrong) if isinstance(wrong, Malformed) else "")
            return PlainTextResponse("malformed", 400)
        # Parsed already; Bolt takes an object in this mode only.
        asked = AsyncBoltRequest(mode="socket_mode", body=payload, headers=_retries(request))
        return to_starlette_response(await self._bolt.async_dispatch(asked))

    def _is_from_slack(self, request: Request, body: bytes) -> bool:
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= STAMP_DIGITS and signature.isascii()):
            return False
        try:
            return self._verifier.is_valid(body, stamp, signature)
        except UnicodeDecodeError:  # the verifier reads the body as text, and Slack sends nothing else
            return False


def _payload(body: str) -> dict[str, Any]:
    """
    The object that was sent: as JSON (events), as JSON in a form (presses, forms sent), or as a form (commands).

    Raises:
        ValueError: There is none.
    """
    if body.startswith("{"):
        found = json.loads(body)
    else:
        form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        found = json.loads(form["payload"]) if "payload" in form else form
    if not isinstance(found, dict) or not found:
        raise ValueError("no object")
    return found


def _retries(request: Request) -> dict[str, str | Sequence[str]]:
    """Slack's own headers: which delivery of the event this is."""
    return {name: value for name, value in request.headers.items() if name.startswith("x-slack-")}


async def _body(request: Request) -> bytes:
    """The whole body, as long as it is not too large; what it says of its own length is not believed."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > MAX_BODY_BYTES:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge
    return bytes(body)
