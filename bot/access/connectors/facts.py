"""What is recorded of what connectors are told, and could not."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight


class AutomaticRestrictionOrdered(Fact):
    """A connector is to close these paths by itself; what becomes of each follows as a fact of its own."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["automatic_restriction_ordered"] = "automatic_restriction_ordered"
    account: str
    handle: str = ""
    step: int
    paths: tuple[int, ...]
    connector: str
    by: Someone


class AutomaticRestorationOrdered(Fact):
    """A connector is to give these paths back by itself."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["automatic_restoration_ordered"] = "automatic_restoration_ordered"
    account: str
    handle: str = ""
    paths: tuple[int, ...]
    by: Someone


class AccessNotRestored(Fact):
    """A connector could not give these back, or nobody can tell; *whys* are codes by path."""

    kind: Literal["access_not_restored"] = "access_not_restored"
    account: str
    handle: str = ""
    whys: dict[int, str]
    by: Someone


FACTS = (
    AutomaticRestrictionOrdered,
    AutomaticRestorationOrdered,
    AccessNotRestored,
)
