"""
Signs of life: whatever somebody does in a crisis, a message, a reaction, a press, a form, a command. Wherever silence
is judged, it is judged by these. The moment alone is kept, never what it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.crisis.incident import Incident
from bot.people.facts import SignOfLife
from bot.people.who import Someone
from bot.record.fact import Fact

AT_MOST_EVERY: Final = timedelta(minutes=1)  # ours: a busy room is not written to with every message


def last_sign(incident: Incident, person: str, since: datetime) -> datetime:
    """When this person last did anything here, or *since* if that is later; aware UTC."""
    signs = [since, incident.people.signs.get(person, since)]
    if incident.command.commander and incident.command.commander.id == person and incident.command.seen_at:
        signs.append(incident.command.seen_at)  # somebody may have said that they are there
    return max(signs)


def seen(incident: Incident, person: Someone, now: datetime) -> list[Fact]:
    """The fact that somebody is there: only of whom something waits for, and only where that is news."""
    if incident.is_resolved or not is_waited_for(incident, person.id):
        return []
    last = incident.people.signs.get(person.id)
    is_called_silent = any(not each.ended and each.commander.id == person.id for each in incident.command.silences)
    if last is not None and now - last < AT_MOST_EVERY and not is_called_silent:
        return []
    return [SignOfLife(person=person)]


def is_waited_for(incident: Incident, person: str) -> bool:
    """Whether anything follows from this person's silence: they command, are called, or are asked to take a role."""
    commands = incident.command.commander is not None and incident.command.commander.id == person
    paged = any(task.within and task.result is None and task.is_asked(person) for task in incident.tasks.values())
    asked = any(seat.person.id == person and seat.state == "asked" and not seat.late for seat in incident.roles.seats)
    return commands or paged or asked
