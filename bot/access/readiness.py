"""How ready access is for a crisis: what follows from the register, counted, the most dangerous first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.access.register.codes import Status
from bot.access.register.derived import (
    RECOVERY,
    TIERS,
    UNCONFIRMED_AFTER,
    AccessPath,
    all_gone,
    by_blast_radius,
    every_path,
    is_exposed,
    last_confirmed,
    single_points,
)
from bot.access.register.entities import Account
from bot.access.register.state import Register

Code = Literal[
    "empty",
    "leavers",
    "expired",
    "exposed",
    "recovery_of_leaver",
    "unknown_people",
    "unknown_access",
    "few_admins",
    "no_twofa",
    "recovery_not_ours",
    "owned_privately",
    "no_owner",
    "twofa_one_person",
    "recovery_one_person",
]
CODES: tuple[Code, ...] = get_args(Code)  # the most dangerous first; ours, after domain.md §5.2
SINGLE: tuple[Code, ...] = (
    "recovery_of_leaver",
    "few_admins",
    "owned_privately",
    "twofa_one_person",
    "recovery_one_person",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, with the ids of those it is about: people, secrets or accounts, the most dangerous first."""

    code: Code
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessReady:
    """How much access there is, over all means, and what to mend, in that order."""

    accounts: int
    people: int  # who can get into at least one account; a program is no person
    programs: int
    paths: int
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return not self.findings


def access_ready(register: Register, now: datetime) -> AccessReady:
    """What can be said of the whole register; one pass over its access paths."""
    every = every_path(register, now)
    paths = [path for each in every.values() for path in each]
    holders = {path.holder for path in paths}
    programs = {id for id in holders if id in register.holders and register.holders[id].employer == "system"}
    found = _findings(register, every, paths, now) if register.accounts else [Finding("empty")]
    people = sum(id not in register.holders or register.holders[id].is_person for id in holders)
    counted = (len(register.accounts), people, len(programs), len(paths))
    return AccessReady(*counted, tuple(found))


def _findings(
    register: Register, every: dict[str, list[AccessPath]], paths: Sequence[AccessPath], now: datetime
) -> list[Finding]:
    gone = all_gone(register, now)
    points = {a.id: single_points(register, a, now, every.get(a.id, ())) for a in register.accounts.values()}
    confirmed = last_confirmed(register)
    people, accounts = register.holders, register.accounts.values()

    def of_accounts(code: Code, holds: Callable[[Account], bool]) -> Finding:
        return Finding(code, _in_order(account for account in accounts if holds(account)))

    def of_holders(code: Code, ids: Iterable[str]) -> Finding:
        wanted = frozenset(ids)
        mine = [path for path in paths if path.holder in wanted]
        return Finding(code, tuple(dict.fromkeys(path.holder for path in by_blast_radius(register, mine, now))))

    def is_unconfirmed(account: Account) -> bool:
        at = confirmed.get(account.id)
        return at is None or now - at > UNCONFIRMED_AFTER

    all_found = [
        of_holders("leavers", gone),
        Finding("expired", tuple(sorted(grant.id for grant in register.grants.values() if grant.state == "expired"))),
        Finding("exposed", tuple(sorted(s.id for s in register.secrets.values() if is_exposed(s, gone)))),
        of_holders("unknown_people", (id for id, holder in people.items() if holder.status is Status.unknown)),
        of_accounts("unknown_access", is_unconfirmed),
        of_accounts("no_twofa", lambda account: account.twofa in ("", "none")),
        of_accounts("recovery_not_ours", lambda account: _is_recovered_by_others(register, every.get(account.id, ()))),
        of_accounts("no_owner", lambda account: account.owner is None or account.owner in gone),
        *(Finding(code, _in_order(a for a in accounts if code in points[a.id])) for code in SINGLE),
    ]
    return sorted((found for found in all_found if found.about), key=lambda found: CODES.index(found.code))


def _is_recovered_by_others(register: Register, paths: Iterable[AccessPath]) -> bool:
    """Whether a recovery mailbox or phone belongs to an agency, a freelancer, or somebody not in the register."""
    from_outside = ("agency", "freelancer")
    holders = (register.holders.get(path.holder) for path in paths if path.means in RECOVERY)
    return any(holder is None or holder.employer in from_outside for holder in holders)


def _in_order(accounts: Iterable[Account]) -> tuple[str, ...]:
    return tuple(a.id for a in sorted(accounts, key=lambda a: (TIERS[a.tier], a.handle, a.id)))
