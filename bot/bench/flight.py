"""Many acts in flight at once: whether each is answered and saved, and after how long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from bot.bench.growth import crisis

ACTS: Final = 64


@dataclass(frozen=True)
class Flight:
    """*took_s* is from the press to its answer, the workspace's way in and out included; *saved* are notes."""

    people: int
    took_s: Sequence[float]
    saved: int

    @property
    def p99_s(self) -> float:
        """99 of 100 were answered within it."""
        return quantiles(self.took_s, n=100, method="inclusive")[-1]


async def flights(people: Sequence[int], acts: int = ACTS) -> list[Flight]:
    """So many notes at the same moment, in a room of so many people; SQLite."""
    return [await _flight(inside, acts) for inside in people]


async def _flight(inside: int, acts: int) -> Flight:
    async with crisis(inside, 0) as (on, _line, tom):
        [before] = await on.app.store.every_incident()

        async def act(n: int) -> float:
            began = time.perf_counter()
            await tom.command(f"/crisis note fact: note {n} at once")
            return time.perf_counter() - began

        took_s = await asyncio.gather(*(act(n) for n in range(acts)))
        await on.settled()
        [after] = await on.app.store.every_incident()
        return Flight(inside, took_s, after.seq - before.seq)
