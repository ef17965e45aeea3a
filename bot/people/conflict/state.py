"""Who was named as having a conflict of interest."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.people.who import Someone
from bot.record.frozen import Frozen, Restricted


class Naming(Frozen):
    """Somebody named as involved, or kept out: who said so, and whether they are to leave the room."""

    n: int  # 1, 2, 3 …: what buttons and direct messages call it, for an id would tell who it is
    person: Restricted  # id
    by: Someone
    at: datetime
    led: bool = False  # they commanded, or acted as commander: their removal is the owners' matter
    since: datetime | None = None  # when they last came into the room, as far as they were in it while named
    ordered: int = 0  # seq of the removal that is not done yet
    removed_at: datetime | None = None
    ended: Literal["", "changed", "taken_back"] = ""  # changed: no answer names them any more
    ended_by: Someone | None = None
    ended_at: datetime | None = None
    reason: Restricted = Restricted("")  # why it was taken back; it may hold the name

    @property
    def step(self) -> str:
        """The removal that was ordered, as a step of the room; it tells nobody whom it is about."""
        return f"remove/{self.ordered}"


class Conflict(Frozen):
    """All who have a conflict of interest."""

    kept_out: tuple[Restricted, ...] = ()  # ids of those who must not see this
    namings: tuple[Naming, ...] = ()  # of all who are or were kept out or named as involved, in that order

    def names(self, person: str) -> bool:
        """Whether this person was named as involved in the cause, or must not see this."""
        return any(person == naming.person.reveal() for naming in self.namings if not naming.ended)
