"""What is told in several places comes from one: board, access card, brief, team."""

from __future__ import annotations

from bot.access.restriction.facts import RestrictionStopped
from bot.chat.card import Card
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.record.fact import Level
from bot.room.brief import brief
from bot.room.room import room
from bot.speech.holding_statement.facts import HoldingStatementPublished
from bot.views import staged
from tests.access.brands import shop
from tests.access.restrictions import confirmed, started
from tests.record.crew import BOOK, at, commanded, person
from tests.record.story import ANA, JANA, NOON, TOM, Story
from tests.room.plain import read, said


def told(story: Story) -> list[str]:
    return [said(line) for line in brief(staged(story.incident, BOOK, register=shop()), person(TOM)).lines]


def card(story: Story, key: str) -> str:
    scene = staged(story.incident, BOOK, register=shop())
    found = next(each.card for each in room(scene).surfaces if each.key == key)
    assert isinstance(found, Card)
    return "\n".join(read(found))


def posting(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in line.split(". ") if part.startswith("Can post now")]


def test_who_can_post_is_the_same_number_on_board_access_card_and_in_the_brief() -> None:
    story = commanded()

    board, access = posting(card(story, "board")), posting(card(story, "access"))

    assert board == access != []
    assert "not known" not in board[0]
    assert posting("\n".join(line.partition(" ")[2] for line in told(story))) == board


def test_a_restriction_that_has_a_lead_needs_no_other_access_lead() -> None:
    story = confirmed(started(at(commanded(), Level.critical)))

    board = card(story, "board")
    assert "access lead" not in board.partition("needed:")[2].partition("\n")[0].lower()

    stop = {"account": "a1", "handle": "@brand", "by": ANA, "reason": "enough"}
    story.then([RestrictionStopped.model_validate(stop)], ANA)
    assert "access lead" in card(story, "board").partition("needed:")[2].partition("\n")[0].lower()


def test_the_brief_says_first_what_was_published_and_why_it_goes_on() -> None:
    approved = {"line": "We look into it.", "approval": {"mark": "0", "by": JANA, "at": NOON}}
    word = {"text": "We look into it.", "link": "https://x.com/1", "published_at": NOON, "by": ANA}
    story = commanded().then([HoldingStatementPublished.model_validate({**approved, **word})], ANA)
    story.later(5).then([Resolved(by=ANA, outcome=Outcome.stopped)], ANA)
    story.later(5).then([Reopened(by=ANA, reason="it is back")], ANA)

    head, first, second, *_rest = told(story)

    assert head == "Crisis 12 in 7 lines"
    assert first.startswith("1 Published 12:00 UTC: “We look into it.”")
    assert second == "2 Reopened 12:10 UTC: it is back (Ana Kovač)"
    assert told(commanded())[0] == "Crisis 12 in five lines"
