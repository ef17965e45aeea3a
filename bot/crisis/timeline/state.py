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
