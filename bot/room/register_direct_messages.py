"""The direct messages of the register: to owners of accounts about leavers, and to holders who are asked to confirm."""

from __future__ import annotations

from bot.access.leavers.cards import leaver_direct_messages
from bot.access.register.cards.expired import expired_direct_messages
from bot.access.register.forms.confirmation import confirm_direct_messages
from bot.chat.card import Card
from bot.crisis.paging.rules import holds_back
from bot.room.surface import Desk, Room, Surface, direct_messages_alone
from bot.speech.holding_statement.cards import line_direct_messages


def register_direct_messages(desk: Desk) -> Room:
    """
    All direct messages there are now. What can wait does not bury the call of a crisis: it comes once that is answered.
    """
    found = tuple(surface for surface in _all(desk) if not _waits(desk, surface))
    return direct_messages_alone(found, desk.register.refused)


def is_held_back(desk: Desk) -> bool:
    """Whether a direct message waits until somebody has answered the call of a crisis."""
    return any(_waits(desk, surface) for surface in _all(desk))


def _all(desk: Desk) -> tuple[Surface, ...]:
    return (
        *leaver_direct_messages(desk),
        *expired_direct_messages(desk),
        *line_direct_messages(desk),
        *confirm_direct_messages(desk),
    )


def _waits(desk: Desk, surface: Surface) -> bool:
    """Whether it is news to somebody who is just being called to a crisis."""
    if surface.key in desk.shown or surface.removed or surface.settled or surface.to is None:
        return False
    return any(holds_back(crisis, surface.to, desk.now) for crisis in desk.around.crises)


def waiting_direct_messages(desk: Desk, person: str) -> list[Card]:
    """
    What the register's direct messages ask of one person, for their Home; nothing they have answered, or never got.
    """
    mine = (
        each
        for each in register_direct_messages(desk).surfaces
        if each.to == person and each.key not in desk.register.refused
    )
    return [each.card for each in mine if isinstance(each.card, Card) and not each.settled]
