"""Many runs of one act, each killed at another point: how many points there are is seen in a run that nobody disturbs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from tests.chaos.picture import Picture
from tests.chaos.runner import Blow, What
from tests.chaos.stage import Stage, until

AT_ONCE = 8

Set = Callable[[], AbstractAsyncContextManager[Stage]]
"""A stage as it is before the act."""

Act = Callable[[Stage], Awaitable[None]]
"""What people do; they do it again where they were told that it failed."""


@dataclass(frozen=True)
class Undisturbed:
    """What the act looks like when nothing goes wrong."""

    picture: Picture
    calls: list[str]
    commits: int

    def points(self, what: What, every: int = 1) -> list[Blow]:
        """Before and after each call or commit, or each *every*-th of these points."""
        number = len(self.calls) if what == "call" else self.commits
        blows = [Blow(what, n, after) for n in range(1, number + 1) for after in (False, True)]
        return blows[::every]


async def undisturbed(setting: Set, act: Act, counted_from: str) -> Undisturbed:
    """One run without a blow."""
    async with setting() as stage:
        bot = await stage.start(counted_from)
        await act(stage)
        await stage.settled()
        return Undisturbed(stage.picture(), bot.calls, bot.count("commit"))


async def lost_or_doubled(
    setting: Set, act: Act, counted_from: str, whole: Undisturbed, blows: Iterable[Blow]
) -> list[str]:
    """What differs after each blow and a restart, a line each; nothing differs in a sound product."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(blow: Blow) -> list[str]:
        async with room, setting() as stage:
            return [f"{blow}: {line}" for line in await _struck(stage, act, counted_from, blow, whole)]

    return [line for lines in await asyncio.gather(*map(one, blows)) for line in lines]


async def _struck(stage: Stage, act: Act, counted_from: str, blow: Blow, whole: Undisturbed) -> list[str]:
    bot = await stage.start(counted_from, blow)
    acting = asyncio.create_task(_tried(stage, act))
    try:
        await until(lambda: bot.is_dead or (acting.done() and stage.is_settled()), stage.what_is_left)
    except AssertionError as stuck:
        return [str(stuck)]
    done = acting.done() and acting.result()
    if not bot.is_dead:
        await bot.killed()
    await stage.start()
    if not done:
        await act(stage)
    await acting
    try:
        await stage.settled()
    except AssertionError as stuck:
        return [str(stuck)]
    return stage.wrong(whole.picture)


async def _tried(stage: Stage, act: Act) -> bool:
    """Whether the person was told that it worked."""
    try:
        await act(stage)
    except Failed:
        return False
    return True


class Failed(Exception):
    """The person saw that what they did failed."""

