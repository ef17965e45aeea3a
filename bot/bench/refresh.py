"""
Many open rooms whose view has changed: in which order and how they are shown anew, and what a press then waits for.

Slack's rates are kept, but the time they take is only counted, not waited for.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import prometheus_client

from bot.app import App
from bot.bench.stage import LOOK_S, Stage, stage
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.wire import Answer, Wire
from bot.rehearsal import Workspace

ALL_S: Final = 600.0  # longest wait until the rooms are shown
LEAST_S: Final = 0.001  # less would be lost in rounding, and then no time passed
MIDDLE: Final = 3  # a press comes when a third of the rooms are shown


@dataclass(frozen=True)
class Press:
    """Seconds until it was answered and until it was shown; and how long Slack's rates would have held that up."""

    answered_s: float
    shown_s: float
    paced_s: float


@dataclass(frozen=True)
class Refreshed:
    """
    What one start with a changed view did.

    Attributes:
        calls: By method.
        heard: For how many people something made a sound.
        is_newest_first: Whether each room began after all that are newer.
        paced_s: Seconds that Slack's rates would have taken.
        wall_s: Seconds it took here, without them.
        press: Somebody's in the oldest room, in the middle of it all.

    """

    calls: Counter[str]
    heard: int
    is_newest_first: bool
    paced_s: float
    wall_s: float
    press: Press


@dataclass(frozen=True)
class Went:
    """A call that had its turn, after so long."""

    method: str
    place: str
    waited_s: float


class Given:
    """Time that passes only where a call has to wait for its turn. *went* is each call that had it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.went: list[Went] = []
        self._waited: dict[object, float] = {}  # by the task that makes the call

    async def sleep(self, seconds: float) -> None:
        self.now += max(seconds, LEAST_S)
        task = asyncio.current_task()
        self._waited[task] = self._waited.get(task, 0.0) + seconds
        await asyncio.sleep(0)

    def paced(self, app: App) -> None:
        """The bot keeps to Slack's rates by this time."""
        calls = prometheus_client.Counter("calls", "Calls", ("method", "result"), registry=None)
        token, address = app.settings.slack_bot_token.get_secret_value(), app.settings.slack_api_url
        wire = app.slack.platform.wire = Wire(token, address, Pace(lambda: self.now), calls, logging.getLogger("slack"))
        wire._sleep = self.sleep
        answer = wire._answer

        async def noted(method: str, args: Answer) -> Answer:
            waited_s = self._waited.pop(asyncio.current_task(), 0.0)
            self.went.append(Went(method, str(args.get("channel")), waited_s))
            return await answer(method, args)

        wire._answer = noted  # type: ignore[method-assign]


async def refreshed(folder: Path, workspace: Workspace, oldest: str, rooms: int) -> Refreshed:
    """A bot is started, and finds so many rooms that show something else. *oldest* is the channel of the first."""
    given, began = Given(), time.monotonic()
    heard, before = len(workspace.model.notices), workspace.calls[-1].number
    async with stage(folder, given.paced, workspace) as on:
        pressed = await _pressed(on, given, oldest, rooms)
        async with asyncio.timeout(ALL_S):
            while len(_order(workspace, before)) < rooms or on.app.worker.is_busy:
                await asyncio.sleep(LOOK_S)
    order = _order(workspace, before)
    order.remove(oldest)
    return Refreshed(
        calls=Counter(call.method for call in workspace.calls if call.number > before),
        heard=len(workspace.model.notices) - heard,
        is_newest_first=order == sorted(order, reverse=True),
        paced_s=given.now,
        wall_s=time.monotonic() - began,
        press=pressed,
    )


async def _pressed(on: Stage, given: Given, oldest: str, rooms: int) -> Press:
    """Somebody takes command in the oldest room when some of the others are shown."""
    tom, before = on.actor("tom"), on.workspace.calls[-1].number
    await tom.go(oldest)
    while len(_order(on.workspace, before)) < rooms // MIDDLE:
        await asyncio.sleep(LOOK_S)
    went, began = len(given.went), time.monotonic()
    await tom.press("Take command")
    answered_s = time.monotonic() - began
    while (shown := _first_update(given.went[went:], oldest)) is None:
        await asyncio.sleep(0)
    return Press(answered_s, time.monotonic() - began, shown.waited_s)


def _first_update(went: list[Went], place: str) -> Went | None:
    return next((each for each in went if (each.method, each.place) == ("chat.update", place)), None)


def _order(workspace: Workspace, before: int) -> list[str]:
    """The rooms in the order in which they were first shown anew, by the ids of their channels."""
    rooms = [call.args["channel"] for call in workspace.calls if call.number > before and call.method == "chat.update"]
    return [room for room in dict.fromkeys(rooms) if workspace.places[room].name.startswith("crisis-")]
