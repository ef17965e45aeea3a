"""What is recorded of what was taken back."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight


class Undone(Fact):
    """Somebody took back their own last press, within a minute. What it undoes stays on the record."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["undone"] = "undone"
    seq: int  # of the event that is taken back
    what: Literal["answer", "command", "role", "resolve", "level"]
    of: str = ""  # id of the question, code of the role
    by: Someone


FACTS = (Undone,)
