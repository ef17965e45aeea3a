"""Who was called in to answer people, with approved lines only: each has a task until a decision names them no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.crisis.incident import Incident
from bot.people.who import Person, Someone
from bot.record.fact import Fact
from bot.task import rules as tasks
from bot.task.rules import TaskKind
from bot.task.state import Task
from bot.text import Words, _


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody answers: on which accounts (handles; none: all), with which lines, until when (aware UTC)."""

    accounts: tuple[str, ...]
    lines: tuple[str, ...]
    until: datetime | None


def call_in(people: Iterable[Someone], by: Someone) -> list[Fact]:
    """Each is asked, whoever said before that they can't too."""
    return [tasks.ask(ALL_HANDS, someone.id, someone, by) for someone in people]


def duty(incident: Incident, person: str) -> Duty | None:
    """As the newest decision about each account has it; None where none names them."""
    named = [said for said in incident.posture.postures if any(one.id == person for one in said.answering)]
    if not named:
        return None
    return Duty(tuple(said.handle for said in named if said.handle), named[-1].lines, named[-1].until)


def answering(incident: Incident, account: str) -> int:
    """How many answer on an account, by its id; "": on all."""
    called = {one.id for said in incident.posture.postures if said.account == account for one in said.answering}
    return sum(task.result is None and task.of in called for task in ALL_HANDS.all(incident))


def _is_over(incident: Incident, task: Task) -> bool:
    return duty(incident, task.of) is None


def _not_asked(incident: Incident, by: Person) -> Words:
    return _("You are not asked to answer people here. Nothing was changed.")


ALL_HANDS: Final[TaskKind[Incident]] = TaskKind(
    name="all_hands",
    is_over=_is_over,
    is_out=lambda incident, person: incident.is_out(person),
    not_asked=_not_asked,
)
