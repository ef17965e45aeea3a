"""What is recorded of restoring access."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.access.register.codes import Level
from bot.people.who import Someone
from bot.record.fact import Fact, Weight
from bot.record.frozen import Restricted


class RestorationOrdered(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["restoration_ordered"] = "restoration_ordered"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    by: Someone


class AccessDecided(Fact):
    """What becomes of one access path after the crisis. A later decision of the same way counts instead."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["access_decided"] = "access_decided"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    paths: tuple[int, ...]
    decision: Literal["back", "lowered", "out"]
    level: Level | None = None  # the least that is needed
    until: datetime | None = None  # temporary
    reason: Restricted  # it may hold a name
    by: Someone


class AccessRestored(Fact):
    """What was decided is done on the platform."""

    kind: Literal["access_restored"] = "access_restored"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    paths: tuple[int, ...]
    by: Someone


class RestorationVerified(Fact):
    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["restoration_verified"] = "restoration_verified"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    paths: tuple[int, ...]
    by: Someone
    saw: Restricted = Restricted("")
    alone: str = ""


FACTS = (
    RestorationOrdered,
    AccessDecided,
    AccessRestored,
    RestorationVerified,
)
