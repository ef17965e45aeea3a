"""Who is paged, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.crisis.command.rules import claim
from bot.crisis.paging.rules import PAGE
from bot.crisis.playbook import Book
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.errors import Refused
from bot.people.facts import StandingChanged
from bot.people.organisation import Responder
from bot.people.who import Standing
from bot.record import consequences
from bot.record.due import Due
from bot.task import rules
from bot.task.facts import TaskAnswered, TaskAsked
from tests.record.story import ANA, EVA, JANA, NOON, PETR, TOM, Story

BOOK = Book()


def due(story: Story) -> list[Due]:
    return rules.due(PAGE, story.incident)


def paged_instead(due: Due) -> list[object]:
    return [(fact.to, fact.instead_of) for fact in due.facts if isinstance(fact, TaskAsked)]


def test_coming_is_recorded_once() -> None:
    story = Story(Responder(person=ANA)).answers_page(ANA).answers_page(ANA)

    assert story.pages() == [(ANA, "done")]
    assert len([event for event in story.events if isinstance(event.fact, TaskAnswered)]) == 1


@pytest.mark.requirement("S2.6")
def test_who_stays_silent_has_a_deputy() -> None:
    """After five minutes the deputy is paged, once: the key names the occurrence."""
    story = Story(Responder(person=ANA, deputy=JANA))

    (soon,) = due(story)
    story.then(soon.facts)

    assert soon.at == NOON + timedelta(minutes=5)
    assert soon.key == f"next/page/{ANA.id}/1"
    assert paged_instead(soon) == [(JANA, ANA)]
    assert due(story) == []
    assert story.pages() == [(ANA, "asked"), (JANA, "asked")]


def test_who_cannot_come_sends_for_the_deputy_at_once() -> None:
    story = Story(Responder(person=ANA, deputy=JANA)).answers_page(ANA, "could_not", "on a train")

    assert story.pages() == [(ANA, "could_not"), (JANA, "asked")]


def test_not_coming_needs_a_reason() -> None:
    with pytest.raises(Refused) as refused:
        Story(Responder(person=ANA)).answers_page(ANA, "could_not", "  ")

    assert (refused.value.code, refused.value.field) == ("no_reason", "reason")


def test_a_late_coming_still_counts() -> None:
    """The deputy was paged already; both are welcome."""
    story = Story(Responder(person=ANA, deputy=JANA))
    story.later(6).then(due(story)[0].facts).answers_page(ANA)

    assert story.pages() == [(ANA, "done"), (JANA, "asked")]


def test_nobody_is_asked_for_somebody_without_a_deputy() -> None:
    assert due(Story(Responder(person=ANA))) == []


def test_one_deputy_of_two_is_paged_once() -> None:
    """The second falls due only where the first one's page did not happen."""
    story = Story(Responder(person=ANA, deputy=EVA), Responder(person=JANA, deputy=EVA))

    story.then(due(story)[0].facts)

    assert due(story) == []
    assert story.answers_page(JANA, "could_not", "ill").pages() == [
        (ANA, "asked"),
        (JANA, "could_not"),
        (EVA, "asked"),
    ]


@pytest.mark.parametrize(
    ("deputy", "why"),
    [(PETR, "the opener is there"), (JANA, "is paged already"), (ANA, "is the responder"), (TOM, "")],
)
def test_some_deputies_are_not_paged(deputy: object, why: str) -> None:
    """Tom is involved; the others are there or were paged."""
    story = Story(Responder.model_validate({"person": ANA, "deputy": deputy}), Responder(person=JANA)).involves(TOM)

    assert due(story) == [], why


def test_who_commands_has_come() -> None:
    """Taking command answers the page."""
    story = Story(Responder(person=ANA, deputy=JANA)).joined(ANA)

    story.then(claim(story.incident, ANA, story.now), ANA)

    assert due(story) == []
    assert story.pages() == [(ANA, "done")]


def test_nothing_falls_due_once_it_is_resolved() -> None:
    story = Story(Responder(person=ANA, deputy=JANA)).then([Resolved(by=PETR, outcome=Outcome.faded)], PETR)

    assert consequences.due(story.incident, BOOK) == []


def test_who_could_not_come_may_come_after_all_and_who_comes_may_still_say_that_they_cannot() -> None:
    story = Story(Responder(person=ANA)).answers_page(ANA, "could_not", "on a train").answers_page(ANA)
    came = story.pages()

    assert came == [(ANA, "done")]
    assert story.answers_page(ANA, "could_not", "the train again").pages() == [(ANA, "could_not")]


def test_a_responder_who_is_no_member_any_more_is_followed_by_the_deputy_at_once() -> None:
    story = Story(Responder(person=ANA, deputy=JANA))
    story.then([StandingChanged(person=ANA, standing=Standing.gone)])

    assert [(each.at, paged_instead(each)) for each in due(story)] == [(NOON, [(JANA, ANA)])]
