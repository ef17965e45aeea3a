"""
Who left and can still get in: how it is seen, when the owners of the accounts are asked, and what they do about it.

    seen ──▶ asked once a day ──closed──▶ verified by somebody else ──▶ nothing of theirs is open
      └── not a leaver, or back

Nothing is taken away by itself: what follows is a letter and a task.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from dateutil import tz

from bot.domain.access.derived import WayIn, every_way, start_of
from bot.domain.access.entities import HowSeen, Status
from bot.domain.access.register import Leaver, Register
from bot.domain.due import Due
from bot.domain.events import Fact, LeaverCleared, LeaverReminded, LeaverReturned, LeaverSeen
from bot.domain.people import Person, Someone, Standing

MORNING = time(8)  # of the organisation's day: who was asked is asked once more
OF_CHAT = ("deactivated", "guest")
OF_ACCOUNT = (*OF_CHAT, "scim")  # one ground: an account of theirs was closed
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)


def seen(
    register: Register,
    holder: str,
    how: HowSeen,
    last_day: date | None = None,
    tense: bool = False,
    by: Someone | None = None,
) -> list[Fact]:
    """
    The fact that somebody left, unless it is known.

    Nobody of the register: nothing. What was denied counts anew on another ground, or when a person says it.
    """
    known = register.leavers.get(holder)
    if holder not in register.holders or (known is not None and how != "said" and _is_old_news(known, how, last_day)):
        return []
    return [LeaverSeen(holder=holder, how=how, last_day=last_day, tense=tense, by=by)]


def _is_old_news(known: Leaver, how: HowSeen, last_day: date | None) -> bool:
    if known.stands:
        return True
    if known.denied_by is None:
        return False
    return known.last_day == last_day and (known.how == how or {known.how, how} <= set(OF_ACCOUNT))


def noticed(register: Register, before: Mapping[str, Standing], people: Iterable[Person]) -> list[Fact]:
    """
    What the chat's word about *people* means: who was deactivated, became a guest, or is back.

    Args:
        before: What was known of them until now. A guest left only if they were a member before.
    """
    facts: list[Fact] = []
    for person in people:
        known = register.leavers.get(person.id)
        if person.standing is Standing.gone:
            facts += seen(register, person.id, "deactivated")
        elif person.standing is Standing.guest and before.get(person.id) is Standing.member:
            facts += seen(register, person.id, "guest")
        elif person.standing is Standing.member and known and known.how in OF_CHAT and known.returned_at is None:
            facts.append(LeaverReturned(holder=person.id))
    return facts


def open_ways(register: Register, now: datetime) -> dict[str, list[WayIn]]:
    """The ways in of all whose leaving stands, by holder; those without any are absent."""
    leaving = {id for id, leaver in register.leavers.items() if leaver.stands}
    found: dict[str, list[WayIn]] = defaultdict(list)
    for ways in every_way(register, now).values() if leaving else ():
        for way in ways:
            if way.holder in leaving:
                found[way.holder].append(way)
    return dict(found)


def due(register: Register) -> list[Due]:
    """Days that begin, the daily question to owners, and the end of it once nothing is open."""
    now = register.changed_at or OLDEST
    ways = open_ways(register, now)
    found = [each for holder in register.holders for each in _days(register, holder, now)]
    for leaver in register.leavers.values():
        if not leaver.stands:
            continue
        if leaver.holder in ways:
            found.append(_asking(register, leaver, now))
        elif leaver.reminded and leaver.cleared_at is None:
            key = f"cleared/{leaver.seq}@{leaver.reminded}"
            found.append(Due(at=now, key=key, facts=(LeaverCleared(holder=leaver.holder),)))
    return found


def _days(register: Register, id: str, now: datetime) -> Iterable[Due]:
    """Their last day, the last of their contract, or that the register says they left."""
    holder = register.holders[id]
    days: list[tuple[HowSeen, date | None]] = [("last_day", holder.last_day), ("contract", holder.contract_ends)]
    if holder.status is Status.left:
        days.append(("listed", None))
    for how, day in days:
        if (day is not None or how == "listed") and (facts := seen(register, id, how, day)):
            at = start_of(day, register.zone) if day else now
            yield Due(at=at, key=f"left/{id}/{how}/{day}", facts=tuple(facts))


def _asking(register: Register, leaver: Leaver, now: datetime) -> Due:
    key = f"leaver/{leaver.seq}@{leaver.reminded + 1}"
    return Due(at=asked_at(register, leaver, now), key=key, facts=(LeaverReminded(holder=leaver.holder),))


def asked_at(register: Register, leaver: Leaver, now: datetime) -> datetime:
    """
    When the owners of their accounts are asked next; aware UTC.

    First as it is seen; where a last day is known, as that begins, or at once if the talk is tense. Then each morning.
    """
    if leaver.reminded_at is None:
        begins = start_of(leaver.last_day, register.zone) if leaver.last_day and not leaver.tense else leaver.since
        return max(begins, leaver.since)
    if leaver.cleared_at is not None:
        return now  # a way of theirs has come to light
    return leaver.put_off_until or next_morning(leaver.reminded_at, register.zone)


def next_morning(at: datetime, zone: str) -> datetime:
    """The morning of the day after, in that zone; aware UTC."""
    local = tz.gettz(zone) or UTC
    day = at.astimezone(local).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, local).astimezone(UTC)
