"""A workspace in this process, a database, and bots in processes of their own that are killed and started again."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx2 as httpx
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot.crisis.playbook import Book
from bot.playbooks import load
from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.rehearsal.acting import Actor, acting_client
from bot.rehearsal.keeping import keep, written
from tests.chaos.access import out_of_step
from tests.chaos.picture import Picture, doubles, engine, left, picture
from tests.chaos.runner import Blow, Orders, run
from tests.conversation import manifest

DEADLINE_S = 40.0
LOOK_S = 0.05
ANSWER_S = 8.0  # Slack: 3 s. Longer, so that a busy machine fails no test that is about something else

_forking = multiprocessing.get_context("forkserver")


@cache
def _book() -> Book:
    return load()


@dataclass
class Bot:
    """One process, and what it told of itself."""

    process: ForkServerProcess
    ear: Connection
    told: list[tuple[str, Any]] = field(default_factory=list)
    port: int | None = None

    def hear(self) -> None:
        with contextlib.suppress(EOFError, ConnectionResetError):
            while self.ear.poll():
                what, value = self.ear.recv()
                if what == "ready":
                    self.port = value
                else:
                    self.told.append((what, value))

    @property
    def pid(self) -> int:
        return self.process.pid or 0

    @property
    def is_dead(self) -> bool:
        return self.process.exitcode is not None

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    async def killed(self) -> None:
        """kill -9, and gone."""
        self.process.kill()
        await until(lambda: self.is_dead, "the bot is dead")

    def count(self, what: str) -> int:
        self.hear()
        return sum(told == what for told, _ in self.told)

    @property
    def calls(self) -> list[str]:
        """The methods that were called, in order."""
        self.hear()
        return [value for what, value in self.told if what == "call"]


@dataclass
class Clock:
    """This machine's time, and how far the stage's is *ahead* of it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Stage:
    """What a test of chaos holds."""

    running: Running
    http: httpx.AsyncClient
    url: str
    outside: Engine
    folder: Path
    clock: Clock
    transport: str = "socket"
    bots: list[Bot] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        return self.running.workspace

    def actor(self, name: str) -> Actor:
        """``petr``: the person, at their own screen."""
        return Actor(self.http, f"U0{name.upper()}")

    async def start(self, act: str = "", blow: Blow | None = None, *, quiet: bool = False) -> Bot:
        """Another bot, on the same database. *act* is from where calls and commits are counted. *quiet*: no log."""
        tokens = self.workspace.tokens
        secret = (
            {"SLACK_APP_TOKEN": tokens.app}
            if self.transport == "socket"
            else {"SLACK_SIGNING_SECRET": tokens.signing_secret}
        )
        environ = {
            "SLACK_BOT_TOKEN": tokens.bot,
            "SLACK_API_URL": self.running.api_url,
            "CRISIS_DATABASE_URL": self.url,
            "CRISIS_ADMINS": "U0EVA",
            "CRISIS_LISTEN": "127.0.0.1:0",
            **secret,
        }
        log = os.devnull if quiet else str(self.folder / f"bot-{len(self.bots) + 1}.log")
        orders = Orders(environ=environ, book=_book(), act=act, blow=blow, ahead=self.clock.ahead, log=log)
        ear, tells = _forking.Pipe(duplex=False)
        process = _forking.Process(target=run, args=(orders, tells), daemon=True)
        process.start()
        tells.close()
        bot = Bot(process, ear)
        self.bots.append(bot)
        await self.ready(bot)
        return bot

    async def ready(self, bot: Bot) -> None:
        """Until it hears what people do, or is dead."""

        def there() -> bool:
            bot.hear()
            return bot.is_dead or (bot.port is not None and (self.transport == "http" or self.workspace.is_connected))

        await until(there, "the bot is ready")
        if self.transport == "http" and not bot.is_dead:
            self.route_to(bot)
        self.deliver_again()

    def route_to(self, bot: Bot) -> None:
        """By HTTP: this bot gets what people do."""
        self.workspace.deliver_http(f"http://127.0.0.1:{bot.port}/slack/events")

    def deliver_again(self) -> None:
        """What was not taken is delivered again now, not only in a minute or five."""
        delivery = self.workspace.delivery
        for envelope in [each for each in delivery.waiting.values() if each.due or not each.attempt]:
            envelope.attempt, envelope.retry_reason = 1, "timeout"
            delivery.tell(envelope)

    async def end(self) -> None:
        """No bot is left: the database is at rest."""
        for bot in self.bots:
            if not bot.is_dead:
                await bot.killed()
        self.outside.dispose()

    async def settled(self) -> None:
        """Until nothing is left to do, and all events were taken."""
        await until(self.is_settled, self.what_is_left)

    def what_is_left(self) -> str:
        """For whoever waited in vain."""
        return f"nothing is left to do, but {self._left()}\n{self.tail()}"

    def is_settled(self) -> bool:
        for bot in self.bots:
            bot.hear()
        if any(each.due for each in self.workspace.delivery.waiting.values()):
            self.deliver_again()
        return not self._left()

    def _left(self) -> list[str]:
        untaken = self.workspace.delivery.untaken
        try:
            return [*left(self.outside, self.clock.ahead), *([f"{untaken} untaken"] if untaken else [])]
        except OperationalError as away:
            return [type(away).__name__]

    def tail(self) -> str:
        return "\n".join(log.read_text()[-6000:] for log in sorted(self.folder.glob("bot-*.log")))

    def picture(self) -> Picture:
        return picture(self.workspace, self.outside)

    def doubles(self) -> list[str]:
        return doubles(self.workspace)

    def wrong(self, undisturbed: Picture) -> list[str]:
        """What is lost or doubled, a line each."""
        return [*self.doubles(), *self.picture().differs(undisturbed), *out_of_step(self.outside)]


@asynccontextmanager
async def stage(
    url: str, *, transport: str = "socket", memory: Path | None = None, ahead: timedelta = timedelta()
) -> AsyncIterator[Stage]:
    """
    A stage on this database; its bots are killed at the end.

    Args:
        memory: What the workspace remembers from an earlier stage (``remember``).
        ahead: How far the clock of the workspace and of its bots is before this machine's.
    """
    clock = Clock(ahead)
    workspace = Workspace(manifest(), seed=load_seed(), clock=clock, state=memory, answer_within_s=ANSWER_S)
    workspace.state = None
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crisis-chaos-")))
        running = await stack.enter_async_context(serve(workspace))
        http = await stack.enter_async_context(acting_client(running.url, running.key))
        outside = engine(url)
        stack.callback(outside.dispose)
        made = Stage(running, http, url, outside, folder, clock, transport)
        try:
            yield made
        finally:
            for bot in made.bots:
                if not bot.is_dead:
                    bot.signal(signal.SIGCONT)
                    await bot.killed()
                bot.ear.close()
                bot.process.close()


def remember(stage: Stage, path: Path) -> Path:
    """Write what the workspace remembers, for other stages to begin with."""
    keep(written(stage.workspace.model), path)
    return path


async def until(true: Callable[[], bool], what: str | Callable[[], str], within_s: float = DEADLINE_S) -> None:
    """Wait for a condition; AssertionError with *what* was waited for once the deadline is over."""
    try:
        async with asyncio.timeout(within_s):
            while not true():
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise AssertionError(f"not within {within_s:g} s: {what if isinstance(what, str) else what()}") from None
