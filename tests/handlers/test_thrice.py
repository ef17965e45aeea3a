"""One act delivered three times at once: one effect, and one private reply, on every road."""

from __future__ import annotations

import asyncio

from bot.rehearsal.acting import Actor
from bot.rehearsal.delivery import Envelope
from tests.conversation import Rehearsal
from tests.handlers.captured import ADD
from tests.handlers.test_undo import inside
from tests.thrice import thrice


async def heard(crisis: Rehearsal, person: Actor, words: str) -> int:
    """How often a person sees these words."""
    return (await crisis.read(person)).count(words)


async def test_a_press_is_answered_once(either: Rehearsal) -> None:
    await either.opened()
    await inside(either, "ana")
    thrice(either.workspace)

    await either.ana.press("Take command")

    assert await heard(either, either.ana, "You have command of Crisis 1.") == 1
    assert [event.fact.kind for event in await either.events()].count("command_taken") == 1


async def test_a_press_that_is_refused_is_answered_once(either: Rehearsal) -> None:
    petr = await either.opened()
    await inside(either, "jana")
    await petr.press("Don't know yet", "Which of our accounts are touched?")
    await either.settled()
    thrice(either.workspace)

    await either.jana.press("Undo", "Which of our accounts are touched?")

    assert await heard(either, either.jana, "Only your own last press can be undone.") == 1


async def test_a_message_in_the_thread_is_answered_once(either: Rehearsal) -> None:
    petr = await either.opened()
    thrice(either.workspace)

    await petr.say("Look at https://x.example/1", under="Questions")

    assert await heard(either, petr, "Evidence 1: ") == 1
    assert [event.fact.kind for event in await either.events()].count("evidence_added") == 1


async def test_a_form_is_answered_once(either: Rehearsal) -> None:
    petr = await either.opened()
    thrice(either.workspace)

    await petr.command("/crisis evidence")
    await either.settled()
    await petr.fill({"Link": "https://x.example/2", "What it shows": "the post"})

    assert await heard(either, petr, "Evidence 1: ") == 1


async def test_a_pin_and_a_shortcut_are_answered_once(either: Rehearsal) -> None:
    petr = await either.opened()
    await petr.say("They call us again")
    await either.settled()
    thrice(either.workspace)

    await petr.react("They call us again")
    pinned = await heard(either, petr, "On the timeline")
    await petr.shortcut(ADD, "They call us again")

    assert pinned == 1
    assert await heard(either, petr, "On the timeline already") == 1


async def test_the_same_act_half_a_minute_later_is_answered_again(crisis: Rehearsal) -> None:
    """Whoever asks so late may not have seen the first."""
    petr = await crisis.opened()
    envelopes, tell = list[Envelope](), crisis.workspace.delivery.tell

    def told(envelope: Envelope) -> None:
        if envelope.payload.get("event", {}).get("user") == petr.user:
            envelopes.append(envelope)
        tell(envelope)

    crisis.workspace.delivery.tell = told  # type: ignore[method-assign]
    await petr.say("Look at https://x.example/1", under="Questions")
    before = await heard(crisis, petr, "Evidence 1: ")

    crisis.workspace.delivery.tell_again(envelopes[-1])
    soon = await heard(crisis, petr, "Evidence 1: ")
    await crisis.later(seconds=31)
    crisis.workspace.delivery.tell_again(envelopes[-1])
    async with asyncio.timeout(10):
        while await heard(crisis, petr, "Evidence 1: ") < 2:
            await asyncio.sleep(0.02)

    assert (before, soon) == (1, 1)
