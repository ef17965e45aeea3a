"""The letters of the register: to owners of accounts about leavers, and to holders who are asked to confirm."""

from __future__ import annotations

from bot.access.leavers.cards import leaver_letters
from bot.access.register.cards.expired import expired_letters
from bot.access.register.forms.confirmation import confirm_letters
from bot.chat.card import Card
from bot.crisis.paging.rules import holds_back
from bot.room.surface import Desk, Room, Surface, letters_alone
from bot.speech.holding_statement.cards import line_letters


def register_letters(desk: Desk) -> Room:
    """All letters there are now. What can wait does not bury the call of a crisis: it comes once that is answered."""
    found = tuple(surface for surface in _all(desk) if not _waits(desk, surface))
    return letters_alone(found, desk.register.refused)


def is_held_back(desk: Desk) -> bool:
    """Whether a letter waits until somebody has answered the call of a crisis."""
    return any(_waits(desk, surface) for surface in _all(desk))


def _all(desk: Desk) -> tuple[Surface, ...]:
    return (*leaver_letters(desk), *expired_letters(desk), *line_letters(desk), *confirm_letters(desk))


def _waits(desk: Desk, surface: Surface) -> bool:
    """Whether it is news to somebody who is just being called to a crisis."""
    if surface.key in desk.shown or surface.removed or surface.settled or surface.to is None:
        return False
    return any(holds_back(crisis, surface.to, desk.now) for crisis in desk.around.crises)


def waiting_letters(desk: Desk, person: str) -> list[Card]:
    """What the register's letters ask of one person, for their Home; nothing they have answered, or never got."""
    mine = (
        each for each in register_letters(desk).surfaces if each.to == person and each.key not in desk.register.refused
    )
    return [each.card for each in mine if isinstance(each.card, Card) and not each.settled]
