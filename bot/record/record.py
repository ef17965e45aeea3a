"""What an incident and the register have in common: a chain of events, and the state they make."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.record.frozen import Frozen

FOLD = 1
"""Version of the fold. Raise it when the fold makes something else of old events: they are folded again then."""


class Record(Frozen):
    """The state after ``seq`` events. The register of a workspace has the number 0, incidents 1 and on."""

    id: str
    tenant: str
    number: int
    fold: int = FOLD
    seq: int = 0
    checksum: str = ""  # hash of the newest event
    changed_at: datetime | None = None

    @property
    def is_resolved(self) -> bool:
        """Whether nobody works on it in a room: it is looked at only when something is asked of it."""
        return True

    @property
    def insiders(self) -> frozenset[str]:
        """Ids of who is in its room."""
        return frozenset()

    @property
    def refused_steps(self) -> Collection[str]:
        """What the chat refused to show of it, and was not done since."""
        raise NotImplementedError
