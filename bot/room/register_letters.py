"""The letters of the register: to owners of accounts about leavers, and to holders who are asked to confirm."""

from __future__ import annotations

from bot.chat.card import Card
from bot.room.confirm_forms import confirm_letters
from bot.room.expired import expired_letters
from bot.room.first_words import line_letters
from bot.room.leavers import leaver_letters
from bot.room.surface import Desk, Room, letters_alone


def register_letters(desk: Desk) -> Room:
    """All letters there are now."""
    found = (*leaver_letters(desk), *expired_letters(desk), *line_letters(desk), *confirm_letters(desk))
    return letters_alone(found, desk.register.refused)


def waiting_letters(desk: Desk, person: str) -> list[Card]:
    """What the register's letters ask of one person, for their Home; nothing they have answered, or never got."""
    mine = (
        each for each in register_letters(desk).surfaces if each.to == person and each.key not in desk.register.refused
    )
    return [each.card for each in mine if isinstance(each.card, Card) and not each.settled]
