"""Access: post 3 of the room, and its thread. Numbers and states alone: who holds access never stands here."""

from __future__ import annotations

from bot.chat.card import Card
from bot.domain.access.progress import newest
from bot.room.closing import run_card
from bot.room.stance import ROOT, proposal
from bot.room.surface import Scene, Surface


def access(scene: Scene) -> list[Surface]:
    """The root, where there is anything to close or to pause."""
    if not is_shown(scene):
        return []
    over = scene.incident.is_resolved
    return [Surface(ROOT, _root(scene), later=True, settled=over)]


def is_shown(scene: Scene) -> bool:
    """Whether the room speaks of access: from the opening on where accounts are known, else once it is proposed."""
    incident = scene.incident
    known = scene.register is not None and bool(scene.register.accounts)
    return known or bool(incident.stance_proposed or incident.runs or incident.pausing)


def _root(scene: Scene) -> Card:
    """What is proposed; from the first closing on how far it is."""
    runs = newest(scene.incident)
    if not runs:
        return proposal(scene)
    return run_card(scene)
