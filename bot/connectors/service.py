"""
One server of a platform, spoken to in JSON: bounded in time and in size, and never led to another address, where our
token would be heard by somebody else.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime
from typing import Any, Final

import httpx2 as httpx

from bot.access.connectors.holding import Why
from bot.connectors.connector import CALL_S

MOST_BYTES: Final = 16 * 1024 * 1024  # of one answer; a group of 10,000 people has about 2 MB
LONGEST_WAIT_S: Final = 300.0  # asked to wait longer, we do not wait: a person is told
SOON: Final = 0.0  # worth another try, and nobody said when

REASONS: Final[Mapping[int, Why]] = {
    401: Why.token,
    403: Why.forbidden,
    404: Why.gone,
    409: Why.changing,
    410: Why.gone,
    412: Why.changing,
    429: Why.busy,
    503: Why.busy,
}
PASSING: Final = (429, 500, 502, 503, 504)


class ServiceAway(Exception):
    """
    No answer, or not the one that was asked for.

    Attributes:
        again_s: After how many seconds another try may help; None: it will not help.
    """

    def __init__(self, why: Why, *, status: int = 0, code: str = "", again_s: float | None = None) -> None:
        super().__init__(code or why)
        self.why = why
        self.status = status
        self.code = code
        self.again_s = again_s


@dataclass(frozen=True)
class Answer:
    """What a server said to a call that it took."""

    status: int
    said: Mapping[str, Any]
    etag: str = ""


@dataclass
class Service:
    """*timeout_s* is the longest wait for a whole answer, however slowly it trickles in."""

    url: str
    token: str = field(default="", repr=False)
    timeout_s: float = CALL_S
    media: str = "application/json"
    most_bytes: int = MOST_BYTES
    _http: httpx.Client | None = field(default=None, repr=False)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """
        One call; an empty answer is an empty object.

        Raises:
            ServiceAway: It is out of reach, says no, or says what is no JSON object.
        """
        sent = {"Accept": self.media, "Accept-Encoding": "identity"} | dict(headers or {})
        sent |= {"Content-Type": self.media} if body is not None else {}
        sent |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            status, back, content = self._got(method, path, params=query, json=body, headers=sent)
        except httpx.TimeoutException as fault:
            raise ServiceAway(Why.timeout) from fault
        except (httpx.RequestError, httpx.InvalidURL) as fault:
            raise ServiceAway(Why.unreachable, again_s=SOON) from fault
        said = _object(content)
        if not 200 <= status < 300:
            raise _refusal(status, back, said or {})
        if said is None:
            raise ServiceAway(Why.unreadable, status=status)
        return Answer(status, said, back.get("ETag", ""))

    def hang_up(self) -> None:
        """Let go of the connection; the next call makes a new one."""
        if self._http is not None:
            self._http.close()
        self._http = None

    def _got(self, method: str, path: str, **more: Any) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body; given up once it takes too long or grows too large."""
        if self._http is None:
            self._http = httpx.Client(base_url=self.url, timeout=self.timeout_s, follow_redirects=False)
        until, content = time.monotonic() + self.timeout_s, bytearray()
        with self._http.stream(method, path, **more) as answer:
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > self.most_bytes:
                    raise ServiceAway(Why.unreadable, status=answer.status_code)
                if time.monotonic() > until:
                    raise ServiceAway(Why.timeout, status=answer.status_code)
        return answer.status_code, answer.headers, bytes(content)


def _object(content: bytes) -> dict[str, Any] | None:
    """The JSON object in a body; None where it is none."""
    if not content.strip():
        return {}
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _refusal(status: int, headers: httpx.Headers, said: Mapping[str, Any]) -> ServiceAway:
    again_s = _again_s(headers) if status in PASSING else None
    code = said.get("error")
    return ServiceAway(_reason(status), status=status, code=code if isinstance(code, str) else "", again_s=again_s)


def _reason(status: int) -> Why:
    if status in REASONS:
        return REASONS[status]
    if status < 400:
        return Why.moved
    return Why.failing if status >= 500 and status != 501 else Why.refused


def _again_s(headers: httpx.Headers) -> float | None:
    """Seconds to wait, as Retry-After has them or the day it names; None where that is longer than we wait."""
    given = headers.get("Retry-After", "").strip()
    if not given and (reset := headers.get("RateLimit-Reset", "").strip()):
        given = reset if len(reset) < 10 else formatdate(int(reset[:10]), usegmt=True) if reset.isdecimal() else ""
    if given.isascii() and given.isdigit():
        wait_s = float(given[:9])
    else:
        try:
            wait_s = (_day(given) - _day(headers.get("Date", ""))).total_seconds()  # by its own clock
        except ValueError:
            return SOON
    return max(SOON, wait_s) if wait_s <= LONGEST_WAIT_S else None


def _day(text: str) -> datetime:
    """A date of HTTP; ValueError for all else."""
    at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
