"""Facts of the other roles: asked, accepted, declined, claimed, given up."""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Level, Weight


class RoleOffered(Fact):
    """Somebody is asked to take a role; they have it once they say so."""

    kind: Literal["role_offered"] = "role_offered"
    role: str  # code in playbooks/roles.yaml
    to: Someone
    by: Someone
    before: Someone | None = None  # who has it, and keeps it until the other accepts
    briefing: str = ""  # of who hands it over
    ends: tuple[Someone, ...] = ()  # whose asking is over with it
    on_call: Level | None = None  # nobody chose them: setup names them, and at this level they are asked


class RoleAccepted(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["role_accepted"] = "role_accepted"
    role: str
    by: Someone
    ends: tuple[Someone, ...] = ()  # whose asking is over with it


class RoleDeclined(Fact):
    kind: Literal["role_declined"] = "role_declined"
    role: str
    by: Someone
    reason: str = ""
    next: Someone | None = None  # who is asked instead


class RoleClaimed(Fact):
    """Somebody took a role themselves: an empty one, or the commander from who had it."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["role_claimed"] = "role_claimed"
    role: str
    by: Someone
    before: Someone | None = None  # who has it no more
    ends: tuple[Someone, ...] = ()  # whose asking is over with it


class RoleReleased(Fact):
    """Somebody has a role no more, or is asked for it no more: given up, or taken from them."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["role_released"] = "role_released"
    role: str
    who: Someone
    by: Someone
    reason: str = ""


class RoleUnanswered(Fact):
    """Who was asked to take a role did not answer in time; whoever comes next is asked. They may still say yes."""

    kind: Literal["role_unanswered"] = "role_unanswered"
    role: str
    who: Someone
    next: Someone | None = None  # who is asked too


class RolesConflict(Fact):
    """Roles one person has that should not be in one hand at this level. Nobody is stripped of a role for it."""

    kind: Literal["roles_conflict"] = "roles_conflict"
    person: Someone
    roles: tuple[str, str]
    level: Level


FACTS = (
    RoleOffered,
    RoleAccepted,
    RoleDeclined,
    RoleClaimed,
    RoleReleased,
    RoleUnanswered,
    RolesConflict,
)
