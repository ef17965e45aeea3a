"""What is recorded of what connectors are told, and could not."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight


class ClosingOrdered(Fact):
    """A connector is to close these ways by itself; what becomes of each follows as a fact of its own."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["closing_ordered"] = "closing_ordered"
    account: str
    handle: str = ""
    step: int
    ways: tuple[int, ...]
    connector: str
    by: Someone


class ReturnOrdered(Fact):
    """A connector is to give these ways back by itself."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["return_ordered"] = "return_ordered"
    account: str
    handle: str = ""
    ways: tuple[int, ...]
    by: Someone


class WayNotReturned(Fact):
    """A connector could not give these back, or nobody can tell; *whys* are codes by way."""

    kind: Literal["way_not_returned"] = "way_not_returned"
    account: str
    handle: str = ""
    whys: dict[int, str]
    by: Someone


FACTS = (
    ClosingOrdered,
    ReturnOrdered,
    WayNotReturned,
)
