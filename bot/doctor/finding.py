"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """
    A sentence about what is, and one about what to do.

    What is fine and still has a way on is a note: nothing is broken, something can be better or could not be known.
    """

    ok: bool
    what: str
    way_on: str = ""

    @property
    def is_failure(self) -> bool:
        return not self.ok

    @property
    def word(self) -> Literal["fine", "note", "wrong"]:
        if self.ok:
            return "note" if self.way_on else "fine"
        return "wrong"


def fine(what: str) -> Finding:
    return Finding(True, what)


def note(what: str, way_on: str) -> Finding:
    return Finding(True, what, way_on)


def wrong(what: str, way_on: str) -> Finding:
    return Finding(False, what, way_on)
