"""What every fact has, and the values several facts share."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.frozen import Frozen


class Weight(StrEnum):
    """How much an entry says: only a fact may be quoted outside."""

    fact = "fact"
    unconfirmed = "unconfirmed"
    decision = "decision"
    action = "action"
    statement = "statement"


class Level(StrEnum):
    """Severity; the lower number is the more urgent (domain.md §2.3)."""

    critical = "SEV1"
    high = "SEV2"
    moderate = "SEV3"
    low = "SEV4"


class Fact(Frozen):
    """What happened. Subclasses name themselves in ``kind``."""

    v: ClassVar[int] = 1
    weight: ClassVar[Weight] = Weight.action
    kind: str


class MessageRef(Frozen):
    """A message that something was taken from. *ref* and *thread* are the chat's own names."""

    place: str
    ref: str
    thread: str | None = None

    @property
    def key(self) -> str:
        """What tells it from every other message of the chat."""
        return f"{self.place}/{self.ref}"

    @property
    def to(self) -> str:
        """Where a link leads that goes there (``text.Link``)."""
        return f"message/{self.key}/{self.thread or ''}"


Value = str | int | bool | tuple[str, ...] | None
"""What a field holds. A moment is ISO 8601 text in UTC: see wording.moment."""


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
