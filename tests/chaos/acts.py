"""What people do in the tests of chaos, and the stages on which they do it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.rehearsal.acting import Actor
from bot.rehearsal.shapes import Json
from tests.chaos.databases import Fresh
from tests.chaos.matrix import Failed, Set
from tests.chaos.stage import DEADLINE_S, LOOK_S, Stage, remember, stage

OPEN, RESOLVE = "command.open", "resolve.submit"
STALE = "no_such_control"  # of a message that was shown anew since it was looked at


async def opening(stage: Stage) -> None:
    """Petr opens a crisis; told that it failed, he would type it again."""
    answer = await stage.actor("petr").command("/crisis open Offensive post from our account")
    if not answer["ok"]:
        raise Failed(answer["text"])


async def resolving(stage: Stage) -> None:
    """Petr sends the form; told that it failed, he sends it again."""
    petr = await in_room(stage, "petr")
    if await petr.form() is None:
        pressed = await press(petr, "Resolve…")
        if not pressed["ok"]:
            raise Failed(str(pressed))
        await seen(petr)
    sent = await petr.fill(
        {
            "Outcome": "Stopped",
            "Review owner": "U0EVA",
            "Review date": datetime.now(UTC) + timedelta(days=3),
            "Why resolve now?": "nobody else is awake",
        }
    )
    if not sent["ok"]:
        raise Failed(str(sent))


async def nothing(stage: Stage) -> None:
    """People wait."""


async def in_room(stage: Stage, name: str) -> Actor:
    """A person in the crisis room."""
    person = stage.actor(name)
    await person.go_to_room()
    return person


async def press(person: Actor, label: str, on: str | None = None) -> Json:
    """Press, *on* a message that says this, and once more where the message was shown anew under one's finger."""
    async with asyncio.timeout(DEADLINE_S):
        while (pressed := await person.press(label, on)).get("error") == STALE:
            await asyncio.sleep(LOOK_S)
    return pressed


async def seen(person: Actor, field: str = "") -> None:
    """Until a form is open on somebody's screen that has a field of this label."""
    async with asyncio.timeout(DEADLINE_S):
        while (form := await person.form()) is None or field not in str(form["blocks"]):
            await asyncio.sleep(LOOK_S)


def before_open(fresh: Fresh) -> Set:
    """A workspace with no crisis yet; the bot may post among the heads."""

    @asynccontextmanager
    async def setting() -> AsyncIterator[Stage]:
        async with fresh() as url, stage(url) as made:
            await made.actor("ana").do("invite", channel="C0LEADS", users=["U0APP"])
            yield made

    return setting


@asynccontextmanager
async def opened(fresh: Fresh, folder: Path, ahead: timedelta = timedelta()) -> AsyncIterator[Set]:
    """Stages that all begin with the same open crisis, so much later."""
    async with fresh() as url:
        async with stage(url) as first:
            await first.actor("ana").do("invite", channel="C0LEADS", users=["U0APP"])
            await first.start()
            await opening(first)
            await first.settled()
            memory = remember(first, folder / "workspace.json")

        @asynccontextmanager
        async def setting() -> AsyncIterator[Stage]:
            async with fresh(url) as copy, stage(copy, memory=memory, ahead=ahead) as made:
                yield made

        yield setting
