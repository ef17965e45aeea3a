"""Where it is measured: the rehearsal workspace and the bot in one event loop, joined by signed HTTP on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
from starlette.applications import Starlette

from bot.app import App
from bot.people.organisation import Organisation, Responder
from bot.people.who import Person
from bot.platforms.slack.manifest import manifest
from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.rehearsal.acting import Actor, acting_client
from bot.rehearse import CALLED
from bot.serve import Server, collect_rarely
from bot.settings import Settings

READY_S = 30.0  # longest wait for the bot to be ready
SETTLED_S = 60.0  # longest wait for the bot to have nothing left to do
LOOK_S = 0.005  # between two looks at whether it has


@dataclass
class Stage:
    """A workspace, a bot, and the means to act and to wait."""

    running: Running
    app: App
    http: httpx.AsyncClient
    address: str  # where the bot takes Slack's requests
    ready_s: float  # from nothing to a bot that can answer

    @property
    def workspace(self) -> Workspace:
        return self.running.workspace

    def actor(self, name: str) -> Actor:
        return Actor(self.http, CALLED[name].removeprefix("slack:"))

    async def settled(self) -> None:
        """Until all is said that can be said now, and all the bot was told is heard."""
        async with asyncio.timeout(SETTLED_S):
            while True:
                await self.app.worker.quiet()
                if not self.app.worker.is_busy and not self.workspace.delivery.untaken:
                    return


def fresh() -> Workspace:
    """A workspace in which nothing was said yet."""
    return Workspace(manifest(), seed=load_seed())


@contextlib.asynccontextmanager
async def stage(
    folder: Path, prepare: Callable[[App], None] = lambda _app: None, workspace: Workspace | None = None
) -> AsyncIterator[Stage]:
    """
    A bot with three responders to call; *prepare* sees it before it starts. A *workspace* that was on a stage before
    keeps its address, so that links to it stay as they are.
    """
    workspace = workspace or fresh()
    workspace.delivery.line = workspace.sockets
    port = int(workspace.url.rpartition(":")[2]) if workspace.url else 0
    async with contextlib.AsyncExitStack() as stack:
        running = await stack.enter_async_context(serve(workspace, port))
        began = time.perf_counter()
        app = App(settings(running, folder))
        prepare(app)
        collect_rarely()  # as the bot that is measured does
        await app.start()
        stack.push_async_callback(app.close)
        address = await stack.enter_async_context(listening(app.asgi()))
        workspace.deliver_http(address)
        async with asyncio.timeout(READY_S):
            while not await app.is_ready():
                await asyncio.sleep(LOOK_S)
        ready_s = time.perf_counter() - began
        await _set_up(app)
        http = await stack.enter_async_context(acting_client(running.url, running.key))
        yield Stage(running, app, http, address, ready_s)


def settings(running: Running, folder: Path) -> Settings:
    """A bot beside this workspace, by HTTP, on SQLite."""
    tokens = running.workspace.tokens
    return Settings.read(
        {
            "SLACK_BOT_TOKEN": tokens.bot,
            "SLACK_SIGNING_SECRET": tokens.signing_secret,
            "SLACK_API_URL": running.api_url,
            "CRISIS_DATABASE_URL": f"sqlite:///{folder / 'crisis.db'}",
        }
    )


@contextlib.asynccontextmanager
async def listening(asgi: Starlette) -> AsyncIterator[str]:
    """Serves *asgi* on a free port; gives the address of Slack's requests. All that is compared is served so."""
    ended = asyncio.Event()
    server = Server(asgi, "127.0.0.1", 0, ended)
    serving = asyncio.create_task(server.serve())
    while not (server.started or serving.done()):
        await asyncio.sleep(LOOK_S)
    if serving.done():
        await serving  # its error is ours
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/slack/events"
    finally:
        ended.set()
        await serving


async def _set_up(app: App) -> None:
    me = app.slack.platform.me
    if me is None:
        raise LookupError("the bot does not know its workspace")
    known = {id: person.someone for id, person in (await app.store.people(CALLED.values())).items()}
    who = {name: known[id] for name, id in CALLED.items()}
    called = (
        Responder(person=who["ana"], deputy=who["petr"]),
        Responder(person=who["jana"]),
        Responder(person=who["eva"]),
    )
    organisation = Organisation(
        brand="Teal Kettle",
        zone="Europe/Zagreb",
        announce_in="C0GENERAL",
        responders=called,
        set_up=True,
        asked=True,
    )
    await app.store.save_organisation(me.team, organisation, Person(**who["ana"].model_dump()))
