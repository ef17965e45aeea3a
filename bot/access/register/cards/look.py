"""
What the register's views are made of: all access paths, looked up once; what is wrong with an account; how it reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.access.platforms import platform_name
from bot.access.register.codes import LEVELS, MEANS, POINTS, STATES, STATES_OF_WAYS
from bot.access.register.confirming import confirmed_at, is_doubted
from bot.access.register.derived import (
    TIERS,
    UNCONFIRMED_AFTER,
    AccessPath,
    all_gone,
    every_path,
    is_exposed,
    last_confirmed,
    single_points,
)
from bot.access.register.entities import Account, Secret
from bot.access.register.granting import changed_on
from bot.access.register.state import Register
from bot.crisis.playbook import Book
from bot.crisis.wording import on_date, shortened
from bot.text import Joined, Moment, Param, Words, _, _n, raw

NAME_CHARS = 40  # of a name in a row


@dataclass(frozen=True, slots=True)
class Look:
    """The register at one moment (aware UTC): built once for a view, for it goes through every grant."""

    register: Register
    book: Book
    now: datetime
    paths: dict[str, list[AccessPath]]  # by account
    gone: frozenset[str]  # holders who left
    confirmed: dict[str, datetime]  # accounts, when a path into them was last confirmed
    secrets: dict[str, list[Secret]]  # that open an account, or a tool that posts to it

    def of(self, account: str) -> list[AccessPath]:
        return self.paths.get(account, [])


def look(register: Register, book: Book, now: datetime, of: Collection[str] | None = None) -> Look:
    """Everything a view needs, in one go; of these accounts alone, where the view has no other, it is quick."""
    posts_to = {tool.id: tool.accounts for tool in register.tools.values()}
    secrets: dict[str, list[Secret]] = {}
    for secret in register.secrets.values():
        for account in dict.fromkeys(a for id in secret.opens for a in posts_to.get(id, (id,))):
            secrets.setdefault(account, []).append(secret)
    return Look(
        register,
        book,
        now,
        every_path(register, now, of),
        all_gone(register, now),
        last_confirmed(register),
        secrets,
    )


def begins(register: Register, *of: str) -> str:
    """Tells one form of the register from the one whose place it takes."""
    return hashlib.blake2s(" ".join((register.checksum, *of)).encode(), digest_size=4).hexdigest()


def riskiest_first(seen: Look, accounts: Sequence[Account]) -> list[Account]:
    """Who left and is still listed, then what is exposed, not known, or hangs on one person; main accounts first."""

    def rank(account: Account) -> tuple[int, int, bool, int, int, str]:
        points = single_points(seen.register, account, seen.now, seen.of(account.id))
        exposed = sum(is_exposed(secret, seen.gone) for secret in seen.secrets.get(account.id, ()))
        left, tier = len(_left(seen, account)), TIERS[account.tier]
        return -left, -exposed, not _is_unknown(seen, account), -len(points), tier, account.handle.casefold()

    return sorted(accounts, key=rank)


def warnings(seen: Look, account: Account) -> list[Words]:
    """What is wrong with it, the worst first."""
    found: list[Words] = []
    if state := seen.register.states.get(account.id):
        found.append(STATES[state])
    if left := len(_left(seen, account)):
        found.append(_n("{n} person left and is still listed", "{n} people left and are still listed", left))
    exposed = (secret for secret in seen.secrets.get(account.id, ()) if is_exposed(secret, seen.gone))
    found += [_exposed(seen, secret) for secret in exposed]
    if doubted := sum(is_doubted(seen.register, path) for path in seen.of(account.id)):
        found.append(_n("{n} way in may not be there any more", "{n} ways in may not be there any more", doubted))
    if _is_unknown(seen, account):
        found.append(_("nobody confirmed access in 90 days, so it is not known"))
    return found + [POINTS[code] for code in single_points(seen.register, account, seen.now, seen.of(account.id))]


def counts(seen: Look, account: Account) -> tuple[Words, Words]:
    """Its access paths, and who holds them: "13 access paths", "11 people, 2 tools"."""
    paths = seen.of(account.id)
    ids = {path.holder for path in paths}
    known = seen.register.holders
    systems = {id for id in ids if id in known and known[id].employer == "system"}
    tools = sum(account.id in tool.accounts for tool in seen.register.tools.values()) + len(systems)
    people = _n("{n} person", "{n} people", sum(id not in known or known[id].is_person for id in ids))
    who = raw(Joined((people, _n("{n} tool", "{n} tools", tools)))) if tools else people
    return _n("{n} way in", "{n} ways in", len(paths)), who


def title(seen: Look, account: Account) -> Words:
    """ "@brand · X": what it is called, and where."""
    return _("{handle} · {platform}", handle=account.handle, platform=platform_name(seen.book, account.platform))


def confirmed(at: datetime | None) -> Words:
    return _("confirmed {at}", at=Moment(at, "date")) if at else _("not confirmed yet")


def last(seen: Look, account: Account) -> Words:
    at = seen.confirmed.get(account.id)
    return _("last confirmed {at}", at=Moment(at, "date")) if at else _("never confirmed")


def name_of(register: Register, holder: str) -> str:
    """What somebody is called; their id where they stand in the register no more."""
    known = register.holders.get(holder)
    return shortened(known.name if known else holder, NAME_CHARS)


def how(seen: Look, path: AccessPath) -> list[Param]:
    """By which means, at what level, in which tool, until when, and how sure that is."""
    register = seen.register
    if path.secret is not None:
        return [*_knows(seen, path), confirmed(confirmed_at(register, path))]
    grant = register.grants[path.grant or ""]
    said: list[Param] = [MEANS[path.means], LEVELS[path.level]]
    said += [_("in {tool}", tool=register.tools[path.tool].name)] if path.tool in register.tools else []
    said += [_("until {at}", at=Moment(grant.expires_at, "date"))] if grant.expires_at else []
    said += [STATES_OF_WAYS[grant.state]] if grant.state != "active" else []
    return [*said, confirmed(grant.confirmed_at)]


def gone_words(seen: Look, holder: str) -> list[Param]:
    """ "left 12 Mar", of who left."""
    if holder not in seen.gone:
        return []
    known, leaver = seen.register.holders.get(holder), seen.register.leavers.get(holder)
    days = [known.last_day, known.contract_ends] if known else []
    day = next((day for day in (leaver.last_day if leaver else None, *days) if day), None)
    if day is not None:
        return [_("left {day}", day=on_date(day))]
    return [_("left, seen {day}", day=Moment(leaver.since, "date")) if leaver else _("left")]


def _knows(seen: Look, path: AccessPath) -> list[Param]:
    secret = seen.register.secrets[path.secret or ""]
    entitled = any(k.holder == path.holder and k.until is None for k in secret.known_by)
    if entitled:
        return [_("knows {secret}", secret=_password(seen, secret))]
    return [_("knew {secret}, which was not changed since", secret=_password(seen, secret))]


def _password(seen: Look, secret: Secret) -> Param:
    """What a secret is called; one that is called as what it opens is its password."""
    accounts = (seen.register.accounts.get(id) for id in secret.opens)
    if any(account is not None and account.handle == secret.name for account in accounts):
        return _("the password")
    return shortened(secret.name, NAME_CHARS)


def _exposed(seen: Look, secret: Secret) -> Words:
    rotated, day, name = secret.rotated_at, changed_on(seen.register, secret), _password(seen, secret)
    left = {k.holder for k in secret.known_by if k.holder in seen.gone or _ended(k.until, rotated)}
    n = len(left)
    if rotated is None or day is None:
        return _n(
            "{secret} was never changed; {n} left since", "{secret} was never changed; {n} left since", n, secret=name
        )
    return _n(
        "{secret} last changed {day}; {n} left since",
        "{secret} last changed {day}; {n} left since",
        n,
        secret=name,
        day=on_date(day),
    )


def _ended(until: datetime | None, rotated: datetime | None) -> bool:
    return until is not None and (rotated is None or until > rotated)


def _left(seen: Look, account: Account) -> set[str]:
    return {path.holder for path in seen.of(account.id)} & seen.gone


def _is_unknown(seen: Look, account: Account) -> bool:
    at = seen.confirmed.get(account.id)
    return at is None or seen.now - at > UNCONFIRMED_AFTER
