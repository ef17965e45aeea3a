"""What follows by itself from a change, in the same transaction, and what falls due later: all of it in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.access import access_questions
from bot.access.pausing.rules import PAUSE
from bot.access.posture.rules import proposal
from bot.access.register import due as access
from bot.access.restriction import login_check, steps
from bot.crisis.command import rules as command
from bot.crisis.command import seeking
from bot.crisis.incident import Incident
from bot.crisis.paging.rules import PAGE
from bot.crisis.playbook import Book
from bot.crisis.questions import rules as questions
from bot.crisis.roles import backup, team
from bot.crisis.severity import rules as severity
from bot.people import standing
from bot.record.due import Due
from bot.record.fact import Fact
from bot.record.kind import CRISIS, REGISTER, RecordKind, kind_of
from bot.record.record import Record
from bot.speech.holding_statement import rules as holding_statement
from bot.task import rules as tasks


def follow(incident: Incident, book: Book) -> list[Fact]:
    """The facts that follow at once: a severity that moved, what that means for access and roles, the next question."""
    if incident.is_resolved:
        return []
    moved = severity.recompute(incident)
    computed = moved[0] if moved else incident.computed
    level = incident.level_with(computed.level) if computed else incident.level
    roles = [*team.conflicts(incident, book, level), *team.called_in(incident, book, level)]
    gone = [*standing.follows(incident, book), *seeking.follows(incident)]
    asked = severity.questioned(incident, computed.level) if computed else []
    return [*moved, *asked, *proposal.moved(incident, level), *roles, *gone, *_asked(incident, book)]


def _asked(incident: Incident, book: Book) -> list[Fact]:
    """The next question of each thread: neither waits for the other."""
    return [*questions.ask_next(incident, book), *access_questions.ask_next(incident, book)]


def due(record: Record, book: Book) -> list[Due]:
    """All that falls due by itself, soonest first."""
    return sorted(DUE[kind_of(record.number)](record, book), key=lambda d: d.at)


def next_due(record: Record, book: Book) -> datetime | None:
    """When to look at the record again if nobody does anything; aware UTC."""
    return next((d.at for d in due(record, book)), None)


def follow_in(record: Record, book: Book) -> list[Fact]:
    """The facts that follow at once from what was recorded there."""
    return FOLLOWS[kind_of(record.number)](record, book)


def _of_crisis(incident: Incident, book: Book) -> list[Due]:
    waiting = [
        *tasks.due(PAGE, incident),
        *questions.due(incident, book),
        *questions.due(incident, book.beside),
        *proposal.due(incident),
    ]
    waiting += [
        *tasks.due(PAUSE, incident),
        *holding_statement.due(incident),
        *login_check.due(incident),
        *steps.due(incident),
    ]
    waiting += [*backup.due(incident, book), *command.due(incident), *seeking.due(incident)]
    return [each for each in waiting if each.lives_on or not incident.is_resolved]


DUE: Final[Mapping[RecordKind[Any], Callable[[Any, Book], list[Due]]]] = {
    CRISIS: _of_crisis,
    REGISTER: lambda register, _book: access.due(register),
}
FOLLOWS: Final[Mapping[RecordKind[Any], Callable[[Any, Book], list[Fact]]]] = {
    CRISIS: follow,
    REGISTER: lambda _register, _book: [],
}
