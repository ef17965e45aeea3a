"""Writing on the timeline and reading it: through Bolt and the workspace, by what people see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.crisis.timeline.facts import Noted
from bot.record.fact import Weight
from tests.conversation import Rehearsal


async def test_a_note_says_what_it_weighs(either: Rehearsal) -> None:
    """A leading word makes it a fact; who wrote it is told what stands there now."""
    petr = await either.opened()

    answer = await petr.command("/crisis note fact: posts went out 02:00 to 02:20")

    note = (await either.events())[-1].fact
    assert isinstance(note, Noted) and (note.as_, note.text) == (Weight.fact, "posts went out 02:00 to 02:20")
    assert "fact" in answer["text"] and "posts went out" in answer["text"]


async def test_a_note_without_words_opens_its_form(crisis: Rehearsal) -> None:
    """The form asks what, how certain, and when; a time in the past is kept as the time it happened."""
    petr = await crisis.opened()
    await petr.command("/crisis note")
    earlier = crisis.clock.now - timedelta(minutes=30)

    sent = await petr.fill({"What happened?": "First post seen", "Type": "action", "When did it happen?": earlier})

    event = (await crisis.events())[-1]
    assert sent["ok"]
    assert (event.happened_at, event.at) == (earlier, crisis.clock.now)


async def test_a_time_to_come_keeps_the_form_open(crisis: Rehearsal) -> None:
    """The error stands under its field, and nothing that was typed is lost."""
    petr = await crisis.opened()
    await petr.press("Add to timeline…")
    later = crisis.clock.now + timedelta(hours=3)

    sent = await petr.fill({"What happened?": "Something", "When did it happen?": later})

    assert "This is in the future" in str(sent["errors"])
    assert await petr.form() is not None


async def test_the_timeline_is_privately_replied(crisis: Rehearsal) -> None:
    """Who asks reads it; nobody else sees that they asked."""
    petr = await crisis.opened()
    await petr.command("/crisis note decision: we stop all posts")

    answer = await petr.command("/crisis timeline")

    assert "opened" in answer["text"] and "we stop all posts" in answer["text"]
    assert answer["answer"]["ephemeral"]


async def test_status_names_who_acts_and_what_is_next(crisis: Rehearsal) -> None:
    """The same lines as the board, for who asks."""
    petr = await crisis.opened()

    answer = await petr.command("/crisis status")

    assert "Petr Novák acts" in answer["text"]


async def test_outside_the_room_the_only_open_crisis_is_meant(crisis: Rehearsal) -> None:
    """One open crisis of mine: a command from anywhere means that one."""
    petr = await crisis.opened()
    await petr.go("C0GENERAL")

    answer = await petr.command("/crisis note fact: seen from the train")

    assert "On the timeline" in answer["text"]


async def test_with_two_open_crises_a_number_decides(crisis: Rehearsal) -> None:
    """Without a number nothing is changed and the rooms are named; with one it is done."""
    petr = await crisis.opened("First thing we saw")
    await crisis.opened("Another matter entirely")
    await petr.go("C0GENERAL")

    asked = await petr.command("/crisis note fact: something")
    told = await petr.command("/crisis note in 1: fact: something")

    assert "Crisis 1" in asked["text"] and "Crisis 2" in asked["text"] and "Nothing was changed" in asked["text"]
    assert "On the timeline" in told["text"]


async def test_somebody_elses_number_is_not_confirmed_to_exist(crisis: Rehearsal) -> None:
    """Who is not in the room learns nothing, not even that there is such a crisis."""
    await crisis.opened()

    known = await crisis.tom.command("/crisis status 1")
    unknown = await crisis.tom.command("/crisis status 99")

    assert known["text"] == unknown["text"]
    assert "Petr" not in known["text"]


@pytest.mark.parametrize("name", ["guest", "stranger"])
async def test_guests_and_strangers_are_told_and_do_nothing(crisis: Rehearsal, name: str) -> None:
    """Each is refused in their own words; nothing is opened."""
    person = getattr(crisis, name)
    await person.go("C0SOCIAL" if name == "guest" else "C0PARTNERS")

    answer = await person.command("/crisis open Something bad")

    assert "Nothing was changed" in answer["text"]
    assert await crisis.app.store.incident_numbered("T0REHEARSAL", 1) is None


async def test_a_slip_in_a_command_names_the_nearest(crisis: Rehearsal) -> None:
    """`/crisis staus` is one direct message away from `status`."""
    answer = await crisis.petr.command("/crisis staus")

    assert "Did you mean" in answer["text"] and "/crisis status" in answer["text"]


async def test_list_shows_only_my_own_crises(crisis: Rehearsal) -> None:
    """Petr sees his; Tom, who is in none, is told that he is in none."""
    petr = await crisis.opened()

    mine = await petr.command("/crisis list")
    others = await crisis.tom.command("/crisis list")

    assert "Offensive post from our account" in mine["text"]
    assert "no crisis room" in others["text"]
