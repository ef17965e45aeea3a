"""A level that was set, and answers that give worse: the worse runs until whoever commands decides, asked once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.access.restriction.facts import KeyholderUnable
from bot.crisis.command.facts import CommandTaken
from bot.crisis.incident import Incident
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.severity import rules as severity
from bot.crisis.severity.facts import LevelQuestioned, LevelReleased
from bot.crisis.undo.rules import undo
from bot.errors import Refused
from bot.record import consequences
from bot.record.entries import entries
from bot.record.fact import Fact, Level
from bot.record.fold import fold
from bot.speech.holding_statement import rules as holding_statement
from bot.text import Translator
from tests.access.restrictions import started
from tests.record.crew import BOOK, commanded
from tests.record.story import ANA, JANA, PETR, Story

WATCH, CONTAINED, SERIOUS, CRITICAL = Level.low, Level.moderate, Level.high, Level.critical
CALM, BAD = {"spread": "limited", "reputation": "1"}, {"spread": "limited", "reputation": "3"}
WORSE = {"spread": "mass"}


def rated(story: Story, **damage: str) -> Story:
    """The damage is rated, and what follows by itself does follow."""
    answer = Answer(values={"empty_lines": "none", **damage})
    story.then([QuestionAnswered(question="damage", answer=answer, by=PETR)], PETR)
    return follows(story)


def follows(story: Story) -> Story:
    return story.then(consequences.follow(story.incident, BOOK))


def sets(story: Story, level: Level) -> Story:
    story.then(severity.set_level(story.incident, level.value, "we know them all", ANA), ANA)
    return follows(story)


def asked(story: Story) -> list[LevelQuestioned]:
    return [event.fact for event in story.events if isinstance(event.fact, LevelQuestioned)]


def watched() -> Story:
    """Ana set Watch while the answers gave Contained; then they give Critical."""
    story = sets(rated(commanded(), **CALM), WATCH)
    assert story.incident.level is WATCH
    return rated(story, people_safety="3", **WORSE)


def test_the_worse_runs_clock_and_team_until_the_commander_decides() -> None:
    story = watched()

    opened = story.incident.opening.opened_at
    assert opened is not None
    assert story.incident.level is CRITICAL
    assert holding_statement.due_at(story.incident) == opened + holding_statement.WITHIN[CRITICAL]
    assert [(fact.set, fact.computed, fact.to) for fact in asked(story)] == [(WATCH, CRITICAL, ANA)]
    assert any(
        "Ana Kovač is asked which severity counts: Critical by the answers, Watch was set" in Translator().plain(line)
        for line in entries(story.events, BOOK)
    )


def test_each_rise_is_asked_once() -> None:
    story = sets(rated(commanded(), **CALM), WATCH)
    rated(story, **BAD)
    follows(follows(rated(story, **BAD)))
    assert [fact.computed for fact in asked(story)] == [SERIOUS]

    rated(story, people_safety="3", **WORSE)

    assert [fact.computed for fact in asked(story)] == [SERIOUS, CRITICAL]
    assert [ask.ended for ask in story.incident.severity.asks] == ["over", ""]


def test_kept_with_a_reason_it_counts_and_is_asked_again_only_at_the_next_rise() -> None:
    story = rated(sets(rated(commanded(), **CALM), WATCH), **BAD)
    ask = story.incident.severity.ask
    assert ask is not None
    with pytest.raises(Refused) as short:
        severity.keep(story.incident, ask.seq, "no", ANA)

    follows(story.then(severity.keep(story.incident, ask.seq, "a drill of theirs", ANA), ANA))
    kept = story.incident.level
    rated(rated(story, **CALM), **BAD)
    again = len(asked(story))
    rated(story, people_safety="3", **WORSE)

    assert short.value.field == "reason"
    assert (kept, again) == (WATCH, 1)
    assert (story.incident.level, len(asked(story))) == (CRITICAL, 2)


def test_released_the_answers_count_and_whatever_they_give_later() -> None:
    story = watched()
    ask = story.incident.severity.ask
    assert ask is not None

    follows(story.then(severity.release(story.incident, ask.seq, ANA), ANA))

    assert (story.incident.level, story.incident.severity.set, story.incident.severity.ask) == (CRITICAL, None, None)
    assert rated(story, **CALM).incident.level is story.incident.severity.computed.level  # type: ignore[union-attr]
    with pytest.raises(Refused) as twice:
        severity.release(story.incident, ask.seq, ANA)
    assert twice.value.code == "not_asked"


def test_answers_that_fall_again_end_the_question_and_a_new_rise_is_asked_anew() -> None:
    story = watched()

    rated(story, **CALM)
    fallen = story.incident.level
    rated(story, people_safety="3", **WORSE)

    assert fallen is WATCH
    assert [ask.ended for ask in story.incident.severity.asks] == ["over", ""]


@pytest.mark.parametrize(("level", "damage"), [(WATCH, BAD), (SERIOUS, BAD), (CRITICAL, CALM)])
def test_a_level_set_against_what_the_answers_give_counts_while_they_give_no_worse(
    level: Level, damage: dict[str, str]
) -> None:
    story = sets(rated(commanded(), **damage), level)
    before = asked(story)

    rated(story, money="1", **damage)

    assert (story.incident.level, asked(story)) == (level, before)


def test_answers_that_grow_worse_but_not_worse_than_what_was_set_ask_nothing() -> None:
    story = sets(rated(commanded(), **CALM), CRITICAL)

    rated(story, **BAD)

    assert (story.incident.level, asked(story)) == (CRITICAL, [])


def test_an_account_that_is_lost_overtakes_a_level_too() -> None:
    story = sets(started(rated(commanded(), **CALM), tier="main"), WATCH)

    story.then(KeyholderUnable(account="a1", handle="@brand", who=who, reason="no code") for who in (PETR, JANA))
    follows(story)

    assert (story.incident.level, len(asked(story))) == (CRITICAL, 1)


def test_who_takes_command_is_asked_then() -> None:
    story = watched()

    follows(story.then([CommandTaken(by=JANA, before=ANA, reason="Ana is on a plane")], JANA))

    assert [fact.to for fact in asked(story)] == [ANA, JANA]
    assert [ask.ended for ask in story.incident.severity.asks] == ["over", ""]


def test_where_nobody_commands_the_opener_is_asked_and_where_nobody_acts_the_room() -> None:
    opened = rated(sets(rated(Story(), **CALM), WATCH), people_safety="3", **WORSE)
    assert [fact.to for fact in asked(opened)] == [PETR]

    follows(opened.involves(PETR))

    assert (opened.incident.level, [fact.to for fact in asked(opened)]) == (CRITICAL, [PETR, None])


def test_a_decision_taken_back_leaves_the_question_as_it_was() -> None:
    story = watched()
    before, ask = story.incident, story.incident.severity.ask
    assert ask is not None
    for decide in (severity.release(before, ask.seq, ANA), severity.keep(before, ask.seq, "a drill of theirs", ANA)):
        follows(story.then(decide, ANA))
        story.then(undo(story.incident, ANA, story.now + timedelta(seconds=5)), ANA)
        follows(story)

        after = story.incident
        assert (after.level, after.severity.set, after.severity.ask) == (CRITICAL, before.severity.set, ask)
        assert len(asked(story)) == 1


def test_what_was_recorded_before_is_weighed_by_what_the_answers_gave_then() -> None:
    story = watched()

    again = fold(Incident(id="i1", tenant="T1", number=12), story.events)

    assert again == story.incident
    assert again.severity.set is not None and again.severity.set.computed is CONTAINED


def test_what_counts_again_is_a_decision_on_the_timeline() -> None:
    fact: Fact = LevelReleased(level=CRITICAL, by=ANA)
    story = watched().then([fact], ANA)

    last = list(entries(story.events, BOOK))[-1]
    assert Translator().plain(last).endswith("severity by the answers counts again · Ana Kovač: Critical")
