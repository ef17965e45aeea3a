"""The real process is told to end while it opens a crisis: what it began ends, it closes, and a next start goes on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import pytest
from ruamel.yaml import YAML

from bot import stopping
from bot.errors import TooOld
from bot.rehearsal import Running, Workspace, load_seed, serve
from bot.rehearsal.acting import Actor, acting_client
from bot.rehearsal.people import Person
from bot.store.engine import parsed
from bot.store.migrate import migrate

ROOT = Path(__file__).resolve().parent.parent
CRISIS = "from bot.cli import main; main()"
LATENCY_S = 0.5  # of every call to Slack: long enough to be in the middle of one
DEADLINE_S = 40.0
LOOK_S = 0.02


async def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for another process, as far as it can be looked at from here."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            while not is_so():
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        pytest.fail(f"waited in vain until {what}")


@dataclass
class Process:
    """A command of ours in a process of its own."""

    running: asyncio.subprocess.Process
    log: Path
    said: Path

    def lines(self) -> list[dict[str, object]]:
        """What it logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def logged(self, event: str) -> list[dict[str, object]]:
        return [line for line in self.lines() if line["event"] == event]

    @property
    def is_over(self) -> bool:
        return self.running.returncode is not None

    def told(self, number: int) -> None:
        self.running.send_signal(number)

    async def ended(self) -> int:
        """Its exit code."""
        async with asyncio.timeout(DEADLINE_S):
            return await self.running.wait()


@contextlib.asynccontextmanager
async def process(folder: Path, *arguments: str, **environ: str) -> AsyncIterator[Process]:
    """``crisis`` with these arguments; killed at the end if it still runs."""
    given = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    log, said = folder / f"log-{len(list(folder.glob('log-*')))}", folder / "said"
    with log.open("wb") as err, said.open("wb") as out:
        run = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CRISIS, *arguments, cwd=ROOT, env=given | environ, stdout=out, stderr=err
        )
    try:
        yield Process(run, log, said)
    finally:
        if run.returncode is None:
            run.kill()
            await run.wait()


