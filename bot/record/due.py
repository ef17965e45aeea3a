"""Time is state: what falls due is a pure function of the incident, and a tick records it once, by its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.record.fact import Fact


@dataclass(frozen=True, slots=True)
class Due:
    """
    Something that happens by itself at *at* (aware UTC) unless the incident changes before.

    *key* names the occurrence within the incident: whatever restarts or replicas do, it is recorded once. Most of it is
    of no use once the crisis is resolved; what *lives_on* falls due then too.
    """

    at: datetime
    key: str
    facts: tuple[Fact, ...]
    lives_on: bool = False
