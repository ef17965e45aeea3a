"""PostgreSQL itself takes an incident from a replica that died, froze or lost its connection."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.errors import Fenced, StorageAway
from bot.store import lock_session
from bot.store.lock_session import LET_GO_MS, LockSession
from bot.store.store import Store
from bot.store.work import Work
from tests.store.conftest import Bench, noted, opened
from tests.store.test_work import taken

pytestmark = pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])

HOLDER = """
import asyncio, sys
from bot.store.store import Store

async def main():
    store = Store(sys.argv[1])
    await store.start()
    work = await store.take(sys.argv[2])
    print("> holds" if work else "> has nothing", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        await store.mark(work, "board", state="sent")
        print("> wrote", flush=True)
    except Exception as refused:
        print(">", type(refused).__name__, flush=True)

asyncio.run(main())
"""


@asynccontextmanager
async def another_replica(url: str, incident: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own that holds the incident, and tries to write once it is sent a line."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, url, incident, stdin=pipe, stdout=pipe)
    try:
        assert await said(process) == "holds"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(process: asyncio.subprocess.Process) -> str:
    """What it says of itself; its log is passed over."""
    assert process.stdout is not None
    async for line in process.stdout:
        if line.startswith(b"> "):
            return line.decode().removeprefix("> ").strip()
    return "nothing any more"


async def patiently(store: Store, incident: str, within_s: float) -> tuple[Work, float]:
    """The incident as soon as it is free, and the seconds that took."""
    start = time.monotonic()
    async with asyncio.timeout(within_s):
        while (work := await store.take(incident)) is None:
            await asyncio.sleep(0.002)
    return work, time.monotonic() - start


async def back(holds: LockSession) -> None:
    async with asyncio.timeout(10):
        while holds.session is None:
            await asyncio.sleep(0.01)


async def test_two_replicas_do_not_take_the_same(bench: Bench) -> None:
    one, two = await bench.store(), await bench.store()
    incident = await opened(one)

    work = await taken(one, incident.id)
    assert await two.take(incident.id) is None

    await one.finish(work)
    await two.wake(incident.id)
    assert await two.take(incident.id)


async def test_a_killed_replica_frees_what_it_held(bench: Bench) -> None:
    store = await bench.store(clock=None)
    incident = await opened(store)

    async with another_replica(bench.url, incident.id) as other:
        assert await store.take(incident.id) is None
        other.send_signal(signal.SIGKILL)
        work, seconds = await patiently(store, incident.id, within_s=2)

    assert await store.finish(work)
    assert seconds < 1


@pytest.mark.chaos
async def test_a_frozen_replica_loses_what_it_held_and_cannot_write_when_it_wakes(bench: Bench) -> None:
    store = await bench.store(clock=None)
    incident = await opened(store)

    async with another_replica(bench.url, incident.id) as other:
        other.send_signal(signal.SIGSTOP)
        work, _seconds = await patiently(store, incident.id, within_s=LET_GO_MS / 1000 + 2)
        assert other.stdin is not None
        other.stdin.write(b"\n")
        other.send_signal(signal.SIGCONT)

        assert await said(other) == "Fenced"

    assert await store.shown(incident.id) == {}
    assert await store.finish(work)


async def test_a_lost_session_fences_all_that_was_in_hand(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_session, "PING_S", 0.05)
    store = await bench.store(clock=None)
    incident = await opened(store)
    work = await taken(store, incident.id)
    assert isinstance(store.holds, LockSession)
    session = store.holds.session

    async with store.database.writing() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(:pid)"), {"pid": session.info.backend_pid if session else 0}
        )
    async with asyncio.timeout(10):
        while store.holds.session is session:
            await asyncio.sleep(0.01)

    with pytest.raises(Fenced):
        await store.mark(work, "board", state="sent")
    with pytest.raises(Fenced):
        await store.again(work)
    with pytest.raises(Fenced):
        await store.finish(work)
    await store.release(work)
    await back(store.holds)
    assert (await taken(store, incident.id)).owner != work.owner, "it goes on with a new session"


async def test_nothing_is_taken_without_a_session(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)
    assert isinstance(store.holds, LockSession)
    await store.holds.lose()

    with pytest.raises(StorageAway):
        await store.take(incident.id)

    assert (await noted(store, incident.id, "people are not held up")).timeline.notes == 1


async def test_a_session_that_is_pinged_stays(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_session, "LET_GO_MS", 500)
    monkeypatch.setattr(lock_session, "PING_S", 0.1)
    store = await bench.store()
    incident = await opened(store)
    work = await taken(store, incident.id)

    await asyncio.sleep(1.2)  # longer than the server waits for a silent session

    assert await store.finish(work)


async def test_the_holder_hears_of_a_change_made_elsewhere(bench: Bench) -> None:
    one, two = await bench.store(), await bench.store()
    incident, other = await opened(one, key="1"), await opened(one, key="2")
    await taken(one, incident.id)
    heard = asyncio.Queue[str]()
    one.on_commit = heard.put_nowait
    assert isinstance(one.holds, LockSession)
    await one.holds.listening.wait()

    await noted(two, other.id, "not in hand there")
    await noted(two, incident.id, "in hand there")

    assert await asyncio.wait_for(heard.get(), 5) == incident.id
    assert heard.empty()
