"""What a person means who types a time into a chat. Anything less than a time of day on a certain day is not taken."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from dateutil import parser, tz

OLDEST: Final = timedelta(days=400)  # what lies further back is a slip of the year
TIME: Final = re.compile(r"(\d{1,2}):(\d{2})")
YESTERDAY: Final = re.compile(r"(?:yesterday|jučer|jucer|včera|vcera)[,\s]+(\d{1,2}:\d{2})", re.IGNORECASE)
# What dateutil fills in for parts that were not typed differs between the two, so what is missing shows.
BLANKS: Final = ("2001-02-03T04:05", "2010-11-12T13:14")


def parse(text: str, zone: str, now: datetime) -> datetime | None:
    """
    The moment, aware UTC, or None where the text is not a time in the last 400 days and nothing else.

    Args:
        text: "14:21" (today, else yesterday), "yesterday 14:21", an ISO date and time, or a full date and time, the
            day before the month.
        zone: IANA name of the writer's zone; UTC where it is not known.
        now: Aware UTC.
    """
    local = tz.gettz(zone) or UTC
    text = text.strip()
    today = now.astimezone(local).date()
    if match := TIME.fullmatch(text):
        return _latest([_at(today, match[0], local, now), _at(today - timedelta(days=1), match[0], local, now)], now)
    if match := YESTERDAY.fullmatch(text):
        return _latest([_at(today - timedelta(days=1), match[1], local, now)], now)
    return _latest([_date(text, local, now)], now)


def _latest(candidates: list[datetime | None], now: datetime) -> datetime | None:
    """The latest of those that are not to come, nor too old to be meant."""
    return max((at for at in candidates if at is not None and now - OLDEST <= at <= now), default=None)


def _at(day: date, clock: str, local: tzinfo, now: datetime) -> datetime | None:
    hour, minute = (int(part) for part in clock.split(":"))
    if hour > 23 or minute > 59:
        return None
    return _in_zone(datetime.combine(day, time(hour, minute)), local, now)


def _in_zone(naive: datetime, local: tzinfo, now: datetime) -> datetime:
    """In UTC. An hour that the clocks skip is the one after; of an hour they repeat, the last that is not to come."""
    first = naive.replace(tzinfo=local)
    if not tz.datetime_exists(first):
        return tz.resolve_imaginary(first).astimezone(UTC)
    again = first.replace(fold=1).astimezone(UTC)
    return again if again <= now else first.astimezone(UTC)


def _date(text: str, local: tzinfo, now: datetime) -> datetime | None:
    if ":" not in text:
        return None
    try:
        at = _iso(text) or _full(text)
    except (ValueError, OverflowError):
        return None
    if at is None:
        return None
    return _in_zone(at, local, now) if at.tzinfo is None else at.astimezone(UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)  # dateutil takes the month for the day here, once the day comes first
    except ValueError:
        return None


def _full(text: str) -> datetime | None:
    one, other = (
        parser.parse(text, dayfirst=True, default=datetime.fromisoformat(blank), tzinfos=_zone) for blank in BLANKS
    )
    return one if one == other else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if name is None and offset is None:
        return None
    if offset is not None:
        return tz.tzoffset(name, offset)
    if name in ("UTC", "GMT", "Z"):
        return UTC
    raise ValueError(f"{name} can be many zones")
