"""The open path: how many calls follow one another until the opener is in, is asked, and all is set up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench.stage import Stage, stage
from bot.rehearsal.calls import Call

A_STAGE = 8  # openings on one stage: more would meet Slack's own limit for pins and topics, and wait


@dataclass(frozen=True)
class Reached:
    """A moment of one opening: *row* calls had to follow one another until then, *wall_s* seconds had passed."""

    row: int
    wall_s: float


@dataclass(frozen=True)
class Opening:
    """One opening. *calls* counts methods until all was set up; updates that follow later are not among them."""

    invited: Reached
    asked: Reached
    set_up: Reached
    calls: Counter[str]


async def openings(rounds: int, latency_s: float) -> list[Opening]:
    """So many openings, each after the one before has come to rest; one more before them warms up."""
    found: list[Opening] = []
    while len(found) < rounds:
        with TemporaryDirectory() as folder:
            async with stage(Path(folder)) as on:
                await _open(on, "Warming up")
                on.workspace.weather.latency_s = latency_s
                for n in range(min(A_STAGE, rounds - len(found))):
                    found.append(await _open(on, f"Offensive post {n}"))
    return found


async def _open(on: Stage, title: str) -> Opening:
    before = on.workspace.calls[-1].number if on.workspace.calls else 0
    began = time.monotonic()
    await on.actor("tom").command(f"/crisis open {title}")
    await on.settled()
    return measured([call for call in on.workspace.calls if call.number > before], began)


def measured(calls: Sequence[Call], began: float) -> Opening:
    """What the log of one opening says; *began* is the moment the command was sent."""
    setting_up = [call for call in calls if call.method != "chat.update"]
    row = rows(setting_up)

    def reached(call: Call) -> Reached:
        return Reached(row[call.number], call.ended - began)

    last = max(setting_up, key=lambda call: call.ended)
    return Opening(
        invited=reached(next(call for call in setting_up if call.method == "conversations.invite")),
        asked=reached(next(call for call in setting_up if call.args.get("thread_ts"))),
        set_up=Reached(max(row.values()), last.ended - began),
        calls=Counter(call.method for call in setting_up),
    )


def rows(calls: Sequence[Call]) -> dict[int, int]:
    """By a call's number: the longest chain of calls up to it of which each ended before the next began."""
    row: dict[int, int] = {}
    earlier: list[Call] = []
    for call in sorted(calls, key=lambda each: each.started):
        row[call.number] = 1 + max((row[each.number] for each in earlier if each.ended <= call.started), default=0)
        earlier.append(call)
    return row
