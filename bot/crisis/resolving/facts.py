"""Facts of the end: resolved, reopened, undone, erased."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight


class Outcome(StrEnum):
    """How a crisis ended."""

    stopped = "stopped"
    faded = "faded"
    no_crisis = "no_crisis"
    duplicate = "duplicate"


class Resolved(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["resolved"] = "resolved"
    by: Someone
    outcome: Outcome
    still_open: str = ""
    closing_word: str = ""
    review_owner: Someone | None = None
    review_on: date | None = None
    missing: tuple[str, ...] = ()  # codes of what was missing
    because: str = ""  # why it was resolved all the same


class Reopened(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["reopened"] = "reopened"
    by: Someone
    reason: str


FACTS = (
    Resolved,
    Reopened,
)
