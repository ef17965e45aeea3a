"""What an incident and the register have in common: a chain of events, and the state they make."""

from __future__ import annotations

from datetime import datetime

from bot.record.frozen import Frozen

FOLD = 7
"""Version of the fold. Raise it when the fold makes something else of old events: they are folded again then."""


class Record(Frozen):
    """The state after ``seq`` events. The register of a workspace has the number 0, incidents 1 and on."""

    id: str
    tenant: str
    number: int
    fold: int = FOLD
    seq: int = 0
    head: str = ""  # hash of the newest event
    changed_at: datetime | None = None
