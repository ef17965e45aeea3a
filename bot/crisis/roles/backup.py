"""Who is asked next when somebody who was asked to take a role can't, or does not answer in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.crisis.incident import Incident
from bot.crisis.paging.rules import deputy_of
from bot.crisis.playbook import Book
from bot.crisis.roles.facts import RoleUnanswered
from bot.crisis.roles.state import Seat
from bot.crisis.roles.team import clash, holders
from bot.people.permission import READERS
from bot.people.signs import last_sign
from bot.people.who import Someone, Standing
from bot.record.due import Due


def due(incident: Incident, book: Book) -> list[Due]:
    """Those who were asked and say nothing: the next is asked too."""
    return [
        Due(
            at=answer_by(incident, book, seat),
            key=f"role/{seat.seq}",
            facts=(RoleUnanswered(role=seat.role, who=seat.person, next=next_asked(incident, book, seat)),),
        )
        for seat in incident.roles.seats
        if seat.state == "asked" and not seat.late
    ]


def answer_by(incident: Incident, book: Book, seat: Seat) -> datetime:
    """
    By when who was asked says yes or no; aware UTC. While it was resolved, nobody was waited for.

    Who is there has more time to say it, but never more than twice as much.
    """
    begun, wait = (
        max(seat.at, incident.resolving.reopened_at or seat.at),
        timedelta(minutes=book.roles.minutes_to_answer),
    )
    return min(last_sign(incident, seat.person.id, begun), begun + wait) + wait


def next_asked(incident: Incident, book: Book, seat: Seat) -> Someone | None:
    """
    Their deputy as a responder, else who has one of the role's backups; nobody twice, and nobody it does not fit.

    None too where the role was to be handed on: it stays where it is.
    """
    if seat.before is not None:
        return None
    return next((someone for someone in _backups(incident, book, seat) if _may(incident, book, seat, someone)), None)


def _backups(incident: Incident, book: Book, seat: Seat) -> Iterator[Someone]:
    for responder in (seat.person, seat.first):
        if deputy := deputy_of(incident, responder.id):
            yield deputy
    role = book.roles.find(seat.role)
    for backup in role.backup if role else ():
        for holder in holders(incident, backup):
            if seat.role not in READERS or _was_given(incident, backup, holder):
                yield holder


def _was_given(incident: Incident, role: str, holder: Someone) -> bool:
    """Whoever took a backup role themselves does not come by it to one that reads names."""
    mine = (other for other in incident.roles.seats if other.role == role and other.person.id == holder.id)
    return any(other.given for other in mine if other.state == "holds")


def _may(incident: Incident, book: Book, seat: Seat, someone: Someone) -> bool:
    there = incident.room.inside.get(someone.id)
    if incident.is_out(someone.id) or (there is not None and there.standing is not Standing.member):
        return False
    known = (other for other in incident.roles.seats if other.role == seat.role and other.person.id == someone.id)
    if any(other.state in ("asked", "holds") or other.first.id == seat.first.id for other in known):
        return False
    return clash(incident, book, someone, seat.role) is None
