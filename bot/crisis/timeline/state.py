"""Captured messages whose text is still to be read."""

from __future__ import annotations

from datetime import datetime

from bot.people.who import Someone
from bot.record.fact import MessageRef
from bot.record.frozen import Frozen


class Flagged(Frozen):
    """A captured message whose text is still to be read."""

    seq: int
    source: MessageRef
    by: Someone  # who captured it
    at: datetime


class Timeline(Frozen):
    """What is counted of the timeline; its entries are kept beside the incident."""

    counts: dict[str, int] = {}  # weight → notes of that weight: what people captured, answers aside
    sources: dict[str, int] = {}  # MessageRef.key of captured messages → seq of their entry
    altered: dict[int, int] = {}  # seq of an entry → how often it was altered since: by people, or at its source
    to_read: tuple[Flagged, ...] = ()
    secrets_seen: tuple[Flagged, ...] = ()  # captured messages that held a password or key: nothing of them is kept

    @property
    def notes(self) -> int:
        """How many notes and captured messages stand on the timeline, without the struck."""
        return sum(self.counts.values())