@dataclass
class Stage:
    """A workspace in this process, whose bot is the real one in another."""

    running: Running
    http: httpx.AsyncClient
    folder: Path
    road: str
    people: dict[str, Actor] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        return self.running.workspace

    def actor(self, name: str) -> Actor:
        return Actor(self.http, f"U0{name.upper()}")

    @contextlib.asynccontextmanager
    async def bot(self, **environ: str) -> AsyncIterator[Process]:
        """``crisis serve``, once it is ready."""
        tokens = self.workspace.tokens
        listen = f"127.0.0.1:{free_port()}"
        secret = ("SLACK_APP_TOKEN", tokens.app) if self.road == "socket" else ("SLACK_SIGNING_SECRET", "")
        environ = {
            "SLACK_BOT_TOKEN": tokens.bot,
            "SLACK_API_URL": self.running.api_url,
            "CRISIS_DATABASE_URL": f"sqlite:///{self.folder}/crisis.db",
            "CRISIS_ADMINS": "U0EVA",
            "CRISIS_LISTEN": listen,
            secret[0]: secret[1] or tokens.signing_secret,
            **environ,
        }
        async with process(self.folder, "serve", **environ) as bot:
            await self._ready(bot, f"http://{listen}")
            yield bot

    async def _ready(self, bot: Process, address: str) -> None:
        async with asyncio.timeout(DEADLINE_S), httpx.AsyncClient() as looking:
            while not await is_ready(looking, address):
                assert not bot.is_over, bot.log.read_text()
                await asyncio.sleep(LOOK_S)
        if self.road == "http":
            self.workspace.deliver_http(f"{address}/slack/events")
        await until(lambda: self.workspace.is_connected, "the bot is connected")

    def in_flight(self, method: str) -> bool:
        """Whether the bot is in the middle of such a call."""
        return any(call.method == method and not call.ended for call in self.workspace.calls)

    def steps(self) -> dict[str, str]:
        """What is known of each step of the opening, and how far it is."""
        with contextlib.closing(sqlite3.connect(self.folder / "crisis.db")) as looking:
            return dict(looking.execute("SELECT key, state FROM surface"))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def is_ready(looking: httpx.AsyncClient, address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return (await looking.get(f"{address}/readyz")).status_code == 200
    return False


@pytest.fixture(params=["socket", "http"])
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    manifest = YAML(typ="safe", pure=True).load((ROOT / "app.yaml").read_text("utf-8"))
    workspace = Workspace(manifest, seed=load_seed())
    async with serve(workspace) as running, acting_client(running.url, running.key) as http:
        yield Stage(running, http, tmp_path, request.param)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_in_the_middle_of_an_opening_ends_the_call_closes_and_exits_0(
    stage: Stage, number: signal.Signals
) -> None:
    async with stage.bot() as bot:
        stage.workspace.weather.latency_s = LATENCY_S
        await stage.actor("petr").command("/crisis open Offensive post")
        await until(lambda: stage.in_flight("conversations.create"), "the room is being made")
        bot.told(number)
        code = await bot.ended()

    assert code == 0, bot.log.read_text()
    assert bot.lines()[-1]["event"] == "serve.closed"
    assert stage.steps()["place"] == "sent"  # the call ended, and what came of it is known
    assert "sending" not in stage.steps().values()
    assert not [line for line in bot.lines() if line["level"] in ("error", "critical") or "exception" in line]


async def test_a_command_in_flight_is_answered_before_the_end(stage: Stage) -> None:
    """Its person is looked up first, which takes a moment; by then the bot was told to end."""
    async with stage.bot() as bot:
        stage.workspace.people["U0NEW"] = Person("U0NEW", "new", "New Colleague", team_id=stage.workspace.model.team_id)
        stage.workspace.places["C0GENERAL"].members.append("U0NEW")
        stage.workspace.weather.latency_s = LATENCY_S
        asked = asyncio.create_task(stage.actor("new").command("/crisis help"))
        await until(lambda: stage.in_flight("users.info"), "the command is in hand")
        bot.told(signal.SIGTERM)
        answered = await asked
        code = await bot.ended()

    assert code == 0, bot.log.read_text()
    assert not answered.get("error"), answered
    assert "/crisis open" in str(answered["answer"])


async def test_what_was_cut_short_goes_on_with_the_next_start(stage: Stage) -> None:
    async with stage.bot() as bot:
        stage.workspace.weather.latency_s = LATENCY_S
        await stage.actor("petr").command("/crisis open Offensive post")
        await until(lambda: stage.in_flight("conversations.create"), "the room is being made")
        bot.told(signal.SIGTERM)
        await bot.ended()
    stage.workspace.weather.latency_s = 0.0

    async with stage.bot() as bot:
        rooms = [place for place in stage.workspace.places.values() if place.name.startswith("crisis-1")]
        await until(lambda: bool(rooms[0].pins), "the room is set up")

    assert len(rooms) == 1


async def test_the_rehearsal_is_told_to_end_and_keeps_its_memory(tmp_path: Path) -> None:
    """Both its workspace and the bot in it."""
    options = ("--no-browser", "--port", str(free_port()), "--folder", str(tmp_path / "state"))
    async with process(tmp_path, "rehearse", *options) as rehearsing:
        await until(lambda: "is open" in rehearsing.said.read_text(), "the rehearsal is open")
        (tmp_path / "state/workspace.json").unlink(missing_ok=True)
        rehearsing.told(signal.SIGTERM)
        code = await rehearsing.ended()

    assert (code, rehearsing.log.read_text()) == (0, "")
    assert (tmp_path / "state/workspace.json").exists()


async def test_a_case_that_is_told_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    stage.mkdir()
    async with process(tmp_path, "rehearse", "--play", "hmv-2013", TMPDIR=str(stage)) as playing:
        await until(lambda: any(stage.iterdir()), "the case is played")
        await until(lambda: len(playing.said.read_text().splitlines()) > 1, "somebody did something")
        playing.told(signal.SIGTERM)
        code = await playing.ended()

    assert code == 1
    assert list(stage.iterdir()) == []
    assert "Traceback" not in playing.log.read_text()


HANGS = """
import asyncio, sys, threading, time
from bot import stopping
from bot.errors import TooOld
stopping.CUT_OFF_S, stopping.ECHO_S = {cut_off_s}, {echo_s}

async def main():
    with stopping.told_to_stop() as told:
        sys.stderr.write("ready\\n")
        await told.wait()
        sys.stderr.write("told\\n")
        await asyncio.to_thread(time.sleep, {hangs_s})

asyncio.run(main())
"""


@contextlib.asynccontextmanager
async def hanging(**seconds: float) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that begins to hang, in a thread, when it is told to end; it was told."""
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HANGS.format(**seconds), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    assert run.stderr is not None
    assert await run.stderr.readline() == b"ready\n"
    run.send_signal(signal.SIGTERM)
    yield run
    await run.wait()


async def test_what_hangs_is_cut_off_with_a_sentence() -> None:
    async with hanging(cut_off_s=1, echo_s=1, hangs_s=100) as run:
        _out, err = await run.communicate()

    assert run.returncode == 1
    assert err.decode().splitlines()[-1] == stopping.CUT_OFF


async def test_a_second_signal_ends_it_at_once() -> None:
    async with hanging(cut_off_s=100, echo_s=0, hangs_s=100) as run:
        assert run.stderr is not None
        while await run.stderr.readline() != b"told\n":
            pass
        run.send_signal(signal.SIGINT)
        _out, err = await run.communicate()

    assert run.returncode == 1
    assert err.decode().splitlines()[-1] == stopping.AT_ONCE


async def test_one_ctrl_c_that_arrives_twice_is_one(tmp_path: Path) -> None:
    """A terminal sends it to everybody in it, and a wrapper passes its own on."""
    async with hanging(cut_off_s=100, echo_s=100, hangs_s=0.1) as run:
        assert run.stderr is not None
        while await run.stderr.readline() != b"told\n":
            pass
        run.send_signal(signal.SIGINT)
        await run.communicate()

    assert run.returncode == 0


async def test_a_start_with_a_database_of_0_1_ends_with_one_sentence(tmp_path: Path) -> None:
    database = tmp_path / "crisis.db"
    migrate(parsed(f"sqlite:///{database}"))
    with contextlib.closing(sqlite3.connect(database)) as old, old:
        old.execute("UPDATE alembic_version SET version_num = '0003'")
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-none-given",
        "SLACK_APP_TOKEN": "xapp-none-given",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "CRISIS_DATABASE_URL": f"sqlite:///{database}",
        "CRISIS_LISTEN": f"127.0.0.1:{free_port()}",
    }

    async with process(tmp_path, "serve", **environ) as bot:
        code = await bot.ended()

    assert code == 1
    said = [line for line in bot.log.read_text().splitlines() if not line.startswith("{")]
    assert said == [str(TooOld())]
