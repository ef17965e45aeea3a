"""What was ordered to be paused, and what may run again. How far each item is, its task says."""

from __future__ import annotations

from datetime import datetime

from bot.access.pausing.facts import PauseDecided, PauseItem, PauseOrdered
from bot.people.who import Someone
from bot.record.frozen import Frozen


class Decision(Frozen):
    """May it run again, or does it stay paused?"""

    stays: bool
    by: Someone
    at: datetime
    reason: str


class Pausing(Frozen):
    """Everything scheduled and paid, being paused."""

    by: Someone  # who ordered it first
    at: datetime
    items: tuple[PauseItem, ...]
    decided: dict[int, Decision] = {}  # by item, the newest


def ordered(was: Pausing | None, fact: PauseOrdered, at: datetime) -> Pausing:
    """Pressed once more, it adds what was found since."""
    if was is not None:
        return was.model_copy(update={"items": (*was.items, *fact.items)})
    return Pausing(by=fact.by, at=at, items=fact.items)


def decided(was: Pausing | None, fact: PauseDecided, at: datetime) -> Pausing | None:
    """The newest decision of each item counts."""
    if was is None:
        return None
    newest = Decision(stays=fact.stays, by=fact.by, at=at, reason=fact.reason)
    return was.model_copy(update={"decided": was.decided | {fact.item: newest}})
