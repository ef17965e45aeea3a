"""Opening: one command, one crisis."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.card import Button
from bot.chat.form import Asks, Form
from bot.chat.outcome import FieldErrors, OpenForm, Outcome, Reply
from bot.crisis.room.facts import StepRefused
from tests.handlers.desk import ANA, JANA, PETR, STRANGER, TENANT, TOM, Desk, lines

OPEN = ["Crisis 1 is open. Your private room follows in a moment.", "First: save screenshots and links."]


def actions(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Reply)
    return [item.action for item in outcome.items if isinstance(item, Button)]


def form(outcome: Outcome) -> Form:
    assert isinstance(outcome, OpenForm)
    return outcome.form


@pytest.mark.requirement("S1.1")
async def test_a_command_with_a_title_opens_at_once(desk: Desk) -> None:
    said = await desk.command(PETR, "open", "Offensive post from our account")

    incident = await desk.incident()
    assert lines(said)[:2] == OPEN
    assert (incident.opening.title, incident.opening.zone, list(incident.room.inside)) == (
        "Offensive post from our account",
        "Europe/Prague",
        [PETR.id],
    )
    assert await desk.kinds() == ["opened", "severity_computed", "question_asked"]


@pytest.mark.parametrize("typed", ["", "🔥", "?!"])
async def test_a_command_without_a_word_opens_the_form_with_what_was_typed(desk: Desk, typed: str) -> None:
    asked = form(await desk.command(PETR, "open", typed))

    title = asked.fields[0]
    assert isinstance(title, Asks)
    assert (asked.action, title.name, title.initial or "") == ("open.submit", "title", typed)
    assert await desk.store.open_incidents(TENANT) == []


async def test_a_form_of_only_signs_stays_open(desk: Desk) -> None:
    said = await desk.submit(PETR, "open.submit", title="🔥🔥")

    assert isinstance(said, FieldErrors)
    assert lines(said) == ["title: Write a few words."]


async def test_a_long_title_opens_all_the_same(desk: Desk) -> None:
    """The command of a person in a hurry is never refused for its length."""
    await desk.command(PETR, "open", "hacked account " * 200)

    assert len((await desk.incident()).opening.title) <= 120
    assert (await desk.kinds())[:2] == ["opened", "noted"]


async def test_what_the_form_says_is_not_asked_again(desk: Desk) -> None:
    given = {"accounts.whose": "main", "accounts.accounts": "@brand", "live.live": "yes"}

    await desk.submit(PETR, "open.submit", title="Hacked", kind="account_takeover", link="https://x.com/1", **given)

    incident = await desk.incident()
    assert incident.opening.playbook == "account_takeover"
    assert {id: known.answer.values for id, known in incident.questions.answers.items()} == {
        "accounts": {"whose": "main", "accounts": "@brand"},
        "live": {"live": "yes"},
    }
    assert [asking.question for asking in incident.questions.asked] == ["unauthorised_use"]
    assert (incident.level.value, [exhibit.link for exhibit in incident.evidence.exhibits]) == (
        "SEV2",
        ["https://x.com/1"],
    )


async def test_every_field_of_the_form_but_the_title_is_optional(desk: Desk) -> None:
    asked = form(await desk.press(PETR, "open.start"))

    assert [field.name for field in asked.fields if not hasattr(field, "lines") and field.required] == ["title"]
    await desk.submit(PETR, "open.submit", title="Hacked", **{"live.live": "", "kind": "", "link": ""})
    assert [asking.question for asking in (await desk.incident()).questions.asked] == ["accounts"]


async def test_a_bad_link_is_told_under_its_field(desk: Desk) -> None:
    said = await desk.submit(PETR, "open.submit", title="Hacked", link="x.com/1")

    assert lines(said) == ["link: A full address, https://…"]
    assert await desk.store.open_incidents(TENANT) == []


async def test_the_same_delivery_three_times_at_once_is_one_crisis(desk: Desk) -> None:
    """And each is answered alike."""
    said = await asyncio.gather(*(desk.command(PETR, "open", "Hacked", key="one") for _ in range(3)))

    assert len(await desk.store.open_incidents(TENANT)) == 1
    assert [lines(each) for each in said] == [lines(said[0])] * 3


async def test_the_same_title_within_two_minutes_is_the_same_crisis(desk: Desk) -> None:
    """Even from two presses at the same moment."""
    await asyncio.gather(*(desk.command(PETR, "open", title) for title in ("Hacked", " HACKED ")))
    desk.later(2)

    again = await desk.command(PETR, "open", "hacked")

    assert len(await desk.store.open_incidents(TENANT)) == 1
    assert lines(again) == ["You opened Crisis 1 with this title at 12:00 UTC. Nothing was opened twice."]
    assert actions(again) == ["open.another"]


async def test_another_one_is_opened_on_purpose_and_once(desk: Desk) -> None:
    first = await desk.opened("Hacked")

    said = [await desk.press(PETR, "open.another", first.id) for _ in range(2)]

    assert [incident.number for incident in await desk.store.open_incidents(TENANT)] == [2, 1]
    assert lines(said[0])[0] == "Crisis 2 is open. Your private room follows in a moment."
    assert lines(said[1])[0] == "You opened Crisis 2 with this title at 12:00 UTC. Nothing was opened twice."


async def test_only_the_opener_opens_another(desk: Desk) -> None:
    first = await desk.opened("Hacked", inside=[ANA])

    said = await desk.press(ANA, "open.another", first.id)

    assert lines(said) == ["Only who opened this crisis can open another. Nothing was opened."]


async def test_a_form_with_the_same_title_keeps_what_was_typed_in_it(desk: Desk) -> None:
    await desk.opened("Hacked")

    said = await desk.submit(PETR, "open.submit", title="hacked", link="https://x.com/1")

    assert lines(said) == ["title: You opened Crisis 1 with this title at 12:00 UTC. Change the title to open another."]


async def test_a_similar_crisis_of_somebody_else_is_named_without_its_title(desk: Desk) -> None:
    await desk.opened("Offensive post from brand account")
    desk.later(3)

    said = lines(await desk.command(JANA, "open", "offensive post, brand account!"))

    assert said[:4] == [
        "Crisis 2 is open. Your private room follows in a moment.",
        "First: save screenshots and links.",
        "Petr Novák opened one with a similar title at 12:00 UTC.",
        "Nothing was merged. Speak to Petr.",
    ]
    assert "Offensive post from" not in " ".join(said)


@pytest.mark.parametrize("by", [TOM, STRANGER])
async def test_guests_and_strangers_open_nothing(desk: Desk, by: object) -> None:
    person = TOM if by is TOM else STRANGER

    said = [
        await desk.command(person, "open", "Hacked"),
        await desk.press(person, "open.start"),
        await desk.submit(person, "open.submit", title="Hacked"),
    ]

    assert all("Nothing was changed." in lines(each)[0] for each in said)
    assert await desk.store.open_incidents(TENANT) == []


async def test_setup_is_asked_for_once(desk: Desk) -> None:
    """After the first open, of somebody who may fill it in."""
    first, second = await desk.command(PETR, "open", "Hacked"), await desk.command(ANA, "open", "A leak of data")

    assert actions(first) == ["setup.form"]
    assert lines(first)[2] == "The setup is still empty, so nobody is called yet. Next: name your responders."
    assert actions(second) == []


async def test_a_refused_room_is_tried_again_when_asked(desk: Desk) -> None:
    incident = await desk.opened("Hacked")
    async with desk.store.happened(incident.id, "refused") as change:
        change.record([StepRefused(step="place", reason="restricted_action")])

    first, second = [await desk.press(PETR, "open.retry", incident.id) for _ in range(2)]

    assert lines(first) == ["Trying again. The room follows in a moment."]
    assert lines(second) == ["Nothing of Crisis 1 waits to be tried again. Nothing was changed."]
    assert (await desk.incident()).room.refused == {}


async def test_only_those_inside_try_again(desk: Desk) -> None:
    incident = await desk.opened("Hacked")

    assert "Only those in the room" in lines(await desk.press(ANA, "open.retry", incident.id))[0]
