"""Who is informed, as people say it in the chat."""

from __future__ import annotations

from bot.rehearsal.reading import words
from tests.conversation import Rehearsal


async def test_said_once_it_stands_on_the_board_in_the_timeline_and_in_the_brief(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.go_to_room()
    await petr.command("/crisis informed")
    sent = await petr.fill(
        {"Who": ["customers", "staff"], "Informed?": "Informed", "How, or why not": "letter from the board"}
    )
    await crisis.later(seconds=5)

    board = next(words(m) for m in reversed(await petr.messages()) if "Commander:" in words(m))
    told = (await petr.command("/crisis timeline"))["text"]
    brief = (await petr.command("/crisis brief"))["text"]

    assert sent["ok"]
    assert "Informed: customers: 03:00 CET · partners: not yet" in board
    assert "informed: staff, by Petr Novák: letter from the board" in told
    assert "Informed: customers: 03:00 CET" in brief


async def test_without_a_word_how_the_form_stays_open(crisis: Rehearsal) -> None:
    await crisis.opened()
    await crisis.petr.go_to_room()
    await crisis.petr.command("/crisis informed")

    sent = await crisis.petr.fill({"Who": ["media"], "Informed?": "Not needed", "How, or why not": " "})

    assert not sent["ok"] and "A few words are enough: how, or why not." in str(sent)
