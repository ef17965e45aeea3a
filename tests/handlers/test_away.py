"""Slack goes away and comes back, or the database does: people are told what is true, and the room catches up."""

from __future__ import annotations

from bot.crisis.questions.facts import QuestionUnknown
from bot.crisis.room.facts import ChatReturned
from bot.rehearsal import Refusal
from bot.rehearsal.acting import Actor, words
from tests.conversation import Rehearsal


async def away_for(crisis: Rehearsal, *, minutes: int) -> None:
    """Petr's press is taken, but cannot be shown for so long."""
    crisis.workspace.weather.set_preset("down")
    await crisis.petr.press("Take command")
    for _half in range(2 * minutes):
        await crisis.later(seconds=30)
    crisis.workspace.weather.set_preset("calm")
    await crisis.later(seconds=30)
    await crisis.later(seconds=3)


async def test_slack_away_for_minutes_is_told_once_under_the_board(crisis: Rehearsal) -> None:
    """By a reply that calls nobody, when the room is up to date again; restarts and later looks add nothing."""
    petr = await crisis.opened()
    heard = len(crisis.workspace.model.notices)

    await away_for(crisis, minutes=2)
    await crisis.later(minutes=5)

    (told,) = [event.fact for event in await crisis.events() if isinstance(event.fact, ChatReturned)]
    replies = await petr.thread((await crisis.board(petr))["ts"])
    assert [reply["text"] for reply in replies] == [replies[0]["text"]]
    room = await crisis.read(petr)
    assert room.count("Slack was out of reach from") == 1
    assert "All that was confirmed to you is saved. This room is up to date again." in room
    assert (told.until - told.since).total_seconds() == 150
    assert not [n for n in crisis.workspace.model.notices[heard:] if n.why == "mention"]
    assert "Commander: Petr" in room


async def test_a_hiccup_is_not_told(crisis: Rehearsal) -> None:
    petr = await crisis.opened()

    crisis.workspace.weather.set_preset("down")
    await petr.press("Take command")
    await crisis.later(seconds=20)
    crisis.workspace.weather.set_preset("calm")
    await crisis.later(seconds=30)

    assert "out of reach" not in await crisis.read(petr)
    assert not [event for event in await crisis.events() if isinstance(event.fact, ChatReturned)]


async def test_a_long_silence_is_told_in_every_open_room_newest_first(crisis: Rehearsal) -> None:
    """Nothing was to be shown, but people spoke and were not heard. What is over is left alone."""
    await crisis.petr.command("/crisis open A first one")
    await crisis.ana.command("/crisis open A second one")
    await crisis.settled()
    await crisis.later(minutes=10)
    before = len(crisis.workspace.calls)

    await crisis.app.catch_up(480.0)
    await crisis.settled()
    await crisis.app.catch_up(480.0)
    await crisis.settled()

    posts = [call for call in crisis.workspace.calls[before:] if call.method == "chat.postMessage"]
    rooms = [crisis.workspace.places[call.args["channel"]].name.split("-")[1] for call in posts]
    assert rooms == ["2", "1"]
    assert all("Slack was out of reach from " in call.args["text"] for call in posts)
    for number in (1, 2):
        (told,) = [event.fact for event in await crisis.events(number) if isinstance(event.fact, ChatReturned)]
        assert (told.until - told.since).total_seconds() == 480


async def test_a_new_connection_after_a_moment_is_not_told(crisis: Rehearsal) -> None:
    petr = await crisis.opened()

    await crisis.app.catch_up(20.0)

    assert "out of reach" not in await crisis.read(petr)


async def board_of(person: Actor) -> str:
    """Pinned or not."""
    return next(read for message in await person.messages() if (read := words(message)).startswith("Crisis 1 · "))


async def test_what_is_not_done_yet_is_said_while_it_is_tried(crisis: Rehearsal) -> None:
    """To whoever opened it, on the board and to who asks; nothing waits for it, and the words go when it is done."""
    not_yet = "Not yet: pin, since 03:00 CET. I keep trying; nothing waits for it."
    crisis.workspace.weather.refuse_next("pins.add", *[Refusal("internal_error")] * 12)

    petr = await crisis.opened()
    asked = str((await petr.command("/crisis status"))["text"])
    at_once = await crisis.direct_messages("petr")
    for _half in range(2):
        await crisis.later(seconds=30)
    await crisis.later(seconds=3)
    direct_message, board = await crisis.direct_messages("petr"), await board_of(petr)
    crisis.workspace.weather.refuse.clear()
    for _half in range(3):
        await crisis.later(seconds=30)

    assert not_yet in asked and not_yet not in at_once
    assert not_yet in board and not_yet in direct_message
    assert "Done: room, your invitation, board, questions." in direct_message
    after = await crisis.direct_messages("petr") + await board_of(petr)
    assert "Not yet" not in after and "Done: room" not in after


async def test_a_step_slack_refuses_is_told_to_whoever_opened_it(crisis: Rehearsal) -> None:
    crisis.workspace.weather.refuse_next("pins.add", Refusal("restricted_action"))

    await crisis.opened()
    await crisis.later(seconds=3)

    direct_message = await crisis.direct_messages("petr")
    assert "Done: room, your invitation, board, questions." in direct_message
    assert "Not done: pin (Slack refused, since 03:00 CET)" in direct_message


async def test_a_room_that_cannot_be_made_yet_is_told_to_whoever_opened_it(crisis: Rehearsal) -> None:
    """Until it is there; then the words give way to the link."""
    crisis.workspace.weather.refuse_next("conversations.create", *[Refusal("internal_error")] * 8)

    await crisis.petr.command("/crisis open Offensive post from our account")
    await crisis.later(seconds=11)
    waiting = await crisis.direct_messages("petr")
    crisis.workspace.weather.refuse.clear()
    for _half in range(2):
        await crisis.later(seconds=30)

    assert "Crisis 1 is saved. The link to its room comes here." in waiting
    assert "Not yet: the room, since 03:00 CET. I keep trying; nothing waits for it." in waiting
    direct_messages = await crisis.direct_messages("petr")
    assert "Crisis 1 is open. Your private room:" in direct_messages and "comes here" not in direct_messages


async def test_who_changed_what_slack_holds_up_is_told_by_when_the_room_shows_it(crisis: Rehearsal) -> None:
    """Only if it is for more than half a minute: the pace itself is quicker, and nobody is told of it."""
    petr = await crisis.opened()
    crisis.workspace.weather.refuse_next("chat.update", Refusal(retry_after=90))

    await petr.press("Take command")
    await crisis.settled()
    first = await crisis.read(petr)
    await petr.press("Don't know yet")
    await crisis.settled()

    says = "Slack asks me to slow down. Your change is saved. The room will show it by about 03:02 CET."
    assert says not in first
    assert says in await crisis.read(petr)
    assert any(isinstance(event.fact, QuestionUnknown) for event in await crisis.events())
