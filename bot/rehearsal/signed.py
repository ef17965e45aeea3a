"""Signed HTTP: the same payloads, posted to the app's address and signed as Slack signs them."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from bot.rehearsal.delivery import Delivery, Envelope
from bot.rehearsal.shapes import Json


class Signed:
    """
    Posts to one address.

    Args:
        now: Seconds since 1970 for the signature. It is the real time even where the workspace's clock is a test's:
            the app compares it with its own.

    """

    def __init__(self, url: str, signing_secret: str, delivery: Delivery, now: Callable[[], float] = time.time) -> None:
        self.url = url
        self._secret = signing_secret.encode()
        self._delivery = delivery
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._posting: set[asyncio.Task[None]] = set()

    @property
    def is_connected(self) -> bool:
        return True

    def send(self, envelope: Envelope) -> bool:
        task = asyncio.get_running_loop().create_task(self._post(envelope))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)
        return True

    async def close(self) -> None:
        """Ends what is being posted."""
        for task in list(self._posting):
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def headers(self, body: bytes, kind: str, envelope: Envelope) -> dict[str, str]:
        """Slack's signature, version 0: HMAC-SHA256 over "v0:time:body"."""
        at = str(int(self._now()))
        digest = hmac.new(self._secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}
        if envelope.attempt:
            headers |= {
                "X-Slack-Retry-Num": str(envelope.attempt),
                "X-Slack-Retry-Reason": _retry_reason(envelope.retry_reason),
            }
        return headers

    async def _post(self, envelope: Envelope) -> None:
        body, kind = _body(envelope)
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=self._delivery.answer_within_s)
            self._session = aiohttp.ClientSession(timeout=limit)
        try:
            async with self._session.post(self.url, data=body, headers=self.headers(body, kind, envelope)) as answer:
                text = await answer.text()
                if answer.status == 200:
                    self._delivery.taken(envelope.id, _payload(text))
                else:
                    again = answer.headers.get("X-Slack-No-Retry") != "1"
                    self._delivery.failed(envelope.id, "http_error", again=again)
        except TimeoutError:
            self._delivery.failed(envelope.id, "http_timeout")
        except aiohttp.ClientError:
            self._delivery.failed(envelope.id, "connection_failed")


def _retry_reason(reason: str) -> str:
    return "http_timeout" if reason == "timeout" else reason


def _body(envelope: Envelope) -> tuple[bytes, str]:
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload).encode(), "application/json"
    form = envelope.payload if envelope.kind == "slash_commands" else {"payload": json.dumps(envelope.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _payload(text: str) -> Json:
    """An answer's body: JSON, plain words, or nothing."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {"text": text}
    return found if isinstance(found, dict) else {}
