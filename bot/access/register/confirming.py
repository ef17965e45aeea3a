"""Holders say whether what stands of them in the register is right, and are asked to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.access.register.derived import WayIn, effective, every_way, is_gone, ways_in
from bot.access.register.facts import ConfirmationAsked, GrantsConfirmed, GrantsDoubted
from bot.access.register.keeping import is_in_chat
from bot.access.register.state import Asked, Register
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import _


def own(register: Register, holder: str, now: datetime) -> list[WayIn]:
    """What one person can say something about: what they hold, and what they are to know; each but once."""
    found = [way for way in effective(register, holder, now) if _is_entitled(register, way)]
    return list({way.key: way for way in found}.values())


def held(register: Register, holder: str, now: datetime) -> int:
    """Into how many accounts somebody gets by what they hold or are to know."""
    return len({way.account for way in effective(register, holder, now) if _is_entitled(register, way)})


def confirm(register: Register, by: Someone, keys: Collection[str], now: datetime) -> list[Fact]:
    """*These are right.* Raises Refused where none of these ways is theirs."""
    grants, secrets = _theirs(register, by, keys, now)
    return [GrantsConfirmed(grants=grants, secrets=secrets, by=by)]


def says_right(given: Mapping[str, Given]) -> bool:
    """Whether who was asked who has access said that the list is right."""
    return given.get("list") == "right"


def confirmed(register: Register, accounts: Iterable[str], by: Someone, now: datetime) -> list[Fact]:
    """Somebody who leads access looked: every live grant of these accounts is right, seats in tools too."""
    every = every_way(register, now)
    ways = (way for account in accounts for way in every.get(account, ()))
    grants = tuple(dict.fromkeys(way.grant for way in ways if way.grant))
    return [GrantsConfirmed(grants=grants, by=by)] if grants else []


def doubt(register: Register, by: Someone, keys: Collection[str], reason: str, now: datetime) -> list[Fact]:
    """*These are not mine.* They stay open until somebody has looked. Raises Refused without a reason, or as above."""
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="empty")
    grants, secrets = _theirs(register, by, keys, now)
    return [GrantsDoubted(grants=grants, secrets=secrets, by=by, reason=reason.strip())]


def ask(register: Register, account: str, by: Someone, now: datetime) -> list[Fact]:
    """Everybody in the chat who holds a way into the account is asked. Raises Refused where there is nobody to ask."""
    if not asked_now(register, ways_in(register, account, now), now):
        words = _("Nobody who is in the chat holds access to this account. Look yourself, and tick it as right.")
        raise Refused(words, code="nobody")
    return [ConfirmationAsked(account=account, by=by)]


def asked_now(register: Register, ways: Iterable[WayIn], now: datetime) -> list[str]:
    """Ids of the holders in the chat who have something to confirm among these *ways*; who left is not asked."""
    holders = {way.holder for way in ways if _is_entitled(register, way)}
    return sorted(id for id in holders if is_in_chat(id) and not is_gone(register, id, now))


def waiting(register: Register, ways: Iterable[WayIn], holder: str, asked: Asked) -> list[WayIn]:
    """Of these *ways* those of one person about which they have said nothing since they were asked."""
    return [
        way
        for way in ways
        if way.holder == holder
        and _is_entitled(register, way)
        and not is_doubted(register, way)
        and ((at := confirmed_at(register, way)) is None or at < asked.at)
    ]


def confirmed_at(register: Register, way: WayIn) -> datetime | None:
    """When somebody last said that a way in is right."""
    if way.grant is not None:
        return register.grants[way.grant].confirmed_at
    known = register.secrets[way.secret].known_by if way.secret else ()
    times = [each.confirmed_at for each in known if each.holder == way.holder and each.confirmed_at]
    return max(times, default=None)


def is_doubted(register: Register, way: WayIn) -> bool:
    """Whether its holder says that it is not theirs, or nobody knows whether it is closed."""
    return way.grant is not None and register.grants[way.grant].state == "unknown"


def _theirs(
    register: Register, by: Someone, keys: Collection[str], now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    chosen = [way for way in own(register, by.id, now) if way.key in keys]
    if not chosen:
        raise Refused(_("Choose at least one that is yours."), field="ways", code="none")
    return _some(way.grant for way in chosen), _some(way.secret for way in chosen)


def _some(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for id in ids if id is not None))


def _is_entitled(register: Register, way: WayIn) -> bool:
    """Not what they only happen to know still."""
    if way.secret is None:
        return True
    return any(k.holder == way.holder and k.until is None for k in register.secrets[way.secret].known_by)
