"""The bot in a process of its own, as in production, which strikes itself down at one exact call or commit."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any, Literal

import pytest
import uvicorn
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.app
from bot.app import App
from bot.chat.incoming import Incoming
from bot.chat.outcome import Outcome
from bot.chat.router import Router
from bot.crisis.playbook import Book
from bot.log import set_up
from bot.room import plan
from bot.settings import Settings
from tests.unpaced import hurry

What = Literal["call", "commit"]
UPDATES_APART = timedelta(milliseconds=200)  # unpaced: as long as still makes one update of what happens at once
AT_START = ""  # counting begins with the process, not with an act


@dataclass(frozen=True, slots=True)
class Blow:
    """A signal to itself, before or after the *n*-th call of the Web API or the *n*-th commit, counted from 1."""

    what: What
    n: int
    after: bool
    signal: int = signal.SIGKILL

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.what} {self.n}"


@dataclass(frozen=True, slots=True)
class Orders:
    """How a bot is to run. *act* is the action from which calls and commits are counted."""

    environ: Mapping[str, str]
    book: Book  # read once by the test: reading the playbooks is half of a start
    act: str = AT_START
    blow: Blow | None = None
    paced: bool = False  # whether it keeps Slack's pace: most of a room's making would be waiting for it
    ahead: timedelta = timedelta()  # its clock, before this machine's; nothing: the product's own clocks
    log: str = os.devnull


@dataclass
class _Tally:
    """Counts what the bot does and tells the test of it; strikes when it is time."""

    orders: Orders
    tells: Connection
    counts: dict[What, int] = field(default_factory=dict)
    counting: bool = False

    def watch(self, app: App) -> None:
        """Put the counting around the bot's calls, commits and acts. The product knows nothing of it."""
        self.counting = self.orders.act == AT_START
        wire, database, router = app.slack.platform.wire, app.store.database, Router
        call, send, fetch, writing, route = wire.call, wire.send, wire.fetch, database.writing, router.__call__

        async def counted_call(method: str, *args: Any, **kwargs: Any) -> Any:
            n = self.before("call", method)
            try:
                answer = await call(method, *args, **kwargs)
            finally:
                self.tells.send(("ended", method))
            self.after("call", n)
            return answer

        async def counted_send(url: str, content: bytes) -> None:
            n = self.before("call", "upload")
            await send(url, content)
            self.after("call", n)

        async def counted_fetch(url: str, limit: int) -> bytes:
            n = self.before("call", "download")
            content = await fetch(url, limit)
            self.after("call", n)
            return content

        @asynccontextmanager
        async def counted_writing() -> AsyncIterator[AsyncConnection]:
            async with writing() as connection:
                yield connection
                n = self.before("commit", "")
            self.after("commit", n)

        async def counted_route(router: Router, incoming: Incoming) -> Outcome:
            self.counting = self.counting or incoming.action == self.orders.act
            return await route(router, incoming)

        wire.call, wire.send, wire.fetch = counted_call, counted_send, counted_fetch  # type: ignore[method-assign]
        database.writing = counted_writing  # type: ignore[method-assign]
        router.__call__ = counted_route  # type: ignore[assignment, method-assign]

    def before(self, what: What, name: str) -> int:
        if not self.counting:
            return 0
        n = self.counts[what] = self.counts.get(what, 0) + 1
        self.tells.send((what, name))
        self._strike(what, n, after=False)
        return n

    def after(self, what: What, n: int) -> None:
        self._strike(what, n, after=True)

    def _strike(self, what: What, n: int, *, after: bool) -> None:
        blow = self.orders.blow
        if blow is not None and (blow.what, blow.n, blow.after) == (what, n, after):
            os.kill(os.getpid(), blow.signal)


def run(orders: Orders, tells: Connection) -> None:
    """Run the bot until the process ends; *tells* gets ("ready", port), what is counted, and which calls ended."""
    log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, sys.__stdout__.fileno() if sys.__stdout__ else 1)
    os.dup2(log, sys.__stderr__.fileno() if sys.__stderr__ else 2)
    set_up()
    gc.disable()  # it would touch, and so copy, all that is shared with the process this one was forked from
    asyncio.run(_run(orders, tells))


async def _run(orders: Orders, tells: Connection) -> None:
    def clock() -> datetime:
        return datetime.now(UTC) + orders.ahead

    setattr(bot.app, "load", lambda: orders.book)  # noqa: B010 - the product's own name, put aside here alone
    if not orders.paced:
        hurry(monkeypatch := pytest.MonkeyPatch())  # for good: the process is the bot's own
        monkeypatch.setattr(plan, "PACE", UPDATES_APART)
    app = App(Settings.read(orders.environ), clock if orders.ahead else None)
    _Tally(orders, tells).watch(app)
    await app.start()
    while not await app.is_ready():
        await asyncio.sleep(0.005)
    if app.settings.socket_mode:
        tells.send(("ready", 0))
        await asyncio.Event().wait()
    config = uvicorn.Config(app.asgi(), port=0, ws="none", log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.005)
    tells.send(("ready", server.servers[0].sockets[0].getsockname()[1]))
    await serving
