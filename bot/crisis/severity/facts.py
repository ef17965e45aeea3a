"""What is recorded of the severity."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Level, Weight


class SeverityComputed(Fact):
    """The level the answers give, recorded whenever it moves."""

    kind: Literal["severity_computed"] = "severity_computed"
    level: Level
    reason: str  # code of the rule: see severity.py
    provisional: bool = True
    could_be: tuple[tuple[Level, str], ...] = ()  # levels an unknown answer may still raise it to, and which
    harm: int = 0
    spread: int = 0


class SeveritySet(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["severity_set"] = "severity_set"
    level: Level
    reason: str
    by: Someone


class LevelQuestioned(Fact):
    """The computed level became worse than it was when the commander set theirs: whoever commands says which counts."""

    kind: Literal["level_questioned"] = "level_questioned"
    set: Level
    computed: Level
    to: Someone | None = None  # None: nobody commands or acts


class LevelReleased(Fact):
    """The level the answers give counts again, in place of the one that was set."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["level_released"] = "level_released"
    level: Level  # that it gives now
    by: Someone


FACTS = (
    SeverityComputed,
    SeveritySet,
    LevelQuestioned,
    LevelReleased,
)
