"""What is recorded of a conflict of interest."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight
from bot.record.frozen import Restricted


class KeptOut(Fact):
    """*Must not see this*: said by who opened it, or by the commander. Who it is, few may read."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["kept_out"] = "kept_out"
    person: Restricted  # id
    name: Restricted
    by: Someone


class RemovalOrdered(Fact):
    """Somebody who must not see this is to be taken out of the room."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["removal_ordered"] = "removal_ordered"
    person: Restricted  # id
    by: Someone


class NamingTakenBack(Fact):
    """Somebody was named as involved, or kept out, and is not any more. The words of the reason may hold the name."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["naming_taken_back"] = "naming_taken_back"
    person: Restricted  # id
    by: Someone
    reason: Restricted


FACTS = (
    KeptOut,
    RemovalOrdered,
    NamingTakenBack,
)
