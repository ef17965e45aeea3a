"""How a person is named in a sentence: in full at first, then by the first name."""

from __future__ import annotations

from bot.people.who import Someone
from bot.text import Name


def full(someone: Someone, mention: bool = False) -> Name:
    """The full name, in plain text unless the person is to be alerted."""
    return Name(someone.id, someone.name, mention)


def first(someone: Someone) -> Name:
    """The first name, where the full one stands before it in the same message."""
    return Name(someone.id, (someone.name.split() or [someone.name])[0])
