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


class Undone(Fact):
    """Somebody took back their own last press, within a minute. What it undoes stays on the record."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["undone"] = "undone"
    seq: int  # of the event that is taken back
    what: Literal["answer", "command", "role", "resolve", "level"]
    of: str = ""  # id of the question, code of the role
    by: Someone


class Erased(Fact):
    """The words of an earlier event were erased; its place in the chain stays."""

    kind: Literal["erased"] = "erased"
    seq: int
    by: Someone
    reason: str = ""


class Unreadable(Fact):
    """An event whose kind this code does not know, or whose words were erased: it counts, and says nothing."""

    kind: Literal["unreadable"] = "unreadable"
    was: str
