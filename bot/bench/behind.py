"""What stands behind an answer: statements a change takes, a burst shown as few updates, one effect for many copies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy.engine import Engine
from sqlalchemy.event import listen, remove

from bot.bench.answers import LIVE, at_work, form
from bot.bench.beside import Beside, beside
from bot.bench.stage import Stage, stage
from bot.record.event import BOT
from bot.rehearsal.acting import Actor
from bot.room.plan import PACE

COPIES: Final = 3
EVERYTHING: Final = 100_000
POLL_S: Final = 0.05


@dataclass(frozen=True)
class Burst:
    """Many notes one after another. *board* and *updates*: how often the board, and anything, was shown anew."""

    notes: int
    wall_s: float
    board: int
    updates: int


@dataclass(frozen=True)
class Copied:
    """One request delivered *copies* times: how many *effects* it had, and how many different answers it got."""

    act: str
    copies: int
    effects: int
    answers: int


@dataclass(frozen=True)
class Behind:
    """All of it. *statements*: before a change's transaction, and in it; neither BEGIN nor COMMIT counts."""

    statements: tuple[int, int]
    burst: Burst
    copied: tuple[Copied, ...]


async def behind(notes: int) -> Behind:
    """On one stage, at the pace Slack allows."""
    with TemporaryDirectory() as folder:
        async with stage(Path(folder)) as on, beside(on) as line:
            tom = await at_work(on)
            statements = await _statements(on, tom)
            copied = await _copies(on, line, tom)
            return Behind(statements, await _burst(on, tom, notes), copied)


async def _statements(on: Stage, tom: Actor) -> tuple[int, int]:
    """Of a note by command, from its arrival to its commit."""
    seen: list[str] = []
    told = on.app.store.on_commit

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    def committed(incident: str) -> None:
        remove(Engine, "before_cursor_execute", count)
        told(incident)

    await _at_rest(on)
    listen(Engine, "before_cursor_execute", count)
    on.app.store.on_commit = committed
    await tom.command("/crisis note fact: counted")
    on.app.store.on_commit = told
    began = seen.index("BEGIN IMMEDIATE")
    return sum(statement != "BEGIN" for statement in seen[:began]), len(seen) - began - 1


async def _copies(on: Stage, line: Beside, tom: Actor) -> tuple[Copied, ...]:
    """Three copies at the same moment, and one more when all is over."""

    async def pressed() -> None:
        await tom.choose("Choose the kind", on.app.book.kinds[0].title)

    async def sent() -> None:
        line.copies = 1
        await tom.press("Change…", on=LIVE)
        await form(tom)
        line.copies = COPIES
        await tom.fill({LIVE: "No"})

    async def typed() -> None:
        await tom.command("/crisis note fact: once")

    async def opened() -> None:
        await tom.command("/crisis open Only one of these")

    acts = {"press": pressed, "form": sent, "command": typed, "opening": opened}
    return tuple([await _copied(on, line, act, do) for act, do in acts.items()])


async def _copied(on: Stage, line: Beside, act: str, do: Callable[[], Awaitable[None]]) -> Copied:
    before, line.copies = await _by_people(on), COPIES
    await do()
    line.copies = 1
    await line.repeat()
    await on.settled()
    return Copied(act, len(line.answers), await _by_people(on) - before, len(set(line.answers)))


async def _by_people(on: Stage) -> int:
    """Events that are a person's own doing: what follows from them by rule is not counted."""
    store = on.app.store
    timelines = [await store.events(incident.id, limit=EVERYTHING) for incident in await store.every_incident()]
    return sum(event.by != BOT for events in timelines for event in events)


async def _burst(on: Stage, tom: Actor, notes: int) -> Burst:
    """Notes by command, each as soon as the one before is answered."""
    await _at_rest(on)
    board = next(message["ts"] for message in await tom.messages() if message["pinned"])
    before = on.workspace.calls[-1].number
    began = time.monotonic()
    for n in range(notes):
        await tom.command(f"/crisis note fact: number {n}")
    wall_s = time.monotonic() - began
    await _at_rest(on)
    updates = [call for call in on.workspace.calls if call.number > before and call.method == "chat.update"]
    return Burst(notes, wall_s, sum(call.args["ts"] == board for call in updates), len(updates))


async def _at_rest(on: Stage) -> None:
    """Until the bot has nothing left to show, not even what it holds back for a moment."""
    while True:
        await on.settled()
        ids, wait_s = await on.app.store.due()
        if not ids and (wait_s is None or wait_s > PACE.total_seconds()):
            return
        await asyncio.sleep(POLL_S)
