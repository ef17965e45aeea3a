"""Who comes into a room once the crisis is under way: they were not there when it began, so they are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.crisis.incident import Incident
from bot.people.who import Person, Standing

FIRST_MOMENTS = timedelta(minutes=2)  # those invited when it opens come in within these


def joins_late(incident: Incident, person: Person, now: datetime) -> bool:
    """
    Whether this person, who has just come in, gets the five lines of a late joiner.

    Not guests, strangers and apps: they can read the room, and we add nothing to it. Not a person involved.
    """
    if person.standing is not Standing.member or incident.has_conflict(person.id) or incident.is_resolved:
        return False
    return is_under_way(incident, now)


def is_under_way(incident: Incident, now: datetime) -> bool:
    """Whether something happened already: a while has passed, or something was answered since it was opened."""
    opened_at = incident.opening.opened_at or now
    return now - opened_at > FIRST_MOMENTS or any(known.at > opened_at for known in incident.questions.answers.values())
