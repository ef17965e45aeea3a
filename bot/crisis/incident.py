"""The state of an incident: a record of what each capability makes of its events. How it becomes so is in the folds."""

from __future__ import annotations

from collections.abc import Collection

from bot.access.pausing.state import Pausing
from bot.access.posture.state import Posture
from bot.access.restriction.state import Restriction, Restrictions
from bot.crisis.command.state import Command
from bot.crisis.evidence.state import Evidence
from bot.crisis.opening.state import Opening
from bot.crisis.questions.state import Questions
from bot.crisis.resolving.state import Resolving
from bot.crisis.roles.state import Roles
from bot.crisis.room.state import RoomState
from bot.crisis.severity.state import Severity
from bot.crisis.timeline.state import Timeline
from bot.crisis.undo.state import Undo
from bot.people.conflict.state import Conflict
from bot.people.state import People
from bot.people.who import Someone
from bot.record.fact import Level
from bot.record.record import Record
from bot.speech.holding_statement.state import Speech
from bot.task.state import Task


class Incident(Record):
    """The state of one incident after ``seq`` events. A capability changes its own field and no other."""

    opening: Opening = Opening()
    room: RoomState = RoomState()
    people: People = People()
    conflict: Conflict = Conflict()
    command: Command = Command()
    roles: Roles = Roles()
    questions: Questions = Questions()
    severity: Severity = Severity()
    timeline: Timeline = Timeline()
    evidence: Evidence = Evidence()
    posture: Posture = Posture()
    restrictions: Restrictions = Restrictions()
    pausing: Pausing = Pausing()
    tasks: dict[str, Task] = {}  # by id, in the order they were asked
    speech: Speech = Speech()
    resolving: Resolving = Resolving()
    undo: Undo = Undo()

    @property
    def is_resolved(self) -> bool:
        return self.resolving.ending is not None

    @property
    def insiders(self) -> frozenset[str]:
        return frozenset(self.room.inside)

    @property
    def refused_steps(self) -> Collection[str]:
        return self.room.refused.keys()

    @property
    def level(self) -> Level:
        """The level that counts."""
        return self.severity.level

    @property
    def acting(self) -> Someone | None:
        """Who commands, or acts as commander because nobody has taken command: the opener. Nobody involved does."""
        commander, opener = self.command.commander, self.opening.opener
        if commander and not self.is_out(commander.id):
            return commander
        return None if opener is None or self.is_out(opener.id) else opener

    def has_conflict(self, person: str) -> bool:
        """Whether this person was named as involved in the cause, or must not see this: they can do nothing here."""
        return self.conflict.names(person)

    def is_out(self, person: str) -> bool:
        """Whether nothing is asked of this person, and nobody sent to them: involved, or no member any more."""
        return person in self.people.standings or self.has_conflict(person)

    def restriction(self, account: str) -> Restriction | None:
        """The newest restriction of an account, by its id in the register."""
        return self.restrictions.of(account)

    def holders(self, role: str) -> tuple[Someone, ...]:
        """Who has a role now, longest first; the commander has a seat of their own."""
        return self.roles.holders(role)
