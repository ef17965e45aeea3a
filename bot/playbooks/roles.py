"""What roles.yaml says of one role and another must exist, and the roles the code counts on must be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.crisis.playbook import Roles, Team
from bot.playbooks.sheet import Path, Sheet
from bot.record.fact import Level

NEEDED: Final = ("commander", "deputy", "approver", "access_lead", "hr", "legal")
"""Roles the rules know by name: who commands, stands in, approves, and may read names of people involved."""


def relate(sheet: Sheet, roles: Roles) -> None:
    """Note in the sheet each role that is named and is not there, or stands there twice."""
    known = [role.id for role in roles.roles]
    for place, id in enumerate(known):
        if id in known[:place]:
            sheet.wrong(("roles", place, "id"), f"two roles are called {id}.")
    for id in sorted(set(NEEDED) - set(known)):
        sheet.wrong(("roles",), f"there must be a role {id}.")
    for path, id in _named(roles):
        if id not in known:
            sheet.wrong(path, f"there is no role {id}.")
    _rules(sheet, roles)


def _rules(sheet: Sheet, roles: Roles) -> None:
    for place, rule in enumerate(roles.never_together):
        if rule.roles[0] == rule.roles[1]:
            sheet.wrong(("never_together", place, "roles"), f"{rule.roles[0]} can't be kept apart from itself.")
    for level in sorted(set(Level) - set(roles.minimum_team)):
        sheet.wrong(("minimum_team",), f"there is no team for {level.value}.")
    if roles.minutes_to_answer < 1:
        sheet.wrong(("minutes_to_answer",), "minutes_to_answer must be at least 1.")


def _named(roles: Roles) -> Iterator[tuple[Path, str]]:
    """Every role that is spoken of, and where."""
    for place, role in enumerate(roles.roles):
        for nth, id in enumerate(role.backup):
            yield ("roles", place, "backup", nth), id
        for nth, other in enumerate(role.may_combine):
            yield ("roles", place, "may_combine", nth, "role"), other.role
    for place, rule in enumerate(roles.never_together):
        for nth, id in enumerate(rule.roles):
            yield ("never_together", place, "roles", nth), id
    for level, team in roles.minimum_team.items():
        yield from _seated(("minimum_team", level.value), team)
    yield from _seated(("small_team",), roles.small_team)


def _seated(where: Path, team: Team) -> Iterator[tuple[Path, str]]:
    for seat, roles in enumerate(team.seats):
        for nth, id in enumerate(roles):
            yield (*where, "seats", seat, nth), id
    for nth, id in enumerate(team.on_call):
        yield (*where, "on_call", nth), id
