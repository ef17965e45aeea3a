"""What is recorded of the access posture."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight

Stance = Literal["steady", "all_hands", "close_access"]


class StanceProposed(Fact):
    """What the answers say about who should hold the accounts (domain.md §2.6)."""

    kind: Literal["stance_proposed"] = "stance_proposed"
    stance: Stance
    reply_open: bool = False
    why: str  # code of the first condition that holds
    accounts: tuple[str, ...] = ()  # ids in the register


class StanceSet(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["stance_set"] = "stance_set"
    account: str  # id in the register; "": all
    handle: str = ""  # what the account was called then: the timeline says it
    stance: Stance
    reply_open: bool = False
    reason: str = ""
    answering: tuple[Someone, ...] = ()  # with all_hands: who answers
    lines: tuple[str, ...] = ()  # with all_hands: the approved lines
    until: datetime | None = None  # with all_hands: when the shift ends
    by: Someone


class StanceReviewAsked(Fact):
    """What was proposed for a while only still stands: the commander is asked to look at it again."""

    kind: Literal["stance_review_asked"] = "stance_review_asked"
    why: str  # code of the reason, as it was proposed
    to: Someone | None = None


FACTS = (
    StanceProposed,
    StanceSet,
    StanceReviewAsked,
)
