"""The announcement in a channel of setup's choice: that there is a crisis room, and nothing of what it is about."""

from __future__ import annotations

from bot.chat.card import Card, Lines
from bot.crisis.incident import Incident
from bot.crisis.paging.rules import PAGE
from bot.people.naming import full
from bot.room.surface import Scene, Surface
from bot.text import Words, _


def announcement(scene: Scene) -> list[Surface]:
    """Nothing where setup names no channel, or while there is no room. Closed in place on resolve."""
    incident = scene.incident
    if incident.opening.announce_in is None or "place" in incident.room.refused:
        return []
    lines = _closed(incident) if incident.is_resolved else _open(incident)
    card = Card(text=lines[0], parts=(Lines(tuple(lines)),))
    return [Surface("announcement", card, to=incident.opening.announce_in, later=True)]


def _closed(incident: Incident) -> list[Words]:
    return [_("Crisis room {n} is closed.", n=incident.number)]


def _open(incident: Incident) -> list[Words]:
    lines = [_("A crisis room is open ({n}).", n=incident.number)]
    if PAGE.all(incident):
        lines.append(_("Those needed have been called."))
    if (
        knows := incident.acting
    ) and not incident.conflict.kept_out:  # who is kept out may read it: it points at nobody
        lines.append(_("If you know something, tell {name}.", name=full(knows)))
    return [*lines, _("Please post nothing outside.")]
