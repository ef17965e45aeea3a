"""What people see after somebody took back a press."""

from __future__ import annotations

from datetime import date

from bot.chat.card import Card, More
from bot.crisis.command import rules as command
from bot.crisis.resolving import rules as resolution
from bot.crisis.undo.rules import undo
from bot.room.room import room
from bot.room.surface import Surface
from bot.views import staged
from tests.crisis.test_undo import ending
from tests.record.story import ANA, JANA, PETR
from tests.record.thread import BOOK, Room, core_done, intake_done
from tests.room.test_direct_messages import text


def surfaces(room_: Room) -> dict[str, Surface]:
    return {surface.key: surface for surface in room(staged(room_.incident, BOOK, {}, tuple(room_.events))).surfaces}


def handed_over() -> Room:
    """Jana accepted command from Ana, and took it back."""
    story = Room()
    story.does(lambda i: command.claim(i, ANA, story.now), ANA)
    story.does(lambda i: command.offer(i, ANA, JANA, "none"), ANA)
    story.does(lambda i: command.accept(i, JANA), JANA)
    return story.does(lambda i: [*undo(i, JANA, story.now)], JANA)


def test_who_has_command_again_hears_it() -> None:
    """She thought that she could rest. The offer waits again, where it was made."""
    story = handed_over()
    key = f"direct_message/command-back@{int(story.now.timestamp())}/{ANA.id}"
    shown = surfaces(story)

    assert (shown[key].to, shown[key].settled) == (ANA.id, False)
    assert text(shown[key]) == [
        "You have command of Crisis 12 again.",
        "Jana Horvat took back their press at 12:05 UTC.",
        "Why you: you had command before Jana.",
        "[Go to room] [Hand over…]",
    ]
    offers = [surface for name, surface in shown.items() if name.startswith("direct_message/handover@")]
    assert "[I have command] [Not now…] [Go to room]" in text(offers[0])


def test_once_somebody_else_has_it_that_direct_message_is_over() -> None:
    story = handed_over()
    key = f"direct_message/command-back@{int(story.now.timestamp())}/{ANA.id}"
    story.does(lambda i: command.accept(i, JANA), JANA)

    assert surfaces(story)[key].settled
    assert text(surfaces(story)[key])[0] == "You had command of Crisis 12 again, from 12:05 UTC on."
    assert "Hand over" not in str(text(surfaces(story)[key]))


def test_an_end_undone_takes_the_review_away_and_says_so_where_the_summary_is() -> None:
    story = core_done()
    story.does(lambda i: resolution.resolve(i, BOOK, ending(), date(2026, 3, 2)))
    before = surfaces(story)[f"direct_message/review-1/{JANA.id}"]
    story.does(lambda i: [*undo(i, PETR, story.now)])
    after = surfaces(story)
    story.does(lambda i: resolution.resolve(i, BOOK, ending(), date(2026, 3, 2)))
    again = surfaces(story)

    assert not before.removed and after[f"direct_message/review-1/{JANA.id}"].removed
    summary = after["summary"].card
    assert isinstance(summary, Card) and "was opened again at" in str(summary.text)
    assert (
        again[f"direct_message/review-1/{JANA.id}"].removed and not again[f"direct_message/review-2/{JANA.id}"].removed
    )


def test_the_card_of_an_answer_has_undo_in_its_menu() -> None:
    """At most five entries; of names the commander gets at who is kept out from there."""
    story = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))
    for question, entries in (
        ("mistake", ["question.change", "question.history", "ask.form", "undo.last"]),
        ("involved", ["question.change", "question.history", "ask.form", "conflict.form", "undo.last"]),
    ):
        assert menu(story, question) == entries
    story.does_not_know("involved")

    assert len(menu(story, "involved")) <= 5


def menu(story: Room, question: str) -> list[str]:
    card = surfaces(story)[f"question/{question}#1"].card
    assert isinstance(card, Card)
    items = [item for part in card.parts for item in getattr(part, "items", ()) if isinstance(item, More)]
    return [option.value for option in items[0].options]
