"""The same thing delivered three times, at the same moment: one effect, and the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain

import pytest

from bot.rehearsal.delivery import Answer
from tests.chaos.acts import in_room, opening, resolving, seen
from tests.chaos.databases import Fresh
from tests.chaos.picture import Picture
from tests.chaos.stage import Stage, stage
from tests.thrice import thrice

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


async def play(stage: Stage) -> None:
    """A command, a press, a form, a reply in a thread, people who come, and the end."""
    await opening(stage)
    await stage.settled()
    petr, ana = await in_room(stage, "petr"), await in_room(stage, "ana")
    await ana.press("I'm coming")
    await ana.press("Take command")
    await petr.press("Don't know yet")
    await petr.command("/crisis note fact: two posts, both deleted")
    await petr.do("invite", channel=petr.place, users=["U0TOM"])
    await stage.settled()
    await ana.press("Roles…")
    await seen(ana)
    await ana.fill({"Role": "Commander", "Person": "U0PETR"})
    await seen(ana, "To whom")
    await ana.fill({"To whom": "U0PETR", "Open decisions": "answer the union"})
    await stage.settled()
    await petr.press("I have command")
    await resolving(stage)
    await stage.settled()


@asynccontextmanager
async def playing(fresh: Fresh, transport: str) -> AsyncIterator[Stage]:
    async with fresh() as url, stage(url, transport=transport) as made:
        await made.actor("ana").do("invite", channel="C0LEADS", users=["U0APP"])
        await made.start()
        yield made


async def once(fresh: Fresh, transport: str) -> Picture:
    async with playing(fresh, transport) as stage:
        await play(stage)
        return stage.picture()


def _texts(answers: list[Answer]) -> str:
    return " / ".join(answer.error or str(answer.payload) for answer in answers)


async def test_everything_delivered_three_times_at_once_counts_once(fresh: Fresh) -> None:
    """A whole crisis: commands, presses, forms, messages and people who join, on both roads and both databases."""

    async def tripled(transport: str) -> list[str]:
        async with playing(fresh, transport) as stage:
            answers = thrice(stage.workspace)
            usual, _none = await asyncio.gather(once(fresh, transport), play(stage))
            different = [_texts(each) for each in answers if not each[0] == each[1] == each[2]]
            errors = [each[0].error for each in answers if each[0].error]
            return [
                f"{transport}: {line}"
                for line in [*stage.wrong(usual), *different, *errors, *([stage.tail()] if different else [])]
            ]

    wrong = await asyncio.gather(tripled("socket"), tripled("http"))

    assert not (lines := list(chain.from_iterable(wrong))), "\n".join(lines)
