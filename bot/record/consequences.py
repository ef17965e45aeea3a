"""What follows by itself from a change, in the same transaction, and what falls due later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.access.register import due as access
from bot.capabilities import CAPABILITIES
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.severity.rules import level_after
from bot.record.due import Due
from bot.record.fact import Fact
from bot.record.kind import CRISIS, REGISTER, RecordKind, kind_of
from bot.record.record import Record
from bot.task import rules as tasks


def follow(incident: Incident, book: Book) -> list[Fact]:
    """The facts that follow at once: a severity that moved, what that means for access and roles, the next question."""
    if incident.is_resolved:
        return []
    level = level_after(incident)
    return [fact for each in CAPABILITIES for fact in each.follow(incident, book, level)]


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
    kinds = (kind for each in CAPABILITIES for kind, _words in each.tasks)
    waiting = [each for kind in kinds for each in tasks.due(kind, incident)]
    waiting += [found for each in CAPABILITIES for found in each.due(incident, book)]
    return [each for each in waiting if each.lives_on or not incident.is_resolved]


DUE: Final[Mapping[RecordKind[Any], Callable[[Any, Book], list[Due]]]] = {
    CRISIS: _of_crisis,
    REGISTER: lambda register, _book: access.due(register),
}
FOLLOWS: Final[Mapping[RecordKind[Any], Callable[[Any, Book], list[Fact]]]] = {
    CRISIS: follow,
    REGISTER: lambda _register, _book: [],
}
