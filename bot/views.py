"""What people see of every capability, in the order in which messages are first posted. A new one is a line here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.access.pausing import cards as pausing
from bot.access.posture.cards import direct_messages as posture
from bot.access.register.state import Register
from bot.access.restoration import cards as restoration
from bot.access.restriction.cards import direct_messages as restriction
from bot.access.restriction.cards import keyholders
from bot.crisis.command import cards as command
from bot.crisis.evidence import cards as evidence
from bot.crisis.incident import Incident
from bot.crisis.opening import cards as opening
from bot.crisis.playbook import Book
from bot.crisis.questions.cards import thread as questions
from bot.crisis.resolving import cards as resolving
from bot.crisis.roles import cards as roles
from bot.crisis.room import cards as here
from bot.crisis.severity import cards as severity
from bot.crisis.undo import cards as undo
from bot.people.conflict import cards as conflict
from bot.people.who import Person
from bot.record.event import Event
from bot.room import access, direct_messages, outages, tasks
from bot.room.surface import Scene
from bot.room.view import View
from bot.speech import audiences_cards as audiences
from bot.speech import cards as speech

VIEWS: Final = (
    questions.VIEW,
    access.VIEW,
    speech.VIEW,
    evidence.VIEW,
    View("direct_messages", told=direct_messages.direct_messages),
    roles.VIEW,
    command.VIEW,
    restriction.VIEW,
    View("keyholders", told=keyholders.keyholder_direct_messages),
    restoration.VIEW,
    View("posture", told=posture.posture_direct_messages),
    pausing.SHOWS,
    audiences.VIEW,
    tasks.VIEW,
    View("conflict", told=conflict.direct_messages),
    View("undo", told=undo.undone),
    severity.VIEW,
    View("outages", told=outages.outages),
    View("announcement", told=opening.announcement),
    here.VIEW,
    resolving.VIEW,
)


def staged(
    incident: Incident,
    book: Book,
    people: Mapping[str, Person] | None = None,
    timeline: tuple[Event, ...] = (),
    late: Mapping[str, datetime] | None = None,
    register: Register | None = None,
) -> Scene:
    """The scene of an incident, with all that is shown of it."""
    return Scene(incident, book, people or {}, timeline, late or {}, register, VIEWS)
