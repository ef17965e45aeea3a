"""What is recorded of restoring access."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.access.register.codes import Level
from bot.people.who import Someone
from bot.record.fact import Fact, Weight
from bot.record.frozen import Restricted


class GivingBackOrdered(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["giving_back_ordered"] = "giving_back_ordered"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    by: Someone


class WayDecided(Fact):
    """What becomes of one way in after the crisis. A later decision of the same way counts instead."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["way_decided"] = "way_decided"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    ways: tuple[int, ...]
    decision: Literal["back", "lowered", "out"]
    level: Level | None = None  # the least that is needed
    until: datetime | None = None  # temporary
    reason: Restricted  # it may hold a name
    by: Someone


class WayReturned(Fact):
    """What was decided is done on the platform."""

    kind: Literal["way_returned"] = "way_returned"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    ways: tuple[int, ...]
    by: Someone


class GivingBackVerified(Fact):
    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["giving_back_verified"] = "giving_back_verified"
    account: str
    handle: str = ""  # what the account was called then: the timeline says it
    ways: tuple[int, ...]
    by: Someone
    saw: Restricted = Restricted("")
    alone: str = ""


FACTS = (
    GivingBackOrdered,
    WayDecided,
    WayReturned,
    GivingBackVerified,
)
