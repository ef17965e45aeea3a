"""Two replicas on one PostgreSQL: one dies or freezes in the middle, and the other goes on."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import chain

import pytest

from tests.chaos.acts import OPEN, opening
from tests.chaos.databases import SETUP, Fresh
from tests.chaos.matrix import Failed, Undisturbed, undisturbed
from tests.chaos.runner import Blow
from tests.chaos.stage import Bot, Stage, stage, until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300), pytest.mark.postgres]

SLOW_S = 0.5


@asynccontextmanager
async def by_http(fresh: Fresh) -> AsyncIterator[Stage]:
    async with fresh() as url, stage(url, transport="http") as made:
        await made.actor("ana").do("invite", channel="C0LEADS", users=["U0APP"])
        yield made


async def both(stage: Stage, blow: Blow) -> tuple[Bot, Bot]:
    """A replica that will be struck and gets what people do, and one that will not."""
    struck, other = await asyncio.gather(stage.start(OPEN, blow), stage.start(OPEN))
    stage.route_to(struck)
    stage.deliver_again()
    return struck, other


async def opened_all_the_same(stage: Stage, struck: Callable[[], bool], other: Bot) -> None:
    """Petr opens; when the struck replica is out, what people do goes to the other."""
    acting = asyncio.create_task(_tried(stage))
    await until(lambda: struck() or (acting.done() and stage.is_settled()), "the replica is struck")
    stage.route_to(other)
    stage.workspace.delivery.answer_within_s = 1.5
    stage.deliver_again()
    if not await acting:
        await opening(stage)


async def _tried(stage: Stage) -> bool:
    try:
        await opening(stage)
    except Failed:
        return False
    return True


def points(whole: Undisturbed) -> list[tuple[int, bool]]:
    return [(n, n % 2 == 0) for n in range(1, len(whole.calls), 3)]


async def test_one_is_killed_and_the_other_goes_on(postgresql: Fresh) -> None:
    """Nobody starts the killed one again: the other takes over what it had in hand."""
    whole = await undisturbed(lambda: by_http(postgresql), opening, OPEN)

    async def killed(n: int, after: bool) -> list[str]:
        async with by_http(postgresql) as stage:
            struck, other = await both(stage, Blow("call", n, after))
            await opened_all_the_same(stage, lambda: struck.is_dead, other)
            await stage.settled()
            return [f"call {n}: {line}" for line in stage.wrong(whole.picture)]

    wrong = await asyncio.gather(*(killed(n, after) for n, after in points(whole)))

    assert not (lines := list(chain.from_iterable(wrong))), "\n".join(line[:1500] for line in lines)


async def test_one_is_frozen_for_long_and_wakes_without_a_lasting_double(postgresql: Fresh) -> None:
    """Longer than the server lets its session live: the other has taken over when it wakes and goes on where it was."""
    whole = await undisturbed(lambda: by_http(postgresql), opening, OPEN)

    async def frozen(n: int) -> list[str]:
        async with by_http(postgresql) as stage:
            struck, other = await both(stage, Blow("call", n, after=False, signal=signal.SIGSTOP))
            await opened_all_the_same(stage, lambda: _is_stopped(struck), other)
            await stage.settled()
            wrong = [f"frozen: {line}" for line in stage.wrong(whole.picture)]
            ended = struck.count("ended")
            if not _is_stopped(struck):  # the other one made that call
                return wrong
            struck.signal(signal.SIGCONT)
            await until(lambda: struck.count("ended") >= ended + 1, "the frozen call has ended")
            await until(lambda: not _lasting(stage, whole), lambda: f"no double lasts: {_lasting(stage, whole)}"[:1500])
            await stage.settled()
            wrong += [f"awake: {line}" for line in _lasting(stage, whole)]
            return [f"{whole.calls[n - 1]} {n}: {line}" for line in wrong]

    posts = [n for n, method in enumerate(whole.calls, 1) if method in ("chat.postMessage", "chat.update")]
    wrong = await asyncio.gather(*map(frozen, posts[::2]))

    assert not (lines := list(chain.from_iterable(wrong))), "\n".join(line[:1500] for line in lines)


async def test_one_alone_works_on_a_crisis_while_both_are_told_of_it(postgresql: Fresh) -> None:
    """Calls take long, so that whoever is not kept out by the other would look and post before the first is done."""
    async with by_http(postgresql) as stage:
        first, second = await asyncio.gather(stage.start(), stage.start())
        stage.route_to(first)
        stage.workspace.weather.latency_s = SLOW_S
        await opening(stage)
        stage.route_to(second)
        stage.deliver_again()
        await stage.settled()

        keys = [str(call.args.get("metadata")) for call in stage.workspace.calls if call.method == "chat.postMessage"]
        assert len(keys) > len(SETUP.responders)
        assert [key for key, times in Counter(keys).items() if times > 1] == []
        assert Counter(call.method for call in stage.workspace.calls)["conversations.create"] == 1


def _lasting(stage: Stage, whole: Undisturbed) -> list[str]:
    """What is wrong but for the sound a double made: it was there for a moment."""
    return [line for line in stage.wrong(whole.picture) if not line.startswith("sounds")]


def _is_stopped(bot: Bot) -> bool:
    with open(f"/proc/{bot.pid}/stat", encoding="utf-8") as stat:
        return stat.read().rpartition(")")[2].split()[0] == "T"
