"""The letters of the register: to owners of accounts about leavers, and to holders who are asked to confirm."""

from __future__ import annotations

from bot.domain.access.register import Register
from bot.room.surface import Desk, Room, letters_alone


def register_letters(desk: Desk) -> Room:
    """All letters there are now."""
    return letters_alone(())


def named(register: Register) -> set[str]:
    """Ids of all whose language or zone a letter may need."""
    return {account.owner for account in register.accounts.values() if account.owner}
