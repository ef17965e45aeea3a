"""How much access there is to some accounts, in numbers: what the room may see of the register."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.access.register.codes import Level, Status
from bot.access.register.derived import WayIn, every_way, is_gone
from bot.access.register.state import Register

CANNOT_POST = (Level.analyst, Level.billing)


@dataclass(frozen=True, slots=True)
class Numbers:
    """
    Of some accounts: *ways* in, how many of them *go* where only the keyholders stay, the *secrets* that open them, and
    who can post now, as *people* and *tools*. A program that holds access is no person.
    """

    ways: int
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
        reply_open: Whether ways in that allow replies alone stay too.
    """
    wanted = set(accounts) & set(register.accounts)
    ways = [way for ways in every_way(register, now, wanted).values() for way in ways]
    tools = [tool for tool in register.tools.values() if wanted & set(tool.accounts)]
    opened = wanted | {tool.id for tool in tools}
    secrets = [secret for secret in register.secrets.values() if opened & set(secret.opens)]
    posting = {way.holder for way in ways if way.level not in CANNOT_POST}
    people = {id for id in posting if id not in register.holders or register.holders[id].is_person}
    return Numbers(
        ways=len(ways),
        go=sum(goes(way, keyholders, reply_open) for way in ways),
        secrets=len(secrets),
        people=len(people),
        tools=len(tools),
        gone=sum(is_gone(register, id, now) for id in people),
    )


def to_sweep(register: Register, accounts: Iterable[str], now: datetime) -> int:
    """How many people with a way into these accounts left, or are not known to belong here still."""
    holders = {way.holder for ways in every_way(register, now, set(accounts)).values() for way in ways}
    return sum(is_gone(register, id, now) or is_stranger(register, id) for id in holders)


def is_stranger(register: Register, holder: str) -> bool:
    """Whether nobody has said who this is."""
    known = register.holders.get(holder)
    return known is None or known.status is Status.unknown


def goes(way: WayIn, keyholders: Collection[str], reply_open: bool) -> bool:
    """Whether a way in is closed where only the keyholders stay."""
    replies = reply_open and way.level is Level.reply and way.grant is not None
    return way.holder not in keyholders and not replies


def going(register: Register, now: datetime, keyholders: Collection[str], reply_open: bool = False) -> dict[str, int]:
    """How many ways go, by account, of all accounts that have any way in."""
    ways = every_way(register, now)
    return {id: sum(goes(way, keyholders, reply_open) for way in found) for id, found in ways.items()}


def staying(register: Register, now: datetime, keyholders: Collection[str]) -> dict[str, int]:
    """How many of the keyholders have a way in, by account: who has none cannot keep it."""
    ways = every_way(register, now)
    return {id: len({way.holder for way in found}.intersection(keyholders)) for id, found in ways.items()}
