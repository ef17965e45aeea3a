"""Many runs of one act, each killed at another point: how many there are is seen in a run that nobody disturbs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from tests.chaos.picture import Picture
from tests.chaos.rotation import in_turn
from tests.chaos.runner import Blow, What
from tests.chaos.stage import DEADLINE_S, Stage, until

AT_ONCE = 12
GIVEN_UP_S = 1.5  # half of Slack's 3 s: whoever acted when the bot was killed waits so long
SHOWN, LINE = 12, 800  # differences told, and the most characters of one

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

    def points(self, what: What, *, every: int = 1, after: tuple[bool, ...] = (False, True)) -> list[Blow]:
        """Before and after each call or commit, or each *every*-th."""
        number = len(self.calls) if what == "call" else self.commits
        return [Blow(what, n, moment) for n in range(1, number + 1, every) for moment in after]


async def undisturbed(setting: Set, act: Act, counted_from: str) -> Undisturbed:
    """One run without a blow."""
    async with setting() as stage:
        return await looked_at(stage, act, counted_from)


async def looked_at(stage: Stage, act: Act, counted_from: str) -> Undisturbed:
    """The act on this stage, without a blow."""
    bot = await stage.start(counted_from)
    await act(stage)
    await stage.settled()
    return Undisturbed(stage.picture(), bot.calls, bot.count("commit"))


async def lost_or_doubled(setting: Set, act: Act, counted_from: str, whole: Undisturbed, blows: Sequence[Blow]) -> str:
    """What differs after each blow whose turn it is and a restart, a line each; empty where the product is sound."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(blow: Blow) -> list[str]:
        async with room, setting() as stage:
            return [f"{blow}: {line}" for line in await _struck(stage, act, counted_from, blow, whole)]

    found = [line[:LINE] for lines in await asyncio.gather(*map(one, in_turn(blows))) for line in lines]
    return "\n".join([f"{len(found)} differences", *found[:SHOWN]] if found else [])


async def _struck(stage: Stage, act: Act, counted_from: str, blow: Blow, whole: Undisturbed) -> list[str]:
    bot = await stage.start(counted_from, blow)
    stage.workspace.delivery.answer_within_s = GIVEN_UP_S
    acting = asyncio.create_task(tried(stage, act))
    try:
        await until(lambda: bot.is_dead or (acting.done() and stage.is_settled()), stage.what_is_left)
    except AssertionError as stuck:
        return [str(stuck)]
    if not bot.is_dead:
        await bot.killed()
    await stage.start()
    if not await acting:
        async with asyncio.timeout(DEADLINE_S):
            while not await tried(stage, act):
                pass
    try:
        await stage.settled()
    except AssertionError as stuck:
        return [str(stuck)]
    return stage.wrong(whole.picture)


async def tried(stage: Stage, act: Act) -> bool:
    """Whether the person was told that it worked."""
    try:
        await act(stage)
    except Failed:
        return False
    return True


class Failed(Exception):
    """The person saw that what they did failed."""
