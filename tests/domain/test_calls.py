"""Who is called, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import consequences
from bot.domain.calls import call_of, coming, due, unable
from bot.domain.command import claim
from bot.domain.events import DeputyAsked, Outcome, Resolved, ResponderComing, ResponderUnable
from bot.domain.organisation import Responder
from bot.domain.playbook import Book
from bot.errors import Refused
from tests.domain.story import ANA, EVA, JANA, NOON, PETR, TOM, Story

BOOK = Book()


def code(refused: pytest.ExceptionInfo[Refused]) -> str | None:
    return refused.value.code


def test_coming_is_recorded_once() -> None:
    story = Story(Responder(person=ANA))

    story.then(coming(story.incident, ANA), ANA)

    assert story.incident.calls[0].state == "coming"
    assert coming(story.incident, ANA) == []


@pytest.mark.requirement("S2.6")
def test_who_stays_silent_has_a_deputy() -> None:
    """After five minutes the deputy is asked, once: the key names the occurrence."""
    story = Story(Responder(person=ANA, deputy=JANA))

    (soon,) = due(story.incident, BOOK)
    story.then(soon.facts)

    assert soon.at == NOON + timedelta(minutes=5)
    assert soon.key == f"deputy/{ANA.id}"
    assert soon.facts == (DeputyAsked(responder=ANA, deputy=JANA),)
    assert due(story.incident, BOOK) == []
    assert [(c.person, c.state) for c in story.incident.calls] == [(ANA, "silent"), (JANA, "called")]


def test_who_cannot_come_sends_for_the_deputy_at_once() -> None:
    story = Story(Responder(person=ANA, deputy=JANA))

    facts = unable(story.incident, ANA, "on a train")

    assert facts == [ResponderUnable(person=ANA, reason="on a train"), DeputyAsked(responder=ANA, deputy=JANA)]


def test_not_coming_needs_a_reason() -> None:
    story = Story(Responder(person=ANA))

    with pytest.raises(Refused) as refused:
        unable(story.incident, ANA, "  ")

    assert (code(refused), refused.value.field) == ("no_reason", "reason")


def test_a_late_coming_still_counts() -> None:
    """The deputy was asked already; both are welcome."""
    story = Story(Responder(person=ANA, deputy=JANA))
    story.later(6).then(due(story.incident, BOOK)[0].facts)

    story.then(coming(story.incident, ANA), ANA)

    assert [call.state for call in story.incident.calls] == ["coming", "called"]


def test_nobody_is_asked_for_somebody_without_a_deputy() -> None:
    story = Story(Responder(person=ANA))

    assert due(story.incident, BOOK) == []


def test_one_deputy_of_two_is_asked_once() -> None:
    """The second falls due only where the first one's asking did not happen."""
    story = Story(Responder(person=ANA, deputy=EVA), Responder(person=JANA, deputy=EVA))

    (only,) = due(story.incident, BOOK)
    story.then(only.facts)

    assert due(story.incident, BOOK) == []
    assert [call.person for call in story.incident.calls] == [ANA, JANA, EVA]
    assert unable(story.incident, JANA, "ill") == [ResponderUnable(person=JANA, reason="ill")]


@pytest.mark.parametrize(
    ("deputy", "why"),
    [(PETR, "the opener is there"), (JANA, "is called already"), (ANA, "is the responder"), (TOM, "")],
)
def test_some_deputies_are_not_asked(deputy: object, why: str) -> None:
    """Tom is involved; the others are there or were called."""
    story = Story(Responder.model_validate({"person": ANA, "deputy": deputy}), Responder(person=JANA)).involves(TOM)

    assert due(story.incident, BOOK) == [], why


def test_who_commands_has_come() -> None:
    """Taking command answers the letter."""
    story = Story(Responder(person=ANA, deputy=JANA)).joined(ANA)

    story.then(claim(story.incident, ANA, story.now), ANA)

    assert due(story.incident, BOOK) == []
    assert call_of(story.incident, ANA.id) is not None
    assert story.incident.calls[0].state == "coming"


def test_nothing_falls_due_once_it_is_resolved() -> None:
    story = Story(Responder(person=ANA, deputy=JANA))

    story.then([Resolved(by=PETR, outcome=Outcome.faded)], PETR)

    assert consequences.due(story.incident, BOOK) == []
    with pytest.raises(Refused) as refused:
        coming(story.incident, ANA)
    assert code(refused) == "resolved"


def test_who_was_not_called_cannot_answer_a_call() -> None:
    story = Story(Responder(person=ANA))

    with pytest.raises(Refused) as refused:
        coming(story.incident, TOM)

    assert code(refused) == "not_called"


def test_who_could_not_come_may_come_after_all() -> None:
    story = Story(Responder(person=ANA))
    story.then(unable(story.incident, ANA, "on a train"), ANA)

    assert coming(story.incident, ANA) == [ResponderComing(person=ANA)]
