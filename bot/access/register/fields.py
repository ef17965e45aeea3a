"""
What is known of a field of the register, said once beside it in entities.py.

Out of it come by loops: the field of its form and what is read back (entry forms, keeping.py), its column in the CSV
files, in and out (importing/), what a change of it is called, whose entries become one when two are of one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from bot.record.frozen import Frozen
from bot.text import Words, raw

Holds = Literal["text", "phone", "email", "address", "person", "several", "code", "yes", "day", "begins", "ends"]
"""A *person* is the id of a holder. *begins* and *ends* are days kept as moments: where it begins, where it is over."""
Guard = Literal["", "place", "called"]
"""Into what says where a secret is kept (*place*) or what it is *called*, people paste the secret: that is refused."""


@dataclass(frozen=True, slots=True)
class Kept:
    """
    How a field is kept.

    Attributes:
        told: What it is called where it changed. None: it is told among the details.
        label: Its heading in the files, and over it in the form. None: it stands in neither.
        asked: What the form asks, where that reads otherwise; False: nothing.
        codes: The choices, where it holds one.
        recovers: By it an account is got back: who writes over it unseen can take the account.
        outside: A person who need not be in the chat.

    """

    told: Words | None
    label: Words | None = None
    holds: Holds = "text"
    codes: Mapping[str, Words] = field(default_factory=dict)
    asked: Words | Literal[False] | None = None
    hint: Words | None = None
    guard: Guard = ""
    recovers: bool = False
    outside: bool = False
    name: str = ""  # this and the next two are the attribute's own: see ``fields_of``
    required: bool = False
    default: Any = None

    @property
    def heading(self) -> Words:
        return self.label or raw(self.name)

    @property
    def is_filed(self) -> bool:
        """Whether it is a column. What is of several is told by other rows or in other columns."""
        return self.label is not None and self.holds != "several"

    @property
    def question(self) -> Words | None:
        """What the form asks; None where it does not."""
        return self.label if self.asked is None else self.asked or None


@cache
def fields_of(entity: type[Frozen]) -> tuple[Kept, ...]:
    """The fields of an entity that are kept so, in their order."""
    return tuple(
        replace(kept, name=name, required=known.is_required(), default=None if known.is_required() else known.default)
        for name, known in entity.model_fields.items()
        for kept in known.metadata
        if isinstance(kept, Kept)
    )


def people_of(entity: type[Frozen]) -> tuple[str, ...]:
    """Names of the fields that hold the id of a holder."""
    return tuple(kept.name for kept in fields_of(entity) if kept.holds == "person")
