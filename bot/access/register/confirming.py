"""Holders say whether what stands of them in the register is right, and are asked to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.access.register.derived import AccessPath, effective, every_path, is_gone, paths_into
from bot.access.register.facts import ConfirmationAsked, GrantsConfirmed, GrantsDoubted
from bot.access.register.keeping import is_in_chat
from bot.access.register.state import Asked, Register
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import _


def own(register: Register, holder: str, now: datetime) -> list[AccessPath]:
    """What one person can say something about: what they hold, and what they are to know; each but once."""
    found = [path for path in effective(register, holder, now) if _is_entitled(register, path)]
    return list({path.key: path for path in found}.values())


def held(register: Register, holder: str, now: datetime) -> int:
    """Into how many accounts somebody gets by what they hold or are to know."""
    return len({path.account for path in effective(register, holder, now) if _is_entitled(register, path)})


def confirm(register: Register, by: Someone, keys: Collection[str], now: datetime) -> list[Fact]:
    """*These are right.* Raises Refused where none of these paths is theirs."""
    grants, secrets = _theirs(register, by, keys, now)
    return [GrantsConfirmed(grants=grants, secrets=secrets, by=by)]


def says_right(given: Mapping[str, Given]) -> bool:
    """Whether who was asked who has access said that the list is right."""
    return given.get("list") == "right"


def confirmed(register: Register, accounts: Iterable[str], by: Someone, now: datetime) -> list[Fact]:
    """Somebody who leads access looked: every live grant of these accounts is right, seats in tools too."""
    every = every_path(register, now)
    paths = (path for account in accounts for path in every.get(account, ()))
    grants = tuple(dict.fromkeys(path.grant for path in paths if path.grant))
    return [GrantsConfirmed(grants=grants, by=by)] if grants else []


def doubt(register: Register, by: Someone, keys: Collection[str], reason: str, now: datetime) -> list[Fact]:
    """*These are not mine.* They stay open until somebody has looked. Raises Refused without a reason, or as above."""
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="empty")
    grants, secrets = _theirs(register, by, keys, now)
    return [GrantsDoubted(grants=grants, secrets=secrets, by=by, reason=reason.strip())]


def ask(register: Register, account: str, by: Someone, now: datetime) -> list[Fact]:
    """Everybody in the chat who holds a path into the account is asked. Raises Refused where there is nobody to ask."""
    if not asked_now(register, paths_into(register, account, now), now):
        words = _("Nobody who is in the chat holds access to this account. Look yourself, and tick it as right.")
        raise Refused(words, code="nobody")
    return [ConfirmationAsked(account=account, by=by)]


def asked_now(register: Register, paths: Iterable[AccessPath], now: datetime) -> list[str]:
    """Ids of the holders in the chat who have something to confirm among these *paths*; who left is not asked."""
    holders = {path.holder for path in paths if _is_entitled(register, path)}
    return sorted(id for id in holders if is_in_chat(id) and not is_gone(register, id, now))


def waiting(register: Register, paths: Iterable[AccessPath], holder: str, asked: Asked) -> list[AccessPath]:
    """Of these *paths* those of one person about which they have said nothing since they were asked."""
    return [
        path
        for path in paths
        if path.holder == holder
        and _is_entitled(register, path)
        and not is_doubted(register, path)
        and ((at := confirmed_at(register, path)) is None or at < asked.at)
    ]


def confirmed_at(register: Register, path: AccessPath) -> datetime | None:
    """When somebody last said that an access path is right."""
    if path.grant is not None:
        return register.grants[path.grant].confirmed_at
    known = register.secrets[path.secret].known_by if path.secret else ()
    times = [each.confirmed_at for each in known if each.holder == path.holder and each.confirmed_at]
    return max(times, default=None)


def is_doubted(register: Register, path: AccessPath) -> bool:
    """Whether its holder says that it is not theirs, or nobody knows whether it is closed."""
    return path.grant is not None and register.grants[path.grant].state == "unknown"


def _theirs(
    register: Register, by: Someone, keys: Collection[str], now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    chosen = [path for path in own(register, by.id, now) if path.key in keys]
    if not chosen:
        raise Refused(_("Choose at least one that is yours."), field="paths", code="none")
    return _some(path.grant for path in chosen), _some(path.secret for path in chosen)


def _some(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for id in ids if id is not None))


def _is_entitled(register: Register, path: AccessPath) -> bool:
    """Not what they only happen to know still."""
    if path.secret is None:
        return True
    return any(k.holder == path.holder and k.until is None for k in register.secrets[path.secret].known_by)
