"""`crisis bench`: opening, pressing, closing access, a large register: measured in one run, beside the same bare."""

from __future__ import annotations

import asyncio
import platform
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from os import cpu_count
from typing import Final

from bot.bench.access import Size, access
from bot.bench.answers import answers
from bot.bench.behind import behind
from bot.bench.flight import flights
from bot.bench.growth import EVENTS, GRANTS, growth
from bot.bench.growth import PEOPLE as PEOPLE_INSIDE
from bot.bench.hostile import hostile
from bot.bench.many import many
from bot.bench.opening import openings
from bot.bench.report import Report, text
from bot.bench.rerender import rerendered
from bot.bench.rest import OPEN as OPEN_CRISES
from bot.bench.rest import rested
from bot.bench.scim import scim

__all__ = ["Part", "Report", "page", "run", "text"]


class Part(StrEnum):
    """What can be measured by itself, each in a minute or less but for `many` and `rest`."""

    opening = "opening"
    answers = "answers"
    behind = "behind"
    many = "many"
    rerender = "rerender"
    scim = "scim"
    register = "register"
    hostile = "hostile"
    growth = "growth"
    flight = "flight"
    rest = "rest"


@dataclass(frozen=True)
class Sizes:
    """Three of each: people inside, events, accesses in the register; and open crises."""

    people: Sequence[int] = PEOPLE_INSIDE
    events: Sequence[int] = EVENTS
    grants: Sequence[int] = GRANTS
    open: Sequence[int] = OPEN_CRISES


SIZES: Final = Sizes()
PAGE: Final = """# Benchmarks

Written by `crisis bench --write`. It measures Crisis Commander beside bare slack-bolt, turn by turn in one run, on the
machine it runs on. Absolute times are that machine's; compare ratios.

```
{text}
```
"""
LATENCY_S: Final = 0.1
ROUNDS: Final = 100
NOTES: Final = 100
OPEN: Final = 1_000
SURFACES: Final = 500
PEOPLE: Final = 40
SCIM_ROUNDS: Final = 9
ENTRIES: Final = 20  # rounds with a large register at most
LARGE: Final = Size()
A_TENTH: Final = 10  # an opening takes as long as many presses


async def run(
    rounds: int = ROUNDS,
    *,
    only: Collection[Part] = tuple(Part),
    notes: int = NOTES,
    open: int = OPEN,
    people: int = PEOPLE,
    size: Size = LARGE,
    sizes: Sizes = SIZES,
) -> Report:
    """
    Measure. With 100 rounds it takes some minutes; an opening is done a tenth as often as a press.

    Args:
        only: These parts.
        notes: How many are written in one burst.
        open: How many crises the start is measured with.
        people: How many lose access by a connector.
        size: Of the register that is looked at.
        sizes: At which it is measured how cost grows.

    """
    few = min(rounds, ENTRIES)
    report = Report(at=datetime.now(UTC), machine=machine(), rounds=rounds, latency_s=LATENCY_S)
    measures: dict[Part, Callable[[], Awaitable[dict[str, object]]]] = {
        Part.opening: lambda: _as("openings", openings(max(1, rounds // A_TENTH), LATENCY_S)),
        Part.answers: lambda: _as("answers", answers(rounds)),
        Part.behind: lambda: _as("behind", behind(notes)),
        Part.many: lambda: _as("many", many(open)),
        Part.rerender: lambda: _as("rerendered", rerendered(SURFACES)),
        Part.scim: lambda: _as("scim", _scim(people, min(rounds, SCIM_ROUNDS))),
        Part.register: lambda: _as("access", access(few, size)),
        Part.hostile: lambda: _as("hostile", asyncio.to_thread(hostile)),
        Part.growth: lambda: _as("grown", growth(few, sizes.people, sizes.events, sizes.grants)),
        Part.flight: lambda: _as("flights", flights((sizes.people[0], sizes.people[-1]))),
        Part.rest: lambda: _as("rested", rested(sizes.open)),
    }
    for part in Part:
        if part in only:
            report = replace(report, **await measures[part]())  # type: ignore[arg-type]
    return report


async def _as(name: str, measured: Awaitable[object]) -> dict[str, object]:
    return {name: await measured}


async def _scim(people: int, rounds: int) -> object:
    return await scim(people, rounds) or "absent"


def page(report: Report) -> str:
    """The measurements as a page of the documentation."""
    return PAGE.format(text=text(report))


def machine() -> str:
    """What it ran on."""
    python, cores = platform.python_version(), cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return f"{cores} cores, {system}, Python {python}, SQLite {sqlite3.sqlite_version} (WAL, synchronous=FULL)"
