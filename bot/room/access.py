"""
Access: post 3 of the room, and its thread, where who leads access is asked what has to be known of it. Numbers and
states alone: who holds access never stands here.
"""

from __future__ import annotations

from dataclasses import replace

from bot.access.leavers.cards import still_listed
from bot.access.posture.cards.proposal import ROOT, decided, meant, proposal, sweep
from bot.access.restoration.cards import giving_back_card
from bot.access.restriction.cards.thread import run_card
from bot.access.restriction.progress import newest
from bot.chat.card import Card, Lines, Row
from bot.crisis.questions.cards.thread import replies
from bot.room.status import pause_lines
from bot.room.surface import Scene, Surface
from bot.text import Words


def access(scene: Scene) -> list[Surface]:
    """The root, where there is anything to close or to pause."""
    if not is_shown(scene):
        return []
    over = scene.incident.is_resolved
    asked = replies(replace(scene, book=scene.book.beside), ROOT)
    return [Surface(ROOT, _root(scene), later=True, settled=over), *asked]


def is_shown(scene: Scene) -> bool:
    """Whether the room speaks of access: from the opening on where accounts are known, else once it is proposed."""
    incident = scene.incident
    known = scene.register is not None and bool(scene.register.accounts)
    return known or bool(incident.stance_proposed or incident.runs or incident.pausing)


def _root(scene: Scene) -> Card:
    """What is proposed; from the first closing on how far it is; at last how far access is given back."""
    runs = newest(scene.incident)
    card = run_card(scene) if runs else proposal(scene)
    if runs and all(run.giving_back_at for run in runs):
        card = giving_back_card(scene)
    beside = [*decided(scene), *sweep(scene)] if runs else []
    return _counting(card, [*still_listed(scene, meant(scene)), *beside, *pause_lines(scene.incident)])


def _counting(card: Card, lines: list[Words]) -> Card:
    """The card with what is paused under the rest, above its buttons."""
    if not lines:
        return card
    buttons = tuple(part for part in card.parts if isinstance(part, Row))
    others = tuple(part for part in card.parts if not isinstance(part, Row))
    return Card(card.text, (*others, Lines(tuple(lines)), *buttons))
