"""
Every capability there is, and what all of them together make: what a fact says and changes, what is not
finished, who has a part. A new one is a line here and a line in ``bot/views.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.access.connectors import words as connectors
from bot.access.importing import facts as importing
from bot.access.leavers import facts as leavers
from bot.access.leavers import fold as leavers_fold
from bot.access.pausing import words as pausing
from bot.access.posture import words as posture
from bot.access.register import facts as register
from bot.access.register import fold as register_fold
from bot.access.restoration import words as restoration
from bot.access.restriction import words as restriction
from bot.crisis.command import words as command
from bot.crisis.evidence import words as evidence
from bot.crisis.incident import Incident
from bot.crisis.opening import words as opening
from bot.crisis.paging import words as paging
from bot.crisis.playbook import Book
from bot.crisis.questions import words as questions
from bot.crisis.resolving import words as resolving
from bot.crisis.roles import words as roles
from bot.crisis.room import words as room
from bot.crisis.severity import words as severity
from bot.crisis.timeline import words as timeline
from bot.people import words as standing
from bot.people.conflict import words as conflict
from bot.people.who import Someone
from bot.record.capability import Capability
from bot.record.fact import Fact
from bot.speech import audiences_words as audiences
from bot.speech.holding_statement import words as holding_statement
from bot.task import facts as tasks
from bot.task import fold as task_fold
from bot.task.rules import TaskKind
from bot.task.words import TaskWords
from bot.text import Words

if TYPE_CHECKING:
    from bot.record.becomes import Becomes

CAPABILITIES: Final = (
    opening.CAPABILITY,
    room.CAPABILITY,
    paging.CAPABILITY,
    severity.CAPABILITY,
    posture.CAPABILITY,
    roles.CAPABILITY,
    standing.CAPABILITY,
    command.CAPABILITY,
    questions.CAPABILITY,
    pausing.CAPABILITY,
    restriction.CAPABILITY,
    restoration.CAPABILITY,
    connectors.CAPABILITY,
    holding_statement.CAPABILITY,
    audiences.CAPABILITY,
    timeline.CAPABILITY,
    evidence.CAPABILITY,
    conflict.CAPABILITY,
    resolving.CAPABILITY,
    resolving.UNDO,
    Capability(
        "tasks",
        facts=tasks.FACTS,
        state="tasks",
        becomes=task_fold.becomes,
        register_becomes=task_fold.register_becomes,
    ),
    # The register tells what it records in its own list of changes, not on a timeline.
    Capability(
        "register",
        facts=register.FACTS,
        silent=register.FACTS,
        register_becomes=register_fold.register_becomes,
    ),
    Capability("leavers", facts=leavers.FACTS, silent=leavers.FACTS, register_becomes=leavers_fold.register_becomes),
    Capability("importing", facts=importing.FACTS, silent=importing.FACTS),
)
"""In the order in which what follows from one is seen by the next, and what is unfinished is listed."""

FACTS: Final[Mapping[str, type[Fact]]] = {
    fact.model_fields["kind"].default: fact for each in CAPABILITIES for fact in each.facts
}
"""Every fact by its kind, as it is recorded."""

OF: Final = {fact: each for each in CAPABILITIES for fact in each.facts}
TASKS: Final[Mapping[str, tuple[TaskKind[Incident], TaskWords]]] = {
    kind.name: (kind, words) for each in CAPABILITIES for kind, words in each.tasks
}
"""Every kind of task by its name."""

UNFINISHED: Final = {what: words for each in CAPABILITIES for what, words in each.unfinished_words.items()}


def say(fact: Fact, book: Book, cut: int | None) -> Words | None:
    """What a fact says, without its time; None where it says nothing to a reader. *cut* is of a person's words."""
    match fact:
        case tasks.TaskAsked() | tasks.TaskAnswered() | tasks.TaskLate():
            return TASKS[fact.task.partition("/")[0]][1].say(fact, cut)
        case tasks.TasksVerified():
            return TASKS[fact.tasks[0].partition("/")[0]][1].say(fact, cut)
    return OF[type(fact)].say(fact, book, cut)


@cache
def folds(fact: type[Fact]) -> tuple[tuple[str, Becomes], ...]:
    """Which parts of an incident a fact of this class changes, and how: of each capability that has a say in it."""
    return tuple(
        (each.state, each.becomes)
        for each in CAPABILITIES
        if each.becomes.dispatch(fact) is not each.becomes.dispatch(object)
    )


@cache
def register_folds(fact: type[Fact]) -> tuple[Becomes, ...]:
    """The same of the register."""
    dispatchers = [each.register_becomes for each in CAPABILITIES]
    return tuple(each for each in dispatchers if each.dispatch(fact) is not each.dispatch(object))


def unfinished(incident: Incident, book: Book) -> list[str]:
    """Codes of what is not finished, for whoever resolves."""
    return [code for each in CAPABILITIES for code in each.unfinished(incident, book)]


def unfinished_words(what: str, of: str, incident: Incident, book: Book) -> Words:
    """One of them as a line."""
    return UNFINISHED[what](incident, book, of)


def people(incident: Incident) -> Iterator[Someone]:
    """All who have or may get a part in a crisis."""
    yield from (one for each in CAPABILITIES for one in each.people(incident) if one)
    yield from (someone for task in incident.tasks.values() for someone in task.asked)


def paged(incident: Incident) -> Iterator[Someone]:
    """Of these, who needs the room: to read before they say yes."""
    return (one for each in CAPABILITIES for one in each.paged(incident))
