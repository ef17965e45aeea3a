"""What follows by itself from a change, in the same transaction, and what falls due later: all of it in one place."""

from __future__ import annotations

from datetime import datetime

from bot.access.pausing.rules import PAUSE
from bot.crisis.paging.rules import PAGE
from bot.domain import backup, command, first_word, identify, seeking, severity, standing, team
from bot.domain.access import asking, proofs, stance, steps
from bot.domain.access import due as access
from bot.domain.access.register import Register
from bot.domain.due import Due
from bot.domain.events import Fact
from bot.domain.incident import Incident
from bot.domain.playbook import Book
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
    return [*moved, *asked, *stance.moved(incident, level), *roles, *gone, *_asked(incident, book)]


def _asked(incident: Incident, book: Book) -> list[Fact]:
    """The next question of each thread: neither waits for the other."""
    return [*identify.ask_next(incident, book), *asking.ask_next(incident, book)]


def due(record: Incident | Register, book: Book) -> list[Due]:
    """All that falls due by itself, soonest first."""
    if isinstance(record, Register):
        return sorted(access.due(record), key=lambda d: d.at)
    return _of_incident(record, book)


def _of_incident(incident: Incident, book: Book) -> list[Due]:
    waiting = [
        *tasks.due(PAGE, incident),
        *identify.due(incident, book),
        *identify.due(incident, book.beside),
        *stance.due(incident),
    ]
    waiting += [*tasks.due(PAUSE, incident), *first_word.due(incident), *proofs.due(incident), *steps.due(incident)]
    waiting += [*backup.due(incident, book), *command.due(incident), *seeking.due(incident)]
    return sorted((each for each in waiting if each.lives_on or not incident.is_resolved), key=lambda d: d.at)


def next_due(record: Incident | Register, book: Book) -> datetime | None:
    """When to look at the record again if nobody does anything; aware UTC."""
    return next((d.at for d in due(record, book)), None)
