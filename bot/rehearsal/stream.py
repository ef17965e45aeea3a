"""What happened, in order, for the pages that are looking; everybody gets only what they may see."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.rehearsal.shapes import Json

KEPT = 2_000  # events a page may have missed before it must read everything again
HEARTBEAT_S = 15.0


@dataclass(frozen=True)
class Happening:
    number: int
    audience: frozenset[str] | None  # None: everybody
    body: Json


class Stream:
    """A bounded, numbered list of happenings; its ids name this run, so that those of an earlier one are known."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(4)
        self.last = 0
        self.closed = False
        self._kept: deque[Happening] = deque(maxlen=KEPT)
        self._news = asyncio.Event()

    def publish(self, kind: str, audience: frozenset[str] | None = None, **body: object) -> None:
        """Tells everybody in *audience* (everybody at all: None) that something of *kind* happened."""
        self.last += 1
        self._kept.append(Happening(self.last, audience, {"type": kind, **body}))
        self._news.set()
        self._news = asyncio.Event()

    def close(self) -> None:
        """Ends every listener."""
        self.closed = True
        self._news.set()

    def resume_from(self, last_event_id: str) -> int | None:
        """Where a page that saw *last_event_id* goes on; None if too much was missed. No id: from now on."""
        if not last_event_id:
            return self.last
        run, _, number = last_event_id.partition("-")
        oldest = self._kept[0].number if self._kept else self.last + 1
        if run != self.run or not number.isdigit() or int(number) + 1 < oldest:
            return None
        return int(number)

    async def listen(self, user: str, last_event_id: str = "") -> AsyncIterator[str]:
        """Server-Sent Events for one person: first what was missed, then what comes; `reset` if it cannot be told."""
        position = self.resume_from(last_event_id)
        if position is None:
            position = self.last
            yield self._sse(position, {"type": "reset"})
        else:
            yield self._sse(position, {"type": "hello"})
        while not self.closed:
            news = self._news
            for happening in [kept for kept in self._kept if kept.number > position]:
                position = happening.number
                if happening.audience is None or user in happening.audience:
                    yield self._sse(position, happening.body)
            try:
                await asyncio.wait_for(news.wait(), HEARTBEAT_S)
            except TimeoutError:
                yield ": still here\n\n"

    def _sse(self, number: int, body: Json) -> str:
        return f"id: {self.run}-{number}\ndata: {json.dumps(body)}\n\n"
