"""What is recorded of files that were imported."""

from __future__ import annotations

from typing import Literal

from bot.record.fact import Fact


class Imported(Fact):
    """A file was taken in; what it changed follows as facts of its own."""

    kind: Literal["imported"] = "imported"
    name: str
    rows: int
    sha256: str


FACTS = (Imported,)
