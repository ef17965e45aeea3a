"""Where a question stands."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.crisis.questions.facts import Answer
from bot.people.who import Someone
from bot.record.frozen import Frozen


class Asking(Frozen):
    """One posting of a question in the thread. A question asked again is another one, with the next ``nth``."""

    question: str
    nth: int
    at: datetime
    mentions: Someone | None = None  # who is mentioned, though everybody inside may answer
    to: Someone | None = None  # the person it was handed to
    by: Someone | None = None  # who handed it
    note: str = ""
    handed_at: datetime | None = None


class Answered(Frozen):
    """Where a question stands. ``answer`` is the newest one; earlier ones are on the timeline."""

    state: Literal["answered", "unknown", "skipped"]
    answer: Answer = Answer()
    by: Someone
    at: datetime
    version: int = 0  # how many answers there have been
    times_unknown: int = 0
    reason: str = ""  # of a skip, or of a not-known
    open_again: bool = False  # somebody went back to it; the answer counts until it is answered anew
    before: Answered | None = None  # the answer it replaced, should this one turn out to be none
    source_edited_at: datetime | None = None  # when the message it was taken from changed, and was no answer any more
    source_deleted_at: datetime | None = None  # when that message was deleted


class Questions(Frozen):
    """What was asked, and where each question stands."""

    asked: tuple[Asking, ...] = ()  # in the order they were posted
    answers: dict[str, Answered] = {}

    def asking(self, question: str) -> Asking | None:
        """The newest posting of a question, or None if it was never asked."""
        return next((a for a in reversed(self.asked) if a.question == question), None)
