"""The bot as it runs: how long until it is ready, and what it holds in memory while nothing happens."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx2 as httpx

from bot.bench.copies import furnish, multiply
from bot.bench.stage import fresh, stage
from bot.rehearsal import Running, serve

OPEN: Final = (20, 200, 2_000)
STARTS: Final = 3
QUIET_S: Final = 3.0  # after it is ready, until its memory is read
IDLE_S: Final = 5.0  # for how long its processor time is counted
LONGEST_S: Final = 120.0
LOOKED_S: Final = 60.0  # at most, until a bot with many rooms is at rest
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
BARE: Final = """
import asyncio, sys, sqlmodel
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
app = AsyncApp(client=AsyncWebClient(token=sys.argv[1], base_url=sys.argv[2]), signing_secret="none")
asyncio.run(app.client.auth_test())
print("ready", flush=True)
"""


@dataclass(frozen=True)
class Rest:
    """
    With so many *open* crises: seconds from the command to ready, medians; megabytes and the share of a core once all
    were looked at.
    """

    open: int
    ready_s: float
    memory_mb: float
    idle: float


@dataclass(frozen=True)
class Rested:
    """The bot, empty and with many crises, and a bare slack-bolt app with sqlmodel that has had auth.test answered."""

    bare_s: float
    empty: Rest
    full: Sequence[Rest]


async def rested(open: Sequence[int] = OPEN) -> Rested:
    """Each in a process of its own, against a workspace on this machine."""
    workspace = fresh()
    async with serve(workspace, 0) as running:
        bare_s = sorted([await _bare(running) for _ in range(STARTS)])[STARTS // 2]
        with TemporaryDirectory() as folder:
            await _ready(running, Path(folder))  # makes the database
            empty = await _rest(running, Path(folder), 0)
    return Rested(bare_s, empty, [await _full(n) for n in open])


async def _full(number: int) -> Rest:
    workspace = fresh()
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with stage(folder, workspace=workspace) as on:
            await on.actor("tom").command("/crisis open Offensive post from our account")
            await on.settled()
        await asyncio.to_thread(multiply, folder / "crisis.db", number)
        furnish(workspace, number)
        async with serve(workspace, int(workspace.url.rpartition(":")[2])) as running:
            return await _rest(running, folder, number, STARTS if number < max(OPEN) else 1)


async def _rest(running: Running, folder: Path, number: int, starts: int = STARTS) -> Rest:
    ready = sorted([await _ready(running, folder) for _ in range(starts)])
    async with _bot(running, folder) as (pid, _ready_s):
        await asyncio.sleep(QUIET_S)
        idle = await _idle(pid, LOOKED_S if number else 0.0)
        return Rest(number, ready[starts // 2], _resident(pid), idle)


async def _ready(running: Running, folder: Path) -> float:
    async with _bot(running, folder) as (_pid, ready_s):
        return ready_s


async def _bare(running: Running) -> float:
    began = time.perf_counter()
    given = (running.workspace.tokens.bot, running.api_url)
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BARE, *given, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    await made.communicate()
    if made.returncode:
        raise LookupError("bare slack-bolt did not start")
    return time.perf_counter() - began


@asynccontextmanager
async def _bot(running: Running, folder: Path) -> AsyncIterator[tuple[int, float]]:
    """``crisis serve`` once it is ready: its process, and the seconds it took."""
    port = _free_port()
    began = time.perf_counter()
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "serve",
        env=os.environ | _environ(running, folder, port),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(LONGEST_S), httpx.AsyncClient() as looking:
            while not await _is_ready(looking, f"http://127.0.0.1:{port}/readyz"):
                await asyncio.sleep(0.005)
        yield bot.pid, time.perf_counter() - began
    finally:
        bot.terminate()
        await bot.wait()


def _environ(running: Running, folder: Path, port: int) -> Mapping[str, str]:
    tokens = running.workspace.tokens
    return {
        "SLACK_BOT_TOKEN": tokens.bot,
        "SLACK_APP_TOKEN": tokens.app,
        "SLACK_API_URL": running.api_url,
        "CRISIS_DATABASE_URL": f"sqlite:///{folder / 'crisis.db'}",
        "CRISIS_LISTEN": f"127.0.0.1:{port}",
    }


async def _is_ready(looking: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await looking.get(address)).status_code == 200
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def _idle(pid: int, within_s: float) -> float:
    """The share of a core it takes, once it takes hardly any: at the latest after so many seconds."""
    until, share = time.monotonic() + within_s, 1.0
    while share > 0.01:
        before = _ticks(pid)
        await asyncio.sleep(IDLE_S)
        share = (_ticks(pid) - before) / TICKS / IDLE_S
        if time.monotonic() >= until:
            break
    return share


def _ticks(pid: int) -> int:
    """Of the processor, its own and the system's for it (proc(5), utime and stime)."""
    fields = re.sub(r"^.*\) ", "", Path(f"/proc/{pid}/stat").read_text()).split()
    return int(fields[11]) + int(fields[12])


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6
