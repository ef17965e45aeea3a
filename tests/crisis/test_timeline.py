"""Notes: what they weigh, when they happened, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crisis.timeline.facts import Noted
from bot.crisis.timeline.rules import happened, note, weighed
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Weight

ANA = Someone(id="slack:U1", name="Ana Kovač")
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "weight", "text"),
    [
        ("Union rep quotes the post", Weight.unconfirmed, "Union rep quotes the post"),  # the careful default
        ("fact: posts went out 14:21", Weight.fact, "posts went out 14:21"),
        ("Decision: accept, thank", Weight.decision, "accept, thank"),  # capitals do not matter
        ("action : called Ivo", Weight.action, "called Ivo"),
        ("činjenica: objava je maknuta", Weight.fact, "objava je maknuta"),  # Croatian
        ("rozhodnutí: mlčet", Weight.decision, "mlčet"),  # Czech
        ("note: this: is no weight", Weight.unconfirmed, "note: this: is no weight"),
        ("https://example.org is down", Weight.unconfirmed, "https://example.org is down"),  # a link is no label
    ],
)
def test_a_leading_word_says_how_much_a_note_weighs(typed: str, weight: Weight, text: str) -> None:
    """Only the known words count; everything else is not confirmed."""
    assert weighed(typed) == (weight, text)


def test_an_empty_note_is_refused_with_an_example() -> None:
    """White space and control characters are not words."""
    with pytest.raises(Refused):
        note(" \x00\x07 ", Weight.fact, ANA)


def test_a_note_too_long_says_by_how_much() -> None:
    """Nothing is cut silently."""
    with pytest.raises(Refused) as refused:
        note("x" * 3_010, Weight.fact, ANA)

    assert "10" in str(refused.value.words)


@given(st.text(max_size=200))
def test_a_note_keeps_what_can_be_read(text: str) -> None:
    """Whatever is typed is kept as data or refused; a NUL never gets through."""
    try:
        facts = note(text, Weight.action, ANA)
    except Refused:
        return

    assert all(isinstance(fact, Noted) and "\x00" not in fact.text and fact.text.strip() for fact in facts)


def test_a_time_to_come_is_refused_and_a_clock_a_little_ahead_is_not() -> None:
    """Two minutes of difference between clocks count as now."""
    with pytest.raises(Refused) as refused:
        happened(NOW + timedelta(hours=1), NOW)

    assert refused.value.field == "at"
    assert happened(NOW + timedelta(seconds=90), NOW) == NOW
    assert happened(None, NOW) == NOW
    assert happened(NOW - timedelta(days=2), NOW) == NOW - timedelta(days=2)
