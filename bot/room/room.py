"""room(scene): what the chat should show of an incident. Every surface there is, in one list."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.pausing.cards import pausing
from bot.access.posture.cards.direct_messages import stance_letters
from bot.access.posture.rules.all_hands import ALL_HANDS
from bot.access.register.keeping import is_in_chat
from bot.access.register.state import Register
from bot.access.restriction.cards.direct_messages import asked, closing_letters
from bot.access.restriction.cards.keyholders import keyholder_letters
from bot.crisis.command.cards import seeking_letters
from bot.crisis.evidence.cards import exhibits
from bot.crisis.incident import Incident
from bot.crisis.opening.cards import announcement
from bot.crisis.opening.rules import room_name
from bot.crisis.paging.rules import PAGE
from bot.crisis.questions.cards.thread import questions
from bot.crisis.roles.cards import roles
from bot.crisis.severity.cards import level_asks
from bot.crisis.undo.cards import undone
from bot.people.conflict.cards import involved
from bot.people.conflict.rules import removals
from bot.people.who import Someone
from bot.room.access import access
from bot.room.board import board, purpose, topic
from bot.room.letters import letters
from bot.room.outages import outages
from bot.room.summary import summary
from bot.room.surface import Room, Scene, Surface
from bot.room.tasks import TASKS
from bot.speech.cards import statements
from bot.task.cards import messages


def room(scene: Scene) -> Room:
    """The whole picture: place, surfaces, letters. The same scene gives the same room."""
    incident = scene.incident
    opener = incident.opener.id if incident.opener else ""
    shown = (*board(scene), *questions(scene), *access(scene), *statements(scene), *exhibits(scene))
    told = (
        *letters(scene),
        *roles(scene),
        *seeking_letters(scene),
        *closing_letters(scene),
        *keyholder_letters(scene),
        *stance_letters(scene),
        *pausing(scene),
        *(surface for view in TASKS for surface in messages(scene, view)),
        *involved(scene),
        *undone(scene),
        *level_asks(scene),
        *outages(scene),
        *announcement(scene),
    )
    return Room(
        name=room_name(incident),
        purpose=purpose(scene),
        topic=topic(scene),
        opener=opener,
        people=tuple(sorted(id for id in _called(incident) if _is_invited(incident, id))),
        surfaces=(*shown, *summary(scene, _posts((*shown, *told))), *told),
        language=incident.language,
        zone=incident.zone,
        removed=removals(incident),
        refused=frozenset(incident.refused),
    )


def _posts(surfaces: Iterable[Surface]) -> int:
    """How many of them stand at the top level of the room."""
    return sum(surface.thread is None and surface.to is None and not surface.removed for surface in surfaces)


def _called(incident: Incident) -> set[str]:
    """
    Ids of all who need the room: who was called, and who was ever asked for a role or to see to access, to read before
    they say yes.
    """
    called = (*_asked_to_come(incident), *(seat.person for seat in incident.seats))
    people = (*called, *asked(incident), *_sought(incident))
    return {person.id for person in people}


def _asked_to_come(incident: Incident) -> Iterable[Someone]:
    """Who was asked for something that is done in the room."""
    tasks = (task for kind in (PAGE, ALL_HANDS) for task in kind.all(incident))
    return (someone for task in tasks for someone in task.asked)


def _sought(incident: Incident) -> Iterable[Someone]:
    return (someone for each in incident.sought for someone in each.people)


def _is_invited(incident: Incident, person: str) -> bool:
    return not incident.is_out(person) and (incident.opener is None or person != incident.opener.id)


def named(incident: Incident, register: Register | None = None) -> set[str]:
    """
    Ids of all of whom a view may need to know something: whoever may get a letter, and, until closing access begins,
    whoever of the register's holders could keep it.
    """
    could = register.holders if register is not None and not (incident.runs or incident.is_resolved) else ()
    people: Iterable[Someone | None] = (
        incident.opener,
        incident.commander,
        incident.hr,
        incident.legal,
        incident.offer.to if incident.offer else None,
        *(ask.to for ask in incident.level_asks),
        *(there.person for there in incident.inside.values()),
        *(asking.to for asking in incident.asked),
        *(seat.person for seat in incident.seats),
        *incident.owners,
        *_sought(incident),
        *asked(incident),
        *(someone for task in incident.tasks.values() for someone in task.asked),
    )
    known = {someone.id for someone in people if someone} | {n.person.reveal() for n in incident.namings}
    return known | {id for id in could if is_in_chat(id)}
