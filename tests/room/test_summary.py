"""Every figure of the summary, with the minutes that really passed."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.card import Card
from bot.crisis.command import rules as command
from bot.crisis.questions.facts import Answer, QuestionAnswered, QuestionAssigned, QuestionUnknown
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.undo.facts import Undone
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.room.summary import summary
from bot.speech.holding_statement.facts import HoldingStatementPublished
from bot.views import staged
from tests.record.crew import BOOK
from tests.record.story import ANA, JANA, NOON, PETR, Story
from tests.room.plain import read

CORE = [question.id for question in BOOK.questions if question.core]


def joined() -> Story:
    return Story().joined(ANA, JANA)


def taken(story: Story, by: Someone) -> Story:
    return story.then(command.claim(story.incident, by, story.now), by)


def answered(story: Story, id: str, version: int = 1, **values: str) -> Story:
    answer = Answer(values=dict(values))
    return story.then([QuestionAnswered(question=id, answer=answer, by=PETR, version=version)], PETR)


def told(story: Story, posts: int = 0) -> str:
    """The summary's card once Ana resolves it."""
    story.then([Resolved(by=ANA, outcome=Outcome.stopped)], ANA)
    card = summary(staged(incident=story.incident, book=BOOK, timeline=tuple(story.events)), posts)[0].card
    assert isinstance(card, Card)
    return "\n".join(read(card))


def test_command_was_taken_when_somebody_first_took_it() -> None:
    story = taken(joined().later(2), ANA).later(89)
    story.then(command.offer(story.incident, ANA, JANA, "nothing"), ANA)
    story.then(command.accept(story.incident, JANA), JANA)

    assert "command 2 min" in told(story)


def test_command_that_was_accepted_before_anybody_took_it_counts() -> None:
    story = joined().later(4)
    story.then(command.offer(story.incident, PETR, JANA, "nothing"), PETR)
    story.then(command.accept(story.incident, JANA), JANA)

    assert "command 4 min" in told(story.later(10))


def test_command_that_was_taken_back_was_not_taken() -> None:
    story = taken(joined().later(2), ANA)
    story.then([Undone(seq=story.incident.seq, what="command", by=ANA)], ANA)

    assert "command 7 min" in told(taken(story.later(5), JANA))


def test_command_nobody_took_is_not_known() -> None:
    assert "command not known" in told(joined().later(5))


def test_questions_took_until_the_last_had_its_first_answer() -> None:
    story = joined()
    for id in CORE:
        answered(story.later(3), id)
    answered(story.later(60), CORE[0], version=2)

    assert f"questions {3 * len(CORE)} min" in told(story)


def test_questions_of_which_one_is_not_known_took_nobody_knows_how_long() -> None:
    story = joined()
    for id in CORE[1:]:
        answered(story.later(3), id)
    story.then([QuestionUnknown(question=CORE[0], by=PETR, times=1)], PETR)

    assert "questions not known" in told(story)


def test_it_lasted_from_the_opening_to_the_last_end() -> None:
    story = joined().later(30)
    told(story)
    story.later(20).then([Reopened(by=ANA, reason="it goes on")], ANA)

    assert "· after 1 h 35 min" in told(story.later(45))


def test_it_was_found_when_it_was_noticed() -> None:
    """Not when it was opened: the two times of the line belong together."""
    began, noticed = NOON - timedelta(minutes=60), NOON - timedelta(minutes=40)
    story = answered(joined().later(1), "when", at=began.isoformat(), we_noticed_at=noticed.isoformat())

    assert "at 11:20 UTC, 20 min after it began" in told(story)


def test_without_the_time_of_noticing_the_opening_counts() -> None:
    story = answered(joined().later(1), "when", at=(NOON - timedelta(minutes=60)).isoformat())

    assert "at 12:00 UTC, 1 h 0 min after it began" in told(story)


def test_the_holding_statement_came_so_long_after_the_opening() -> None:
    at = NOON + timedelta(minutes=17)
    approved = {"line": "We look into it.", "approval": {"mark": "0", "by": JANA, "at": NOON}}
    said = {"text": "We look into it.", "link": "https://x.com/1", "published_at": at, "by": ANA}
    word = HoldingStatementPublished.model_validate({**approved, **said})

    assert ", 17 min after the opening" in told(joined().later(30).then([word], ANA))


def test_mentions_and_posts_are_counted() -> None:
    asked: list[Fact] = [QuestionAssigned(question=CORE[0], to=to, by=PETR, note="") for to in (ANA, JANA)]

    assert "8 posts, 2 mentions." in told(joined().then(asked, PETR), posts=7)
