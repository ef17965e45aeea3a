"""
Who left and can still get in: how it is seen, when the owners of the accounts are asked, and what they do about it.

    seen ──▶ asked once a day ──closed──▶ verified by somebody else ──▶ nothing of theirs is open
      └── not a leaver, or back

Nothing is taken away by itself: what follows is a direct message and a task.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from dateutil import tz

from bot.access.leavers.facts import LeaverCleared, LeaverReminded, LeaverReturned, LeaverSeen
from bot.access.register.codes import HowSeen, Status
from bot.access.register.derived import AccessPath, every_path, start_of
from bot.access.register.state import Leaver, Register
from bot.people.who import Person, Someone, Standing
from bot.record.due import Due
from bot.record.fact import Fact

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
    if holder not in register.holders or (how != "said" and known and _is_old_news(register, known, how, last_day)):
        return []
    return [LeaverSeen(holder=holder, how=how, last_day=last_day, tense=tense, by=by)]


def _is_old_news(register: Register, known: Leaver, how: HowSeen, last_day: date | None) -> bool:
    if known.stands or known.denied_at is None:
        return known.stands
    if last_day is not None and start_of(last_day, register.zone) > known.denied_at:
        return False
    return how in known.grounds or (how in OF_ACCOUNT and any(ground in OF_ACCOUNT for ground in known.grounds))


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


def open_paths(register: Register, now: datetime) -> dict[str, list[AccessPath]]:
    """The access paths of all whose leaving stands, by holder; those without any are absent."""
    leaving = {id for id, leaver in register.leavers.items() if leaver.stands}
    found: dict[str, list[AccessPath]] = defaultdict(list)
    for paths in every_path(register, now).values() if leaving else ():
        for path in paths:
            if path.holder in leaving:
                found[path.holder].append(path)
    return dict(found)


def due(register: Register) -> list[Due]:
    """
    Days that begin, the daily question to owners, and the end of it once nothing is open: what falls on one moment as
    one. Each is known by the newest event, and not due any more once it is recorded.
    """
    now = register.changed_at or OLDEST
    at_once: dict[datetime, list[Fact]] = defaultdict(list)
    for at, fact in [*_days(register, now), *_questions(register, now)]:
        at_once[max(at, now)].append(fact)
    seq = register.seq
    return [Due(at=at, key=f"leavers/{at.isoformat()}@{seq}", facts=tuple(facts)) for at, facts in at_once.items()]


def _days(register: Register, now: datetime) -> Iterable[tuple[datetime, Fact]]:
    """Of each person their last day or that of their contract, or that the register says they left."""
    for id, holder in register.holders.items():
        days: list[tuple[HowSeen, date]] = []
        if holder.last_day is not None:
            days.append(("last_day", holder.last_day))
        if holder.contract_ends is not None:
            days.append(("contract", holder.contract_ends))
        found = [(start_of(day, register.zone), fact) for how, day in days for fact in seen(register, id, how, day)]
        if holder.status is Status.left and not days:
            found = [(now, fact) for fact in seen(register, id, "listed")]
        yield from sorted(found, key=lambda each: each[0])[:1]


def _questions(register: Register, now: datetime) -> Iterable[tuple[datetime, Fact]]:
    paths = open_paths(register, now)
    for leaver in register.leavers.values():
        if leaver.stands and leaver.holder in paths:
            yield asked_at(register, leaver, now), LeaverReminded(holder=leaver.holder)
        elif leaver.stands and leaver.reminded and leaver.cleared_at is None:
            yield now, LeaverCleared(holder=leaver.holder)


def asked_at(register: Register, leaver: Leaver, now: datetime) -> datetime:
    """
    When the owners of their accounts are asked next; aware UTC.

    First as it is seen; where a last day is known, as that begins, or at once if the talk is tense. Then each morning.
    """
    if leaver.reminded_at is None:
        begins = start_of(leaver.last_day, register.zone) if leaver.last_day and not leaver.tense else leaver.since
        return max(begins, leaver.since)
    if leaver.cleared_at is not None:
        return now  # a path of theirs has come to light
    return leaver.put_off_until or next_morning(leaver.reminded_at, register.zone)


def next_morning(at: datetime, zone: str) -> datetime:
    """The morning of the day after, in that zone; aware UTC."""
    local = tz.gettz(zone) or UTC
    day = at.astimezone(local).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, local).astimezone(UTC)
