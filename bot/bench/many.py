"""A database with many open crises: how long a start, an opening and a look at one room take then."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.bench.copies import furnish, multiply
from bot.bench.refresh import Refreshed, refreshed
from bot.bench.stage import Stage, fresh, stage

LOOKS: Final = 20


@dataclass(frozen=True)
class Many:
    """
    With so many *open*.

    Attributes:
        refreshed: A start after which all of them show something else.
        start_s: From nothing until requests can be answered.
        opening_s: From `/crisis open` to its answer, while all rooms are looked at.
        all_s: Until all of them were looked at: read, rendered, compared, nothing to do.
        looks_s: At one of them.

    """

    open: int
    refreshed: Refreshed
    start_s: float
    opening_s: float
    all_s: float
    looks_s: tuple[float, ...]


async def many(number: int) -> Many:
    """One crisis is opened as people do; the others are copies of it in the database and in the workspace."""
    workspace = fresh()
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with stage(folder, workspace=workspace) as on:
            await on.actor("tom").command("/crisis open Offensive post from our account")
            await on.settled()
        await asyncio.to_thread(multiply, folder / "crisis.db", number)
        shown = await refreshed(folder, workspace, furnish(workspace, number), number)
        async with stage(folder, workspace=workspace) as on:
            opening_s = await _opening(on)
            began = time.perf_counter()
            await on.app.worker.refresh()
            all_s = time.perf_counter() - began
            return Many(number, shown, on.ready_s, opening_s, all_s, await _looks(on))


async def _opening(on: Stage) -> float:
    began = time.perf_counter()
    await on.actor("tom").command("/crisis open One more")
    opening_s = time.perf_counter() - began
    await on.settled()
    return opening_s


async def _looks(on: Stage) -> tuple[float, ...]:
    oldest = (await on.app.store.every_incident())[0].id
    looks: list[float] = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        await on.app.store.wake(oldest)
        await on.app.worker.idle()
        looks.append(time.perf_counter() - began)
    return tuple(looks)
