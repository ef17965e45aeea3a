"""
Who is no member of the workspace any more while a crisis restrictions, or is one again: what that means for the crisis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.roles.backup import next_asked
from bot.crisis.roles.facts import RoleOffered
from bot.people.facts import StandingChanged
from bot.people.who import Person, Someone, Standing
from bot.record.fact import Fact


def noticed(incident: Incident, named: Iterable[Someone], people: Iterable[Person]) -> list[Fact]:
    """What the chat's word about *people* changes here: nothing for whom it does not name."""
    ids = {someone.id: someone for someone in named}
    return [
        StandingChanged(person=ids[person.id], standing=person.standing)
        for person in people
        if person.id in ids and person.standing is not standing_of(incident, person.id)
    ]


def standing_of(incident: Incident, person: str) -> Standing:
    """What somebody is as far as the crisis knows; a full member, unless it was told otherwise."""
    if person in incident.people.standings:
        return incident.people.standings[person]
    there = incident.room.inside.get(person)
    return there.standing if there else Standing.member


def follows(incident: Incident, book: Book) -> list[Fact]:
    """Whose role ended because they are no members any more: the next is asked at once."""
    return list(_roles(incident, book))


def _roles(incident: Incident, book: Book) -> Iterator[Fact]:
    newest = {seat.role: seat for seat in incident.roles.seats}
    for role, seat in newest.items():
        to = next_asked(incident, book, seat) if seat.state == "gone" else None
        if to is not None:
            acting = incident.acting
            yield RoleOffered(role=role, to=to, by=acting if acting and acting.id != to.id else seat.by)
