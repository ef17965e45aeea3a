"""How cost grows: one act at three sizes of what may grow, and by which power what is above the base cost does."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from bot.bench.access import ENTERED, PREVIEW, Size, access
from bot.bench.answers import TYPED, at_work, unhurried
from bot.bench.beside import BEFORE, OURS, Beside, beside
from bot.bench.stage import Stage, stage
from bot.crisis.room.facts import Joined
from bot.crisis.timeline.facts import Noted
from bot.people.who import Someone
from bot.records import export, verify_all
from bot.rehearsal.acting import Actor

PEOPLE: Final = (20, 100, 500)
EVENTS: Final = (200, 2_000, 20_000)
GRANTS: Final = (50, 500, 5_000)
AT_ONCE: Final = 500  # facts recorded in one go
NOISE: Final = 0.1
STEADY: Final = 1.2  # at most so many times as long at the largest size: it does not grow
WARM_UP: Final = 3
READS: Final = 3
TOM: Final = Someone(id="slack:U0TOM", name="Tom Reed")


@dataclass(frozen=True)
class Grown:
    """
    One act. *took_s* are medians in seconds by size; *bare_s* is what bare slack-bolt took meanwhile, 0 where it is not
    a request.
    """

    act: str
    of: str
    sizes: Sequence[int]
    took_s: Sequence[float]
    bare_s: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times as long it takes at the largest size as at the smallest."""
        return self.took_s[-1] / self.took_s[0]

    @property
    def exponent(self) -> float:
        """
        The power k of base + c · sizeᵏ through the three, the base being what the smallest size takes. 0 where it does
        not grow.
        """
        first, second, third = self.took_s
        if self.ratio <= STEADY:
            return 0.0
        # Less than a tenth is no growth that could be told from the noise of a machine.
        risen = (third - first) / max(second - first, NOISE * first)
        return max(0.0, log(risen) / log(self.sizes[2] / self.sizes[1]))


async def growth(rounds: int, people: Sequence[int], events: Sequence[int], grants: Sequence[int]) -> list[Grown]:
    """All of them; so many *rounds* at each size."""
    pressed = [await _press(rounds, inside=n) for n in people]
    noted = [await _press(rounds, events=n) for n in events]
    entered = [await access(rounds, Size(accounts=max(2, n // 25), people=max(8, n // 10), grants=n)) for n in grants]
    reads = [await _read(n) for n in events]
    return [
        Grown("a note", "people inside", people, [took for took, _bare in pressed], pressed[-1][1]),
        Grown("a note", "events", events, [took for took, _bare in noted], noted[-1][1]),
        Grown("verify", "events", events, [verify_s for verify_s, _json_s, _md_s in reads]),
        Grown("export as JSON", "events", events, [json_s for _verify_s, json_s, _md_s in reads]),
        Grown("export as Markdown", "events", events, [md_s for _verify_s, _json_s, md_s in reads]),
        Grown(
            "one access entered",
            "accesses in the register",
            grants,
            [median(each.took[ENTERED][OURS]) for each in entered],
            median(entered[-1].took[ENTERED][BEFORE]),
        ),
        Grown("the preview", "accesses in the register", grants, [median(each.shown_s[PREVIEW]) for each in entered]),
    ]


async def _press(rounds: int, inside: int = 0, events: int = 0) -> tuple[float, float]:
    """Seconds of a note by command, and of bare slack-bolt that answers last: medians."""
    async with crisis(inside, events) as (on, line, tom):
        for n in range(WARM_UP + rounds):
            if n == WARM_UP:
                line.took.clear()
            line.act = TYPED
            await tom.command(f"/crisis note fact: note {n} by a command")
            line.act = ""
            await on.settled()
        return median(line.took[TYPED][OURS]), median(line.took[TYPED][BEFORE])


async def _read(events: int) -> tuple[float, float, float]:
    """Seconds of verifying a crisis, and of its export as JSON and as Markdown."""
    async with crisis(0, events) as (on, _line, _tom):
        took = []
        for read in (
            lambda: verify_all(on.app.store, 1, None),
            lambda: export(on.app.store, on.app.book, 1, "json"),
            lambda: export(on.app.store, on.app.book, 1, "md"),
        ):
            times: list[float] = []
            for _ in range(READS):
                began = time.perf_counter()
                await read()
                times.append(time.perf_counter() - began)
            took.append(median(times))
        return took[0], took[1], took[2]


@asynccontextmanager
async def crisis(inside: int, events: int) -> AsyncIterator[tuple[Stage, Beside, Actor]]:
    """One with so many people inside, or after so many events."""
    with TemporaryDirectory() as folder:
        async with stage(Path(folder), unhurried) as on, beside(on) as line:
            tom = await at_work(on)
            [incident] = await on.app.store.every_incident()
            joined = [Joined(person=Someone(id=f"slack:U9{n:06}", name=f"Person {n}")) for n in range(inside)]
            noted = [Noted(text=f"Somebody asked about it, for the {n}th time", by=TOM) for n in range(events)]
            facts = [*joined, *noted]
            for n in range(0, len(facts), AT_ONCE):
                async with on.app.store.happened(incident.id, f"grown/{n}") as change:
                    change.record(facts[n : n + AT_ONCE])
            await on.settled()
            yield on, line, tom
