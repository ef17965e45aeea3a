"""What follows from the register (domain.md §5.2): who really can get in, what is exposed, what hangs on one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from dateutil import tz

from bot.access.register.codes import Level, Means, Status
from bot.access.register.entities import Account, Grant, Secret
from bot.access.register.state import Register

UNCONFIRMED_AFTER = timedelta(days=90)  # domain.md §5.2 (3e), (7): ours, to be tuned
ADMINS = (Level.owner, Level.admin)
RECOVERY = (Means.recovery_email, Means.recovery_phone)


class AccessPath(NamedTuple):
    """One way into an account: a *grant* of it or of a tool that posts to it, or a *secret* somebody knows."""

    account: str
    holder: str
    means: Means
    level: Level
    grant: str | None = None
    tool: str | None = None
    secret: str | None = None

    @property
    def key(self) -> str:
        """What tells it from all other access paths into the account, as long as it stands in the register."""
        return f"grant:{self.grant}" if self.grant else f"knows:{self.secret}:{self.holder}"


def is_live(grant: Grant) -> bool:
    """Whether a grant counts: what is only done, failed, not known or over by its date counts too."""
    return grant.state not in ("removed", "verified")


def every_path(register: Register, now: datetime, of: Collection[str] | None = None) -> dict[str, list[AccessPath]]:
    """
    Every way into every account: grants, seats of tools that post to it, secrets known and not changed since.

    It goes through all grants: once for a view, not once for an account. *of* these accounts alone it is quick.
    """
    found: dict[str, list[AccessPath]] = defaultdict(list)
    wanted = register.accounts if of is None else of
    posts_to = {tool.id: tuple(a for a in tool.accounts if a in wanted) for tool in register.tools.values()}
    everywhere = {**posts_to, **{id: (id,) for id in wanted}}
    for grant in register.grants.values():
        if grant.of not in everywhere or not is_live(grant):
            continue
        tool = grant.of if grant.of in posts_to else None
        for account in everywhere[grant.of]:
            found[account].append(
                AccessPath(account, grant.holder, grant.means, grant.level, grant=grant.id, tool=tool)
            )
    for secret in register.secrets.values():
        for account in dict.fromkeys(a for id in secret.opens for a in everywhere.get(id, ())):
            found[account] += [
                AccessPath(account, holder, Means.shared_password, Level.owner, secret=secret.id)
                for holder in sorted(still_know(secret))
            ]
    return {id: found[id] for id in register.accounts if id in found}


def paths_into(register: Register, account: str, now: datetime) -> list[AccessPath]:
    """Every way into one account."""
    return every_path(register, now, (account,)).get(account, [])


def still_know(secret: Secret) -> set[str]:
    """Who learned it and has not been shut out by a change of it since."""
    rotated = secret.rotated_at
    return {k.holder for k in secret.known_by if k.until is None or rotated is None or k.until > rotated}


def is_exposed(secret: Secret, gone: Collection[str] = ()) -> bool:
    """
    Somebody stopped being entitled to it after it was last changed.

    Args:
        gone: Ids of holders who left. Whoever of them is written down as entitled still, is not.
    """
    rotated = secret.rotated_at
    return any(
        known.holder in gone if known.until is None else rotated is None or known.until > rotated
        for known in secret.known_by
    )


def effective(register: Register, holder: str, now: datetime) -> list[AccessPath]:
    """All that one person can get into, over all means."""
    return [path for paths in every_path(register, now).values() for path in paths if path.holder == holder]


def start_of(day: date, zone: str) -> datetime:
    """When a day begins in a zone (IANA name; UTC where it is not known); aware UTC."""
    return datetime.combine(day, time(), tz.gettz(zone) or UTC).astimezone(UTC)


def is_gone(register: Register, holder: str, now: datetime) -> bool:
    """
    Whether they left: their last day or the last of their contract has begun, their account was closed, somebody said
    so; or, before a tense talk, that they will. Not if somebody said that they did not.
    """
    seen, known = register.leavers.get(holder), register.holders.get(holder)
    if seen is not None and seen.denied_by is not None:
        return False
    days = [day for day in (known.last_day, known.contract_ends) if day is not None] if known else []
    if seen is not None and seen.stands:
        if seen.tense or seen.last_day is None:
            return True
        days.append(seen.last_day)
    has_left = known is not None and known.status is Status.left
    return has_left or any(start_of(day, register.zone) <= now for day in days)


def all_gone(register: Register, now: datetime) -> frozenset[str]:
    """Ids of all who left."""
    return frozenset(id for id in {*register.holders, *register.leavers} if is_gone(register, id, now))


def last_confirmed(register: Register) -> dict[str, datetime]:
    """When a path into each account was last confirmed; accounts of which none ever was are absent."""
    found: dict[str, datetime] = {}
    for grant in register.grants.values():
        if grant.confirmed_at is not None:
            found[grant.of] = max(grant.confirmed_at, found.get(grant.of, grant.confirmed_at))
    for secret in register.secrets.values():
        times = [known.confirmed_at for known in secret.known_by if known.confirmed_at is not None]
        for account in secret.opens if times else ():
            found[account] = max([*times, found.get(account, times[0])])
    return found


def is_unknown(register: Register, account: str, now: datetime) -> bool:
    """No access path was confirmed in 90 days: reported like a failure."""
    confirmed = last_confirmed(register).get(account)
    return confirmed is None or now - confirmed > UNCONFIRMED_AFTER


def single_points(
    register: Register, account: Account, now: datetime, paths: Sequence[AccessPath] | None = None
) -> list[str]:
    """
    Codes of what hangs on one person, or is in somebody else's hands. *paths* into the account spare a look for them.

    A program is nobody who could log in, nor is whoever is away or not known.
    """
    known = paths_into(register, account.id, now) if paths is None else paths
    codes = ["few_admins"] if len(admins(register, known, now)) < 2 else []
    if account.twofa == "sms" or (account.twofa in ("app", "key") and account.twofa_holder is not None):
        codes.append("twofa_one_person")
    if account.legal_owner != "company":
        codes.append("owned_privately")
    return codes + _recovery(register, known, now)


def admins(register: Register, paths: Iterable[AccessPath], now: datetime) -> set[str]:
    """Ids of the active people among those who may do everything."""
    able = {path.holder for path in paths if path.level in ADMINS and path.means not in RECOVERY}
    return {id for id in able if _is_active(register, id) and not is_gone(register, id, now)}


def _is_active(register: Register, holder: str) -> bool:
    known = register.holders.get(holder)
    return known is not None and known.is_person and known.status in (Status.active, Status.leaving)


def _recovery(register: Register, paths: Iterable[AccessPath], now: datetime) -> list[str]:
    """A mailbox or a phone of one person, or of one who left."""
    by_means: dict[Means, set[str]] = defaultdict(set)
    for path in paths:
        if path.means in RECOVERY:
            by_means[path.means].add(path.holder)
    holders = {id for ids in by_means.values() for id in ids}
    if any(is_gone(register, id, now) for id in holders):
        return ["recovery_of_leaver"]
    return ["recovery_one_person"] if any(_is_one_person(register, ids) for ids in by_means.values()) else []


def _is_one_person(register: Register, ids: Collection[str]) -> bool:
    """A mailbox entered as a program is shared by whoever is behind it."""
    known = [register.holders.get(id) for id in ids]
    return len(known) == 1 and (known[0] is None or known[0].is_person)


# domain.md §5.2 (5): main account > admin roles > recovery > tool with many accounts > ads > the rest.
TIERS = {"main": 0, "secondary": 1, "dormant": 2}


def by_blast_radius(register: Register, paths: Iterable[AccessPath], now: datetime) -> list[AccessPath]:
    """The most dangerous first; who left before all others."""
    known = list(paths)
    gone = {id for id in {path.holder for path in known} if is_gone(register, id, now)}

    def rank(path: AccessPath) -> tuple[bool, int, int, str, str, str]:
        tier = TIERS[register.accounts[path.account].tier]
        return path.holder not in gone, tier, _danger(register, path), path.account, path.holder, path.key

    return sorted(known, key=rank)


def _danger(register: Register, path: AccessPath) -> int:
    if path.means in RECOVERY:
        return 2
    if path.level in ADMINS:
        return 1
    if path.tool is not None and len(register.tools[path.tool].accounts) > 1:
        return 3
    return 4 if path.means is Means.ad_account or path.level in (Level.ads, Level.billing) else 5
