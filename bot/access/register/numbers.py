"""How much access there is to some accounts, in numbers: what the room may see of the register."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.access.register.codes import Level, Status
from bot.access.register.derived import AccessPath, every_path, is_gone
from bot.access.register.state import Register

CANNOT_POST = (Level.analyst, Level.billing)


@dataclass(frozen=True, slots=True)
class Numbers:
    """
    Of some accounts: *paths* in, how many of them *go* where only the keyholders stay, the *secrets* that open them,
    and who can post now, as *people* and *tools*. A program that holds access is no person.
    """

    paths: int
    go: int
    secrets: int
    people: int
    tools: int
    gone: int  # of the people: those who left


def numbers(
    register: Register,
    accounts: Iterable[str],
    now: datetime,
    keyholders: Collection[str] = (),
    reply_open: bool = False,
) -> Numbers:
    """
    How much access there is to these accounts.

    Args:
        accounts: Ids in the register; others count nothing.
        keyholders: Ids of the holders who stay.
        reply_open: Whether access paths that allow replies alone stay too.
    """
    wanted = set(accounts) & set(register.accounts)
    paths = [path for paths in every_path(register, now, wanted).values() for path in paths]
    tools = [tool for tool in register.tools.values() if wanted & set(tool.accounts)]
    opened = wanted | {tool.id for tool in tools}
    secrets = [secret for secret in register.secrets.values() if opened & set(secret.opens)]
    posting = {path.holder for path in paths if path.level not in CANNOT_POST}
    people = {id for id in posting if id not in register.holders or register.holders[id].is_person}
    return Numbers(
        paths=len(paths),
        go=sum(goes(path, keyholders, reply_open) for path in paths),
        secrets=len(secrets),
        people=len(people),
        tools=len(tools),
        gone=sum(is_gone(register, id, now) for id in people),
    )


def to_sweep(register: Register, accounts: Iterable[str], now: datetime) -> int:
    """How many people with a path into these accounts left, or are not known to belong here still."""
    holders = {path.holder for paths in every_path(register, now, set(accounts)).values() for path in paths}
    return sum(is_gone(register, id, now) or is_stranger(register, id) for id in holders)


def is_stranger(register: Register, holder: str) -> bool:
    """Whether nobody has said who this is."""
    known = register.holders.get(holder)
    return known is None or known.status is Status.unknown


def goes(path: AccessPath, keyholders: Collection[str], reply_open: bool) -> bool:
    """Whether an access path is closed where only the keyholders stay."""
    replies = reply_open and path.level is Level.reply and path.grant is not None
    return path.holder not in keyholders and not replies


def going(register: Register, now: datetime, keyholders: Collection[str], reply_open: bool = False) -> dict[str, int]:
    """How many paths go, by account, of all accounts that have any access path."""
    paths = every_path(register, now)
    return {id: sum(goes(path, keyholders, reply_open) for path in found) for id, found in paths.items()}


def staying(register: Register, now: datetime, keyholders: Collection[str]) -> dict[str, int]:
    """How many of the keyholders have an access path, by account: who has none cannot keep it."""
    paths = every_path(register, now)
    return {id: len({path.holder for path in found}.intersection(keyholders)) for id, found in paths.items()}
