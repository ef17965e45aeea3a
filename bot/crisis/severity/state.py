"""The severity: by the answers, as it was set, and whether that still counts."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.people.who import Someone
from bot.record.fact import Level
from bot.record.frozen import Frozen


class SetLevel(Frozen):
    level: Level
    reason: str
    by: Someone
    at: datetime
    computed: Level = Level.moderate  # what the answers gave when it was set

    def overtaken_by(self, computed: Level) -> bool:
        """Whether the answers now give worse than this, and worse than they gave then."""
        return computed < min(self.level, self.computed)


class LevelAsk(Frozen):
    """Whoever commands was asked whether the level they set still counts; who was asked before is told how it ended."""

    seq: int  # of the event: what buttons and surfaces call it
    set: Level
    computed: Level
    to: Someone | None = None
    at: datetime
    ended: Literal["", "kept", "released", "over"] = ""  # over: the answers changed, or somebody else is asked
    by: Someone | None = None
    ended_at: datetime | None = None


class Computed(Frozen):
    level: Level
    reason: str
    provisional: bool = True
    could_be: tuple[tuple[Level, str], ...] = ()
    harm: int = 0
    spread: int = 0
