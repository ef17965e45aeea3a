"""What was ordered to be paused, and what may run again. How far each item is, its task says."""

from __future__ import annotations

from datetime import datetime

from bot.access.pausing.facts import PauseItem
from bot.people.who import Someone
from bot.record.frozen import Frozen


class Decision(Frozen):
    """May it run again, or does it stay paused?"""

    stays: bool
    by: Someone
    at: datetime
    reason: str


class Order(Frozen):
    """Everything scheduled and paid, being paused."""

    by: Someone  # who ordered it first
    at: datetime
    items: tuple[PauseItem, ...]
    decided: dict[int, Decision] = {}  # by item, the newest


class Pausing(Frozen):
    """The order to pause, once there is one."""

    order: Order | None = None
