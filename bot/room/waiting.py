"""What waits for one person in a crisis: for their Home, and for the last line of a brief."""

from __future__ import annotations

from datetime import date

from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.roles.team import held
from bot.room.view import Waiting
from bot.text import Joined, Words, _, raw
from bot.views import VIEWS


def waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    """
    What they were asked and have not answered, the most urgent first.

    *today* is their own day: a review waits until the day it was planned for. Nothing for a person involved.
    """
    if incident.is_out(person):
        return []
    found = [each for view in VIEWS for each in view.waiting(incident, book, person, today)]
    return sorted(found, key=lambda each: each.urgency)


def part(incident: Incident, book: Book, person: str) -> Words | None:
    """What they are in this crisis; None where they have no role."""
    parts: list[Words] = []
    if incident.acting is not None and incident.acting.id == person:
        parts.append(_("commander") if seated(incident) else _("acting as commander, until someone takes command"))
    parts += [Words(role.title) for role, people in held(incident, book) if any(who.id == person for who in people)]
    return raw(Joined(tuple(parts), " · ")) if parts else None
