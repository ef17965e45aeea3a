"""room(scene): what the chat should show of an incident. Every surface there is, in one list."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.register.keeping import is_in_chat
from bot.access.register.state import Register
from bot.capabilities import paged, people
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import room_name
from bot.people.conflict.rules import removals
from bot.room.board import board, purpose, topic
from bot.room.summary import summary
from bot.room.surface import Room, Scene, Surface


def room(scene: Scene) -> Room:
    """The whole picture: place, surfaces, direct messages. The same scene gives the same room."""
    incident = scene.incident
    opener = incident.opening.opener.id if incident.opening.opener else ""
    shown = (*board(scene), *(surface for view in scene.views for surface in view.shown(scene)))
    told = tuple(surface for view in scene.views for surface in view.told(scene))
    return Room(
        name=room_name(incident),
        purpose=purpose(scene),
        topic=topic(scene),
        opener=opener,
        people=tuple(sorted(id for id in {person.id for person in paged(incident)} if _is_invited(incident, id))),
        surfaces=(*shown, *summary(scene, _posts((*shown, *told))), *told),
        language=incident.room.language,
        zone=incident.opening.zone,
        removed=removals(incident),
        refused=frozenset(incident.room.refused),
    )


def _posts(surfaces: Iterable[Surface]) -> int:
    """How many of them stand at the top level of the room."""
    return sum(surface.thread is None and surface.to is None and not surface.removed for surface in surfaces)


def _is_invited(incident: Incident, person: str) -> bool:
    return not incident.is_out(person) and (incident.opening.opener is None or person != incident.opening.opener.id)


def named(incident: Incident, register: Register | None = None) -> set[str]:
    """
    Ids of all of whom a view may need to know something: whoever may get a direct message, and, until closing access
    begins, whoever of the register's holders could keep it.
    """
    could = register.holders if register is not None and not (incident.restrictions.all or incident.is_resolved) else ()
    known = {someone.id for someone in people(incident)} | {n.person.reveal() for n in incident.conflict.namings}
    return known | {id for id in could if is_in_chat(id)}
