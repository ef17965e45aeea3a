"""Who was asked for which role, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.crisis.roles.facts import RolesConflict
from bot.people.who import Someone
from bot.record.fact import Level
from bot.record.frozen import Frozen


class Seat(Frozen):
    """One person and one role: asked for it, holding it, or how that ended. Each asking is a seat of its own."""

    seq: int  # of the event that made it: what buttons and direct messages call it
    role: str  # code in playbooks/roles.yaml; never "commander"
    person: Someone
    by: Someone  # who asked them; themselves where they took it
    at: datetime
    since: datetime | None = None  # when they took it on
    # over: the asking, by someone else; gone: they are no member any more
    state: Literal["asked", "holds", "declined", "released", "over", "gone"] = "asked"
    late: bool = False  # did not answer in time; may still
    before: Someone | None = None  # who has it until it is accepted
    briefing: str = ""  # of who hands it over
    on_call: Level | None = None  # the level at which they are asked by themselves
    given: bool = False  # by who gives out roles, or the setup; or handed on by who had it so
    stands_in_for: Someone | None = None  # the first who was asked, and can't or did not answer
    reason: str = ""
    next: Someone | None = None  # who was asked instead
    ended_by: Someone | None = None
    ended_at: datetime | None = None

    @property
    def first(self) -> Someone:
        """Who was asked first: all that were asked in their stead belong together."""
        return self.stands_in_for or self.person


class Roles(Frozen):
    """All seats, and what was warned of."""

    seats: tuple[Seat, ...] = ()  # in the order they were asked or taken
    conflicts: tuple[RolesConflict, ...] = ()  # warned of so far

    def holders(self, role: str) -> tuple[Someone, ...]:
        """Who has a role now, longest first; the commander has a seat of their own."""
        return tuple(seat.person for seat in self.seats if seat.role == role and seat.state == "holds")
