"""The first minutes of a crisis, as its people see them: through the real Slack edge, on the rehearsal workspace."""

from __future__ import annotations

import pytest

from bot.rehearsal.weather import Refusal
from tests.conversation import Rehearsal


async def set_up(crisis: Rehearsal) -> None:
    """Eva keeps the setup: Ana is called, Jana is her deputy, #social hears of it."""
    await crisis.petr.go("C0SOCIAL")
    await crisis.petr.do("invite", channel="C0SOCIAL", users=["U0APP"])
    await crisis.eva.command("/crisis setup")
    sent = await crisis.eva.fill({"Announce in": "C0SOCIAL", "Responder 1": "U0ANA", "Deputy of responder 1": "U0JANA"})
    assert sent["ok"]


@pytest.mark.requirement("S1.1")
async def test_one_command_makes_a_working_room(either: Rehearsal) -> None:
    """A private room without a word of the title, a board, a question, and a direct message that leads there."""
    said = await either.petr.command("/crisis open Offensive post from our account")
    await either.settled()
    room = await either.petr.go_to_room()
    seen = await either.read(either.petr)

    assert said["text"] == (
        "Crisis 1 is open. Your private room follows in a moment.\nFirst: save screenshots and links."
    )
    assert (room["kind"], room["name"][:9], len(room["name"])) == ("private", "crisis-1-", 13)
    assert "Crisis 1 · Offensive post from our account" in seen
    assert "Which of our accounts are touched?" in seen
    assert room["name"] in await either.direct_messages("petr")
    assert await either.tom.room() is None


async def test_a_form_opens_one_too(crisis: Rehearsal) -> None:
    await crisis.petr.command("/crisis open 🔥")
    form = await crisis.petr.form()

    refused = await crisis.petr.fill({})
    sent = await crisis.petr.fill(
        {"What are people seeing?": "Our account was hacked", "Is it still happening?": "Yes"}
    )

    assert form is not None
    assert "Write a few words." in str(refused["errors"])
    assert sent["ok"]
    incident = await crisis.incident()
    assert (incident.opening.title, incident.questions.answers["live"].answer.values) == (
        "Our account was hacked",
        {"live": "yes"},
    )


@pytest.mark.parametrize(
    "title",
    [
        "a b " * 750,
        "@channel @here look at <https://evil.example|this>",
        "čćžšđ ěščřžýáíé",
        "منشور مسيء من حسابنا",
        "{title} %s ${x} '; DROP TABLE event; --",
        "*bold* _it_ ~no~ `code` & < >",
    ],
)
async def test_a_hostile_title_is_shown_to_the_direct_message_and_alerts_nobody(crisis: Rehearsal, title: str) -> None:
    petr = await crisis.opened(title)

    head = next(block for block in (await crisis.board(petr))["blocks"] if block["type"] == "header")
    shown = head["text"]["text"].removeprefix("Crisis 1 · ")
    assert title.startswith(shown.removesuffix("…"))
    assert [sound["why"] for sound in await crisis.tom.notified()] == []


async def test_a_refused_room_is_told_and_nothing_public_is_made(crisis: Rehearsal) -> None:
    """And *Try again* makes the room, once it is allowed."""
    places = {place["id"] for place in await crisis.tom.places()}
    crisis.workspace.weather.refuse_next("conversations.create", Refusal("restricted_action"))

    await crisis.petr.command("/crisis open Hacked")
    told = await crisis.direct_messages("petr")
    before = await crisis.petr.room()
    await crisis.petr.press("Try again")
    await crisis.settled()
    after = await crisis.petr.room()

    assert "Slack did not allow a private room. Crisis 1 is saved and nothing public was made." in told
    assert before is None
    assert after is not None
    assert "Your private room" in await crisis.direct_messages("petr")
    assert "did not allow" not in await crisis.direct_messages("petr")
    assert {place["id"] for place in await crisis.tom.places()} == places


@pytest.mark.requirement("S2.6")
async def test_a_silent_responder_has_a_deputy_and_may_still_come(crisis: Rehearsal) -> None:
    await set_up(crisis)
    await crisis.opened()
    before = await crisis.direct_messages("jana")

    await crisis.later(minutes=5)
    jana = await crisis.direct_messages("jana")
    await crisis.ana.press("I'm coming")

    assert before == ""
    assert "Why you: deputy of Ana Kovač" in jana
    assert [sound["why"] for sound in await crisis.jana.notified()].count("direct") == 1
    assert [task.result for task in (await crisis.incident()).tasks.values()] == ["done", None]


async def test_who_cannot_come_says_why_and_the_deputy_is_asked_at_once(crisis: Rehearsal) -> None:
    await set_up(crisis)
    await crisis.opened()

    await crisis.ana.press("I can't…")
    await crisis.ana.fill({"One line": "On a train"})

    assert "Ana Kovač can't come." in await crisis.direct_messages("jana")


async def test_the_announcement_says_nothing_of_what_it_is_about(crisis: Rehearsal) -> None:
    await set_up(crisis)
    await crisis.opened("Executive accused of fraud")

    await crisis.tom.go("C0SOCIAL")
    heard = await crisis.read(crisis.tom)

    assert "A crisis room is open (1)." in heard
    assert "fraud" not in heard
    assert "C0" not in heard.partition("A crisis room")[2]


async def test_command_is_taken_handed_over_and_shown(crisis: Rehearsal) -> None:
    """The successor is mentioned once; who offers stays in command until the press."""
    await set_up(crisis)
    await crisis.opened()
    await crisis.later(minutes=5)  # so Jana is called too
    await crisis.ana.go_to_room()
    await crisis.ana.press("Take command")
    await crisis.later(seconds=3)

    await crisis.ana.press("Roles…")
    await crisis.ana.fill({"Role": "Commander", "Person": "U0JANA"})
    await crisis.ana.fill({"To whom": "U0JANA", "Open decisions": "answer the union"})
    await crisis.later(seconds=3)
    offered = str(await crisis.board(crisis.ana))
    await crisis.jana.press("I have command")
    await crisis.later(seconds=3)

    assert "Commander: Ana Kovač" in offered
    assert "Commander: Jana Horvat" in str(await crisis.board(crisis.ana))
    mentions = [sound for sound in await crisis.jana.notified() if sound["why"] == "mention"]
    assert [sound["text"][:20] for sound in mentions] == ["Command of Crisis 1 "]


async def test_a_guest_who_is_let_in_is_named_and_can_do_nothing(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.do("invite", channel=petr.place, users=["U0GUEST"])
    await crisis.later(seconds=3)

    await crisis.guest.go(petr.place)
    await crisis.guest.press("Take command")

    assert "Guests and outsiders can read this: Lukáš Dvořák" in str(await crisis.board(petr))
    assert "Lukáš Dvořák, who has no full account, joined the room of Crisis 1." in await crisis.direct_messages("petr")
    assert "Guests can't use this." in await crisis.read(crisis.guest)
    assert (await crisis.incident()).command.commander is None
