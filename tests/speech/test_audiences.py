"""Who is informed: said by whoever is in the room, seen on the board, asked for before the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.capabilities import unfinished
from bot.crisis.resolving.rules import say_missing
from bot.crisis.severity.facts import SeveritySet
from bot.people.who import Someone
from bot.record.fact import Level
from bot.speech.audiences_words import Value, record, unsaid
from bot.text import Translator
from tests.record.crew import BOOK, commanded, person, refusal
from tests.record.story import ANA, JANA, Story


def says(
    story: Story, value: Value, *audiences: str, by: Someone = ANA, how: str = "by e-mail", minutes: float = 0
) -> Story:
    at = story.now - timedelta(minutes=minutes)
    facts = record(story.incident, audiences, value, how, at, story.now, person(by))
    return story.then(facts, by)


def left(story: Story) -> list[str]:
    return [code for code in unfinished(story.incident, BOOK) if code.startswith("informed/")]


@pytest.mark.requirement("S1.2")
def test_of_each_audience_it_is_known_whether_it_is_informed_since_when_by_whom_and_how() -> None:
    story = says(says(commanded(), "informed", "staff", "customers"), "not_needed", "partners", how="we have none")
    said = {task.of: (task.result, task.said_by, task.note) for task in story.incident.tasks.values()}

    assert said == {
        "customers": ("done", ANA, "by e-mail"),
        "staff": ("done", ANA, "by e-mail"),
        "partners": ("not_applicable", ANA, "we have none"),
    }
    assert story.incident.tasks["informed/staff"].said_at == story.now
    assert unsaid(story.incident) == ["media", "authorities"]


def test_what_was_said_too_early_is_taken_back_with_the_reason() -> None:
    story = says(says(commanded(), "informed", "media"), "not_yet", "media", by=JANA, how="the mail bounced")

    assert "media" in unsaid(story.incident)


@pytest.mark.parametrize("level", [Level.critical, Level.high])
def test_at_the_two_worst_levels_all_five_are_missing_until_somebody_has_said_it(level: Level) -> None:
    story = commanded()
    calm = left(story)
    set_ = SeveritySet(level=level, reason="as it stands now", by=ANA)

    assert calm == []
    assert left(story.then([set_], ANA)) == ["informed/customers,partners,media,staff,authorities"]


def test_once_one_was_said_the_others_are_asked_for_at_any_level() -> None:
    story = says(commanded(), "informed", "staff")

    assert [Translator().plain(say_missing(code, story.incident, BOOK)) for code in left(story)] == [
        "Not said whether informed: customers, partners, media, authorities"
    ]


@pytest.mark.parametrize(
    ("audiences", "how", "minutes", "code"),
    [((), "by e-mail", 0, "empty"), (("staff",), " ", 0, "empty"), (("staff",), "by e-mail", -5, "to_come")],
)
def test_it_is_refused_without_an_audience_without_a_word_and_ahead_of_time(
    audiences: tuple[str, ...], how: str, minutes: float, code: str
) -> None:
    assert refusal(lambda: says(commanded(), "informed", *audiences, how=how, minutes=minutes))[0] == code
