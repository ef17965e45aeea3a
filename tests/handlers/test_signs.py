"""Any sign of life counts, wherever silence is judged; the moment is kept, never what it was."""

from __future__ import annotations

import pytest

from bot.crisis.severity.facts import SeveritySet
from bot.people.facts import SignOfLife
from bot.record.event import Event
from bot.record.fact import Level
from bot.rehearsal.acting import Actor
from tests.conversation import Rehearsal
from tests.handlers.test_first_minutes import set_up


async def commanded(crisis: Rehearsal) -> Actor:
    """Ana is called and commands; it is serious."""
    await set_up(crisis)
    await crisis.opened()
    await crisis.ana.go_to_room()
    await crisis.ana.press("Take command")
    await crisis.later(seconds=3)
    incident = await crisis.incident()
    by = incident.command.commander or pytest.fail()
    async with crisis.app.store.happened(incident.id, "serious") as change:
        change.record([SeveritySet(level=Level.high, reason="so it is said", by=by)])
    await crisis.settled()
    return crisis.ana


async def signs(crisis: Rehearsal) -> list[Event]:
    return [event for event in await crisis.events() if isinstance(event.fact, SignOfLife)]


async def test_a_commander_who_writes_in_the_room_is_not_silent(crisis: Rehearsal) -> None:
    ana = await commanded(crisis)
    for n in range(4):
        await crisis.later(minutes=4)
        await ana.say(f"We are at it, {n}")
    await crisis.settled()

    seen = await crisis.read(ana)
    assert "has not reacted" not in seen
    assert (await crisis.incident()).command.silences == ()
    assert "We are at it" not in str([event.model_dump_json() for event in await crisis.events()])


async def test_a_reply_in_a_thread_a_reaction_and_a_look_count_too(crisis: Rehearsal) -> None:
    ana = await commanded(crisis)
    await crisis.later(minutes=4)
    await ana.say("Not this one", under="Which of our accounts are touched?")
    await crisis.later(minutes=4)
    await ana.react("Offensive post", "eyes")
    await crisis.later(minutes=4)
    await ana.command("/crisis status")
    await crisis.later(minutes=4)

    assert (await crisis.incident()).command.silences == ()


async def test_a_direct_message_counts(crisis: Rehearsal) -> None:
    ana = await commanded(crisis)
    direct_messages = next(place["id"] for place in await ana.places() if place["kind"] == "direct")
    room = ana.place
    await crisis.later(minutes=8)
    await ana.go(direct_messages)
    await ana.say("One moment")
    await crisis.later(minutes=4)
    await ana.go(room)

    assert (await crisis.incident()).command.silences == ()


async def test_a_silent_commander_who_writes_is_silent_no_more(crisis: Rehearsal) -> None:
    ana = await commanded(crisis)
    await crisis.later(minutes=11)
    before = (await crisis.incident()).command.silences[-1].ended

    await ana.say("Back")
    await crisis.later(seconds=3)

    assert (before, (await crisis.incident()).command.silences[-1].ended) == ("", "present")
    assert "Ana reacted" in await crisis.read(ana)


async def test_a_busy_room_is_written_to_once_a_minute(crisis: Rehearsal) -> None:
    ana = await commanded(crisis)
    await crisis.later(minutes=2)
    before = len(await signs(crisis))

    for n in range(10):
        await ana.say(f"line {n}")
        await crisis.petr.say(f"reply {n}")
    await crisis.settled()
    assert len(await signs(crisis)) - before == 1  # and none of Petr, for whom nothing waits


async def test_a_responder_who_writes_gives_their_deputy_more_time(crisis: Rehearsal) -> None:
    await set_up(crisis)
    await crisis.opened()
    await crisis.later(minutes=4)
    await crisis.ana.go_to_room()
    await crisis.ana.say("Looking at it")

    await crisis.later(minutes=4)
    early = await crisis.direct_messages("jana")
    await crisis.later(minutes=2)

    assert early == ""
    assert "deputy of Ana Kovač" in await crisis.direct_messages("jana")


async def test_what_only_the_bot_kept_says_nothing_on_the_timeline(crisis: Rehearsal) -> None:
    ana = await commanded(crisis)
    await crisis.later(minutes=2)
    before = (await ana.command("/crisis timeline"))["text"]
    await ana.say("Hello")
    await crisis.later(minutes=2)

    assert (await ana.command("/crisis timeline"))["text"] == before
