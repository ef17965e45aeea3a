"""`crisis bench`: opening, pressing, closing access, a large register: measured in one run, beside the same bare."""

from __future__ import annotations

import platform
import sqlite3
from datetime import UTC, datetime
from os import cpu_count
from typing import Final

from bot.bench.access import Size, access
from bot.bench.answers import answers
from bot.bench.behind import behind
from bot.bench.hostile import hostile
from bot.bench.many import many
from bot.bench.opening import openings
from bot.bench.report import Report, text
from bot.bench.rerender import rerendered
from bot.bench.scim import scim

__all__ = ["Report", "run", "text"]

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
    rounds: int = ROUNDS, *, notes: int = NOTES, open: int = OPEN, people: int = PEOPLE, size: Size = LARGE
) -> Report:
    """
    Measure. With 100 rounds it takes some minutes; an opening is done a tenth as often as a press.

    Args:
        notes: How many are written in one burst.
        open: How many crises the start is measured with.
        people: How many lose access by a connector.
        size: Of the register that is looked at.

    """
    return Report(
        at=datetime.now(UTC),
        machine=machine(),
        rounds=rounds,
        latency_s=LATENCY_S,
        openings=await openings(max(1, rounds // A_TENTH), LATENCY_S),
        answers=await answers(rounds),
        behind=await behind(notes),
        many=await many(open),
        rerendered=await rerendered(SURFACES),
        scim=await scim(people, min(rounds, SCIM_ROUNDS)),
        access=await access(min(rounds, ENTRIES), size),
        hostile=hostile(),
    )


def machine() -> str:
    """What it ran on."""
    python, cores = platform.python_version(), cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return f"{cores} cores, {system}, Python {python}, SQLite {sqlite3.sqlite_version} (WAL, synchronous=FULL)"
