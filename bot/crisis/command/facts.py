"""Facts of command: taken, offered, accepted, refused, and a commander who stays silent."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight


class CommandTaken(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["command_taken"] = "command_taken"
    by: Someone
    before: Someone | None = None
    reason: str = ""


class CommandOffered(Fact):
    """A handover, not yet accepted: who offers stays in command until the other presses."""

    kind: Literal["command_offered"] = "command_offered"
    to: Someone
    by: Someone
    open_decisions: str
    resting: tuple[Someone, ...] = ()


class CommandAccepted(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["command_accepted"] = "command_accepted"
    by: Someone
    before: Someone | None = None


class CommandRefused(Fact):
    kind: Literal["command_refused"] = "command_refused"
    by: Someone
    reason: str = ""


class CommanderSilent(Fact):
    """The commander did not react in time, so the deputy is called."""

    kind: Literal["commander_silent"] = "commander_silent"
    commander: Someone
    deputy: Someone | None = None
    since: datetime  # the last thing the commander did; aware UTC


class CommandSought(Fact):
    """Nobody commands, so these are asked to, in this order: the deputy, the responders, their deputies, the admins."""

    kind: Literal["command_sought"] = "command_sought"
    group: Literal["deputy", "responders", "deputies", "admins"]
    people: tuple[Someone, ...]


class CommanderPresent(Fact):
    """Somebody says that the commander is there after all."""

    kind: Literal["commander_present"] = "commander_present"
    by: Someone


FACTS = (
    CommandTaken,
    CommandOffered,
    CommandAccepted,
    CommandRefused,
    CommanderSilent,
    CommandSought,
    CommanderPresent,
)
