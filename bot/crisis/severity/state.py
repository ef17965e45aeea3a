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


class Severity(Frozen):
    """What the answers give, what was set, and which of them counts."""

    computed: Computed | None = None
    set: SetLevel | None = None
    asks: tuple[LevelAsk, ...] = ()

    @property
    def level(self) -> Level:
        """The level that counts: set by the commander, else computed, else Moderate."""
        return self.level_with(self.computed.level if self.computed else Level.moderate)

    def level_with(self, computed: Level) -> Level:
        """
        The level that counts where the answers give this one.

        One that the answers have overtaken does not count until whoever commands says that it does.
        """
        return computed if self.set is None or self.set.overtaken_by(computed) else self.set.level

    @property
    def is_overtaken(self) -> bool:
        """Whether a level is set that does not count, for the answers give worse by now."""
        return self.set is not None and self.computed is not None and self.set.overtaken_by(self.computed.level)

    @property
    def set_and_counts(self) -> SetLevel | None:
        """The level that was set, where it is the one that counts."""
        return None if self.is_overtaken else self.set

    @property
    def ask(self) -> LevelAsk | None:
        """The question which level counts, while it waits."""
        newest = self.asks[-1] if self.asks else None
        return newest if newest and not newest.ended else None
