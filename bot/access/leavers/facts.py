"""What is recorded of those who left."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

from bot.access.register.codes import HowSeen
from bot.people.who import Someone
from bot.record.fact import Fact, Weight


class LeaverSeen(Fact):
    """Somebody of the register left, or leaves; who *said* so, where a person did."""

    kind: Literal["leaver_seen"] = "leaver_seen"
    holder: str
    how: HowSeen
    last_day: date | None = None
    tense: bool = False
    by: Someone | None = None


class LeaverReturned(Fact):
    """Their account in the chat is a full one again."""

    kind: Literal["leaver_returned"] = "leaver_returned"
    holder: str


class LeaverDenied(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["leaver_denied"] = "leaver_denied"
    holder: str
    by: Someone
    reason: str


class LeaverPutOff(Fact):
    kind: Literal["leaver_put_off"] = "leaver_put_off"
    holder: str
    until: datetime
    by: Someone


class LeaverReminded(Fact):
    """The owners of their accounts are asked, the first time or once more."""

    kind: Literal["leaver_reminded"] = "leaver_reminded"
    holder: str


class LeaverCleared(Fact):
    """Nothing of theirs is open any more."""

    kind: Literal["leaver_cleared"] = "leaver_cleared"
    holder: str


FACTS = (
    LeaverSeen,
    LeaverReturned,
    LeaverDenied,
    LeaverPutOff,
    LeaverReminded,
    LeaverCleared,
)
