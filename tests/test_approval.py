"""What is confirmed is what was shown: its mark, whoever was shown something else, and who may approve a draft."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.approval import Approval, Draft, approve, mark, must_be_approvable, must_be_as_shown
from bot.errors import Refused
from bot.record.frozen import Frozen, Restricted
from bot.text import _
from tests.record.crew import refusal
from tests.record.story import EVA, JANA, NOON, PETR

TEXT = "We look into it: žluťoučký kůň, 中文, 👩‍🚒."
DRAFT = Draft(text=TEXT, written_by=EVA, written_at=NOON, asked=JANA)
APPROVED = DRAFT.approved(Approval(mark=mark(TEXT), by=JANA, at=NOON))


class Entry(Frozen):
    name: str
    held: Restricted | None = None
    since: datetime = NOON


class Other(Frozen):
    since: datetime = NOON
    held: Restricted | None = None
    name: str


@dataclass(frozen=True, slots=True)
class Share:
    step: int
    ways: tuple[int, ...]


def test_whatever_character_changes_the_mark_is_another() -> None:
    texts = {TEXT, *(TEXT[:n] + x + TEXT[n + 1 :] for n in range(len(TEXT)) for x in ("", "x"))}

    assert len({mark(text) for text in texts}) == len(texts)
    assert mark("é") != mark("e\u0301")  # they look the same, and are two texts
    assert mark("a") != mark("a ") != mark("a\n")


def test_half_a_character_has_a_mark_too() -> None:
    """JSON may carry one half of a pair alone; a press must not end in a fault."""
    assert mark("\ud83d") != mark("\ud83e")


def test_the_order_of_fields_does_not_count_and_that_of_several_does() -> None:
    assert (
        mark(Entry(name="x"))
        == mark(Other(name="x"))
        == mark({"since": "2026-03-02T12:00:00Z", "name": "x", "held": None})
    )
    assert mark({"a": 1, "b": Share(1, (2, 3))}) == mark({"b": Share(1, (2, 3)), "a": 1})
    assert mark((1, 2)) == mark([1, 2]) != mark((2, 1))


def test_what_stands_apart_does_not_look_like_what_stands_together() -> None:
    things = [None, "", "null", "1", 1, True, (), ("1",), ("a", "b"), ("a,b",), ("ab",), (("a",), "b"), {"a": "b"}]

    assert len({mark(each) for each in things}) == len(things)


def test_a_restricted_value_counts_as_what_it_is() -> None:
    """It prints alike whatever it is; two of them must not pass for the same."""
    assert mark(Entry(name="x", held=Restricted("Eva"))) != mark(Entry(name="x", held=Restricted("Ana")))


def test_what_has_no_order_has_no_mark() -> None:
    with pytest.raises(TypeError):
        mark({"a", "b"})


def test_another_process_gives_the_same_mark() -> None:
    """A form that was opened before a restart is still of the same thing."""
    told = [sys.executable, "-c", f"from bot.approval import mark; print(mark({{'a': ({TEXT!r}, 1)}}))"]

    assert subprocess.check_output(told, text=True).strip() == mark({"a": (TEXT, 1)})


def test_who_was_shown_something_else_is_refused_in_the_words_of_the_act() -> None:
    must_be_as_shown(Entry(name="x"), mark(Entry(name="x")), _("Look again."))

    with pytest.raises(Refused) as refused:
        must_be_as_shown(Entry(name="y"), mark(Entry(name="x")), _("Look again."), "overtaken")

    assert (refused.value.words, refused.value.code) == (_("Look again."), "overtaken")
    assert refusal(lambda: must_be_as_shown(None, "", _("Look again.")))[0] == "changed"


def test_another_person_approves_exactly_what_was_shown() -> None:
    approve(DRAFT, mark(TEXT), JANA)

    assert not DRAFT.is_approved
    assert APPROVED.is_approved


def test_who_wrote_it_does_not_approve_it() -> None:
    code, said = refusal(lambda: approve(DRAFT, mark(TEXT), EVA))

    assert (code, "someone else approves it" in said) == ("author_is_approver", True)


def test_another_text_than_was_shown_is_not_approved() -> None:
    assert refusal(lambda: approve(DRAFT, mark(TEXT + "!"), JANA))[0] == "form_overtaken"
    assert refusal(lambda: approve(DRAFT, "", JANA))[0] == "form_overtaken"


def test_what_is_approved_is_not_approved_again() -> None:
    assert refusal(lambda: must_be_approvable(APPROVED, PETR))[0] == "approved"


@pytest.mark.parametrize("text", [TEXT + " ", TEXT[:-1], TEXT.lower(), ""])
def test_a_change_drops_the_approval(text: str) -> None:
    changed = APPROVED.model_copy(update={"text": text})

    assert not changed.is_approved
    approve(changed, mark(text), PETR)


def test_an_approval_of_another_text_is_not_taken() -> None:
    late = Approval(mark=mark("Another text."), by=PETR, at=datetime(2026, 3, 3, tzinfo=UTC))

    assert APPROVED.approved(late) == APPROVED
