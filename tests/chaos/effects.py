"""What people do once a crisis is open, and what the bot fetches, sends or takes away for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.rehearsal.acting import Actor, words
from tests.chaos.acts import in_room, press, seen
from tests.chaos.matrix import Act, Failed
from tests.chaos.stage import DEADLINE_S, LOOK_S, Stage

SAID = "A customer rang at two"


@dataclass(frozen=True)
class Effect:
    """An act, from which action on it is counted, and a call that it makes."""

    act: Act
    counted_from: str
    makes: str


async def capturing(stage: Stage) -> None:
    """Petr pins a message: its text is read back."""
    petr = await in_room(stage, "petr")
    await petr.say(SAID)
    await petr.react(SAID)


async def saving(stage: Stage) -> None:
    """Petr puts a screenshot into the thread of the questions: its bytes are fetched."""
    petr = await in_room(stage, "petr")
    await petr.say("Still up", under="Questions", files=[await petr.upload("post.png", b"a picture of a post")])


async def removing(stage: Stage) -> None:
    """Petr says that Jana must not see this, and has her taken out. Told that it failed, he does it again."""
    petr = await in_room(stage, "petr")
    if "Remove from the room" not in await _direct_messages(petr):
        await _keep_out(petr)
    async with asyncio.timeout(DEADLINE_S):
        while "Remove from the room" not in await _direct_messages(petr):
            await asyncio.sleep(LOOK_S)
    pressed = await press(petr, "Remove from the room")
    if not pressed["ok"]:
        raise Failed(str(pressed))


async def _keep_out(petr: Actor) -> None:
    if await petr.form() is None:
        await petr.command("/crisis conflict")
        await seen(petr)
    sent = await petr.fill({"Must not see this": ["U0JANA"]})
    if not sent["ok"]:
        raise Failed(str(sent))


async def asking_for_a_role(stage: Stage) -> None:
    """Petr asks Maja to be scribe, who is let in and gets a direct message."""
    petr = await in_room(stage, "petr")
    if await petr.form() is None:
        await petr.command("/crisis role")
        await seen(petr)
    sent = await petr.fill({"Role": "Scribe", "Person": "U0MAJA"})
    if not sent["ok"] and "was asked" not in str(sent):
        raise Failed(str(sent))


async def _direct_messages(person: Actor) -> str:
    return "\n".join(words(message) for message in await person.direct_messages())


EFFECTS = {
    "capture": Effect(capturing, "timeline.pin", "conversations.replies"),
    "evidence": Effect(saving, "said", "download"),
    "removal": Effect(removing, "conflict.keep_out", "conversations.kick"),
    "role": Effect(asking_for_a_role, "roles.assign", "conversations.invite"),
}
