"""A whole rehearsal for a test: the workspace, the bot connected to it, and people who act by what they see."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx2 as httpx
import uvicorn
from ruamel.yaml import YAML

from bot.app import App
from bot.crisis.incident import Incident
from bot.record.event import Event
from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.rehearsal.acting import Actor, acting_client, words
from bot.rehearsal.shapes import Json
from bot.rehearsal.signed import Signed
from bot.settings import Settings
from tests.unpaced import unpaced

ROOT = Path(__file__).resolve().parent.parent
BEGIN = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PEOPLE = {
    "petr": "U0PETR",
    "ana": "U0ANA",
    "jana": "U0JANA",
    "eva": "U0EVA",
    "tom": "U0TOM",
    "maja": "U0MAJA",
    "guest": "U0GUEST",
    "stranger": "U0STRANGER",
}


@dataclass
class Clock:
    """Time that moves when told. Each reading is a little later, so that ids made of it differ."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Rehearsal:
    """What a test holds: people by name, and the means to wait and look."""

    running: Running
    app: App
    clock: Clock
    http: httpx.AsyncClient
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        """``rehearsal.petr``: the person, at their own screen."""
        if name not in PEOPLE:
            raise AttributeError(name)
        return self.people.setdefault(name, Actor(self.http, PEOPLE[name]))

    @property
    def workspace(self) -> Workspace:
        return self.running.workspace

    async def settled(self) -> None:
        """Until the bot has nothing more to do now: all is said, and all it was told is heard."""
        async with asyncio.timeout(20):
            was_still = False  # what was heard last may have begun to be answered since the bot was quiet
            while True:
                await self.app.worker.idle()
                await self.app.slack.quiet()
                await asyncio.sleep(0.01)
                is_still = not self.app.worker.is_busy and not self.workspace.delivery.untaken
                if is_still and was_still:
                    return
                was_still = is_still

    async def later(self, **by: float) -> None:
        """Let time pass once all is said, and what falls due happen."""
        await self.settled()
        self.clock.forward(**by)
        await self.app.worker.looked()
        await self.settled()

    async def opened(self, title: str = "Offensive post from our account", by: str = "petr") -> Actor:
        """A crisis somebody has just opened; gives that person, who is in the room."""
        person: Actor = getattr(self, by)
        await person.command(f"/crisis open {title}")
        await self.settled()
        await person.go_to_room()
        return person

    async def incident(self, number: int = 1) -> Incident:
        found = await self.app.store.incident_numbered("T0REHEARSAL", number)
        assert found is not None
        return found

    async def events(self, number: int = 1) -> list[Event]:
        incident = await self.incident(number)
        return await self.app.store.events(incident.id, limit=10_000)

    async def read(self, person: Actor) -> str:
        """All a person sees in the room they are in, thread under thread."""
        await self.settled()
        return "\n\n".join(words(message) for message in await person.everything())

    async def direct_messages(self, name: str) -> str:
        """All the bot wrote to a person directly."""
        await self.settled()
        return "\n\n".join(words(message) for message in await getattr(self, name).direct_messages())

    async def board(self, person: Actor) -> Json:
        """The pinned message of the room."""
        await self.settled()
        return next(message for message in await person.messages() if message["pinned"])


@cache
def manifest() -> Json:
    """app.yaml, parsed once for all tests; nobody changes it."""
    parsed: Json = YAML(typ="safe", pure=True).load((ROOT / "app.yaml").read_text("utf-8"))
    return parsed


@contextlib.asynccontextmanager
async def rehearsal(
    folder: Path, *, transport: str = "socket", database: str = "", **environ: str
) -> AsyncIterator[Rehearsal]:
    """
    A workspace and a bot in this event loop, on *transport* "socket" or "http"; *environ* is set besides.

    The bot is not held back by Slack's rates, so that no test waits for them: tests/platforms is about these.
    """
    clock = Clock()
    workspace = Workspace(manifest(), seed=load_seed(), clock=clock)
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(unpaced())
        running = await stack.enter_async_context(serve(workspace))
        app = App(settings_for(running, folder, transport, database, **environ), clock)
        await app.start()
        stack.push_async_callback(app.close)
        if transport == "http":
            url = f"{await stack.enter_async_context(_serving(app))}/slack/events"
            workspace.deliver_http(url)
            line = Signed(url, running.workspace.tokens.signing_secret, workspace.delivery, lambda: clock().timestamp())
            workspace.delivery.line = line
        async with asyncio.timeout(10):
            while not (workspace.is_connected and await app.is_ready()):
                await asyncio.sleep(0.005)
        http = await stack.enter_async_context(acting_client(running.url, running.key))
        yield Rehearsal(running, app, clock, http)


def settings_for(running: Running, folder: Path, transport: str, database: str = "", **more: str) -> Settings:
    """The environment of a bot beside this workspace."""
    tokens = running.workspace.tokens
    environ = {
        "SLACK_BOT_TOKEN": tokens.bot,
        "SLACK_API_URL": running.api_url,
        "CRISIS_DATABASE_URL": database or f"sqlite:///{folder}/crisis.db",
        "CRISIS_ADMINS": "U0EVA",
        "CRISIS_LISTEN": "127.0.0.1:0",
        **more,
    }
    if transport == "socket":
        return Settings.read({**environ, "SLACK_APP_TOKEN": tokens.app})
    return Settings.read({**environ, "SLACK_SIGNING_SECRET": tokens.signing_secret})


@contextlib.asynccontextmanager
async def _serving(app: App) -> AsyncIterator[str]:
    config = uvicorn.Config(app.asgi(), port=0, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
