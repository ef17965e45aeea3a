"""What follows from the register (domain.md §5.2): who really can get in, what is exposed, what hangs on one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.access.entities import Account, Grant, Level, Means, Secret, Status
from bot.domain.access.register import Register

UNCONFIRMED_AFTER = timedelta(days=90)  # domain.md §5.2 (3e), (7): ours, to be tuned
ADMINS = (Level.owner, Level.admin)


@dataclass(frozen=True, slots=True)
class WayIn:
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
        """What tells it from all other ways into the account, as long as it stands in the register."""
        return f"grant:{self.grant}" if self.grant else f"knows:{self.secret}:{self.holder}"


def is_live(grant: Grant, now: datetime) -> bool:
    """Whether a grant counts: not taken away, not expired. What failed or is not known counts."""
    return grant.state != "removed" and (grant.expires_at is None or grant.expires_at > now)


def every_way(register: Register, now: datetime) -> dict[str, list[WayIn]]:
    """Every way into every account: grants, seats of tools that post to it, secrets known and not changed since."""
    found: dict[str, list[WayIn]] = defaultdict(list)
    posts_to = {tool.id: tool.accounts for tool in register.tools.values()}
    for grant in register.grants.values():
        if not is_live(grant, now):
            continue
        tool = grant.of if grant.of in posts_to else None
        for account in posts_to.get(grant.of, (grant.of,)):
            found[account].append(WayIn(account, grant.holder, grant.means, grant.level, grant=grant.id, tool=tool))
    for secret in register.secrets.values():
        accounts = dict.fromkeys(a for id in secret.opens for a in posts_to.get(id, (id,)))
        for account in accounts:
            found[account] += [
                WayIn(account, holder, Means.shared_password, Level.owner, secret=secret.id)
                for holder in sorted(still_know(secret))
            ]
    return {id: found[id] for id in register.accounts if id in found}


def ways_in(register: Register, account: str, now: datetime) -> list[WayIn]:
    """Every way into one account."""
    return every_way(register, now).get(account, [])


def still_know(secret: Secret) -> set[str]:
    """Who learned it and has not been shut out by a change of it since."""
    rotated = secret.rotated_at
    return {k.holder for k in secret.known_by if k.until is None or rotated is None or k.until > rotated}


def is_exposed(secret: Secret) -> bool:
    """Somebody stopped being entitled to it after it was last changed."""
    rotated = secret.rotated_at
    return any(known.until is not None and (rotated is None or known.until > rotated) for known in secret.known_by)


def effective(register: Register, holder: str, now: datetime) -> list[WayIn]:
    """All that one person can get into, over all means."""
    return [way for ways in every_way(register, now).values() for way in ways if way.holder == holder]


def is_gone(register: Register, holder: str, now: datetime) -> bool:
    """Whether they left: said so, or their last day or contract is over, unless somebody said that they did not."""
    leaver = register.leavers.get(holder)
    if leaver is not None:
        return leaver.denied_by is None
    known = register.holders.get(holder)
    if known is None:
        return False
    days = [day for day in (known.last_day, known.contract_ends) if day is not None]
    return known.status is Status.left or any(day < now.date() for day in days)


def is_unknown(register: Register, account: str, now: datetime) -> bool:
    """No way in was confirmed in 90 days: reported like a failure."""
    times = [g.confirmed_at for g in register.grants.values() if g.of == account and g.confirmed_at]
    return not times or now - max(times) > UNCONFIRMED_AFTER


def single_points(register: Register, account: Account, now: datetime) -> list[str]:
    """Codes of what hangs on one person, or is in somebody else's hands."""
    ways = ways_in(register, account.id, now)
    admins = {way.holder for way in ways if way.level in ADMINS and not is_gone(register, way.holder, now)}
    codes = ["few_admins"] if len(admins) < 2 else []
    if account.twofa == "sms" or (account.twofa and account.twofa_holder is not None):
        codes.append("twofa_one_person")
    if account.legal_owner != "company":
        codes.append("owned_privately")
    recovery = {way.holder for way in ways if way.means in (Means.recovery_email, Means.recovery_phone)}
    if any(is_gone(register, holder, now) for holder in recovery):
        codes.append("recovery_of_leaver")
    elif len(recovery) == 1:
        codes.append("recovery_one_person")
    return codes


TIERS = {"main": 0, "secondary": 1, "dormant": 2}
DANGER = {  # domain.md §5.2 (5): main account > admin roles > recovery > tool with many accounts > ads > the rest
    Means.recovery_email: 2,
    Means.recovery_phone: 2,
    Means.tool_seat: 3,
    Means.ad_account: 4,
}


def by_blast_radius(register: Register, ways: Iterable[WayIn], now: datetime) -> list[WayIn]:
    """The most dangerous first; who left before all others."""

    def rank(way: WayIn) -> tuple[bool, int, int, str, str, str]:
        account = register.accounts[way.account]
        danger = 1 if way.level in ADMINS else DANGER.get(way.means, 5)
        stays = not is_gone(register, way.holder, now)
        return stays, TIERS[account.tier], danger, way.account, way.holder, way.key

    return sorted(ways, key=rank)
