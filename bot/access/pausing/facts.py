"""What is recorded of pausing, beside the tasks of who is asked to."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight
from bot.record.frozen import Frozen
from bot.task.facts import Subject


class PauseItem(Frozen):
    """One thing to pause. Of its *thing* the code is "tool", "ads", "scheduled" or "paid"; the last two are general."""

    n: int  # 1, 2, 3 …: its task is "pause/<n>"
    thing: Subject
    of: str = ""  # id in the register: of the tool, or of the account whose advertising it is
    accounts: tuple[str, ...] = ()  # handles of those it posts to
    runbooks: tuple[str, ...] = ()  # ids: their texts say how


class PauseOrdered(Fact):
    """Everything scheduled and paid is to be paused, at once."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["pause_ordered"] = "pause_ordered"
    items: tuple[PauseItem, ...]
    by: Someone


class PauseDecided(Fact):
    """One item may run again; or it stays paused. The reason is the commander's."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["pause_decided"] = "pause_decided"
    item: int
    thing: Subject
    by: Someone
    stays: bool = False
    reason: str = ""


FACTS = (
    PauseOrdered,
    PauseDecided,
)
