"""kill -9 at each call and each commit of an open: after a restart the room is as if nothing had happened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.chaos.conftest import Fresh
from tests.chaos.matrix import Failed, Set, lost_or_doubled, undisturbed
from tests.chaos.stage import Stage, stage

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

OPEN = "command.open"


async def opening(stage: Stage) -> None:
    """Petr opens a crisis; told that it failed, he would type it again."""
    petr = stage.actor("petr")
    answer = await petr.command("/crisis open Offensive post from our account")
    if not answer["ok"]:
        raise Failed(answer["text"])


def before(fresh: Fresh) -> Set:
    """A workspace with a bot in it and no crisis yet; the bot may post among the heads."""

    @asynccontextmanager
    async def setting() -> AsyncIterator[Stage]:
        async with fresh() as url, stage(url) as made:
            await made.actor("ana").do("invite", channel="C0LEADS", users=["U0APP"])
            yield made

    return setting


async def test_nothing_is_lost_or_doubled_on_sqlite(sqlite: Fresh) -> None:
    """Every point there is."""
    setting = before(sqlite)
    whole = await undisturbed(setting, opening, OPEN)

    points = whole.points("call") + whole.points("commit")

    assert len(whole.calls) >= 12 and whole.commits >= 24
    assert await lost_or_doubled(setting, opening, OPEN, whole, points) == []
