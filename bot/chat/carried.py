"""
What a button or a form carries beside its incident: a typed tuple, written and read by one class::

    @dataclass(frozen=True, slots=True)
    class OfEntry(Carried):
        entry: int
        seen: int = 0

    Button("timeline.change", _("Change…"), on(incident.id, OfEntry(entry.seq, seen)))
    of = request.carried(OfEntry)  # of.entry is an int
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Self, get_type_hints

from bot.errors import Refused
from bot.text import _

NONE: Final = "-"  # stands for an empty text among others
DIGITS: Final = 9  # more is no number of ours


@dataclass(frozen=True, slots=True)
class Carried:
    """Ids and versions: texts without spaces, and whole numbers from 0 on."""

    def parts(self) -> list[str]:
        """As it is carried. What is empty at the end is left out, so it needs a default."""
        values = [str(getattr(self, each.name)) for each in fields(self)]
        while values and not values[-1]:
            values.pop()
        return [value or NONE for value in values]

    @classmethod
    def read(cls, parts: Sequence[str]) -> Self:
        """
        Raises:
            Refused: Something is missing, or no number: a button of another version.
        """
        types = get_type_hints(cls)
        given = zip(fields(cls), parts, strict=False)  # what else was carried is another's
        try:
            return cls(**{each.name: _value(types[each.name], part) for each, part in given})
        except (TypeError, ValueError):
            raise Refused(
                _("That button is from another version. Nothing was changed. Use the board."), code="unknown_action"
            ) from None


def number(text: str) -> int | None:
    """A whole number as we write it; None of anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def _value(kind: type, part: str) -> str | int:
    if kind is str:
        return "" if part == NONE else part
    if (found := number(part)) is None:
        raise ValueError(part)
    return found
