"""What is recorded of the access posture."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight

Posture = Literal["unchanged", "all_hands", "restricted"]


class PostureProposed(Fact):
    """What the answers say about who should hold the accounts (domain.md §2.6)."""

    kind: Literal["posture_proposed"] = "posture_proposed"
    posture: Posture
    reply_open: bool = False
    why: str  # code of the first condition that holds
    accounts: tuple[str, ...] = ()  # ids in the register


class PostureSet(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["posture_set"] = "posture_set"
    account: str  # id in the register; "": all
    handle: str = ""  # what the account was called then: the timeline says it
    posture: Posture
    reply_open: bool = False
    reason: str = ""
    answering: tuple[Someone, ...] = ()  # with all_hands: who answers
    lines: tuple[str, ...] = ()  # with all_hands: the approved lines
    until: datetime | None = None  # with all_hands: when the shift ends
    by: Someone


class PostureReviewAsked(Fact):
    """What was proposed for a while only still stands: the commander is asked to look at it again."""

    kind: Literal["posture_review_asked"] = "posture_review_asked"
    why: str  # code of the reason, as it was proposed
    to: Someone | None = None


FACTS = (
    PostureProposed,
    PostureSet,
    PostureReviewAsked,
)
