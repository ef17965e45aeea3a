"""
What a person means who types a time into a chat. Read where it can mean one moment only; else refused, with a path on.

Years have four digits. A year in front is followed by month and day; between dots the day comes first. With slashes or
dashes day and month may have changed places, so those are read only where one of the two paths is in the calendar.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from dateutil import tz

from bot.errors import Refused
from bot.text import Moment, _

OLDEST: Final = timedelta(days=400)  # what lies further back is a slip of the year
SOON: Final = timedelta(minutes=15)  # a time of day so little ahead is a fast clock or a slip: it is not yesterday's
ONE_DAY: Final = timedelta(days=1)
FARTHEST: Final = timedelta(hours=14)  # from UTC; no zone is further away

TODAY: Final = ("today", "danas", "dnes")
YESTERDAY: Final = ("yesterday", "jučer", "jucer", "včera", "vcera")
NOT_READ: Final = ("tomorrow", "sutra", "zítra", "zitra", "ago", "prije", "před", "pred")
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH: Final = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
CLOCK: Final = r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?(?: ?(?P<half>[ap])\.? ?m\.?)?"
# Without UTC or GMT before it +1 may be the next day, and a dash may lead to the end of a span: 9:00-10:00.
NAMED: Final = (
    r"z|(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d{2})?)?|\+\d{2}(?::?\d{2})?"
    r"|(?-i:[A-Z]{3,5})|(?-i:[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)+)"
)
ZONE: Final = rf"(?: ?(?P<zone>{NAMED}))?"


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE | re.ASCII)


ORDERS: Final = (
    _pattern(rf"(?P<day>\d{{4}}-\d\d-\d\d)t{CLOCK}(?P<zone>{NAMED}|-\d\d:?\d\d)?"),
    _pattern(rf"(?P<day>.+?)(?:,? at |, ?| ){CLOCK}{ZONE}"),
    _pattern(rf"{CLOCK}{ZONE}(?:(?:,? on |, ?| )(?P<day>.+))?"),
)
DATES: Final = (
    _pattern(r"(?P<year>\d{4})(?P<by>[-/.]) ?(?P<month>\d{1,2})(?P=by) ?(?P<day>\d{1,2})\.?"),
    _pattern(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})\.?"),
    _pattern(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? {MONTH}\.?,? (?P<year>\d{{4}})"),
    _pattern(rf"{MONTH}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"),
)
EITHER_WAY: Final = _pattern(r"(?P<one>\d{1,2})(?P<by>[-/])(?P<other>\d{1,2})(?P=by)(?P<year>\d{4})")
OFFSET: Final = _pattern(r"(?:utc|gmt)? ?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
ABBREVIATION: Final = re.compile(r"[A-Z]{3,5}")
ALL_UTC: Final = ("z", "utc", "gmt")

LIKE_A_TIME: Final = re.compile(
    rf"\d{{1,4}} ?h?(?: ?\d\d)?|\d{{8}}.*|.*(?:\d[:.]\d\d|\d ?[ap]\.? ?m\b|\d[-/.] ?\d|\d\.? {MONTH}\b"
    rf"|\b(?:{'|'.join((*TODAY, *YESTERDAY, *NOT_READ))})\b).*",
    re.IGNORECASE,
)
WORD: Final = re.compile(r"[^\W\d][^\s,]*")
FEW_WORDS: Final = 3  # beside the figures; more is talk in which a time happens to stand


def parse(text: str, zone: str, now: datetime) -> datetime | None:
    """
    The moment, aware UTC; None where the text means no time.

    Args:
        text: "14:21" (today, else yesterday), "yesterday 14:21", or a full date and time of day; a zone may follow.
        zone: IANA name of the writer's zone. Where it is not known, only a time that says its zone is read.
        now: Aware UTC.

    Raises:
        Refused: A time is meant, but it is not certain which, or it is to come, or more than 400 days ago.
    """
    words = " ".join(text.replace("\u2212", "-").split()).removesuffix(".")
    own = tz.gettz(zone) if zone else None
    moments = _moments(words, own, now)
    if moments is not None:
        return _the_one(moments, now)
    if not _is_meant(words):
        return None
    said = _(
        "It is not certain which time that is, so it was not taken. Write it like 14:21, yesterday 14:21 "
        "or {day} 14:21, or choose it on the question.",
        day=f"{now.astimezone(own or UTC):%Y-%m-%d}",
    )
    raise Refused(said, code="unclear")


def _is_meant(words: str) -> bool:
    """Whether it is an attempt at a time, rather than talk."""
    few = len(WORD.findall(words)) <= FEW_WORDS and "://" not in words
    return few and LIKE_A_TIME.fullmatch(words) is not None


def _the_one(moments: list[datetime], now: datetime) -> datetime:
    """Of the moments a time can be: none (the clocks skip it), one, or two (they repeat it). Raises Refused."""
    if not moments:
        said = _("The clocks skipped that time, so it was not taken. Choose it on the question.")
        raise Refused(said, code="unclear")
    passed = [at for at in moments if at <= now]
    if len(passed) > 1:
        first, second = (f"{at:%Y-%m-%d %H:%M} UTC" for at in passed)
        said = _("That time came twice, so it was not taken. Write {first} or {second}.", first=first, second=second)
        raise Refused(said, code="unclear")
    at = (passed or moments)[0]
    if at > now:
        shown = Moment(at, "date_time")
        raise Refused(_("This is in the future: {time}. Give a time up to now.", time=shown), code="future")
    if at < now - OLDEST:
        shown = Moment(at, "date")
        raise Refused(_("This is more than 400 days ago: {time}. Check the year.", time=shown), code="too_old")
    return at


def _moments(words: str, own: tzinfo | None, now: datetime) -> list[datetime] | None:
    """Every moment these words can be, aware UTC, the first one first; None where they cannot be read."""
    found = next((found for order in ORDERS if (found := order.fullmatch(words))), None)
    if found is None:
        return None
    clock, name = _clock(found), found["zone"] or ""
    where = _where(name, own)
    if clock is None or where is None:
        return None
    today = now.astimezone(where).date()
    if found["day"]:
        day = _day(found["day"], today)
        return _on(day, clock, where, name) if day else None
    moments = _on(today, clock, where, name)
    if not moments or moments[0] <= now:
        return moments
    return None if moments[0] - now < SOON else _on(today - ONE_DAY, clock, where, name)


def _on(day: date, clock: time, where: tzinfo, name: str) -> list[datetime] | None:
    """The moments at which the clocks of a zone show this; under an abbreviation those that they show it with."""
    shown = datetime.combine(day, clock)
    both = sorted({shown.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1)})
    moments = [at for at in both if at.astimezone(where).replace(tzinfo=None, fold=0) == shown]
    if not ABBREVIATION.fullmatch(name) or name.casefold() in ALL_UTC:
        return moments
    return [at for at in moments if at.astimezone(where).tzname() == name] or None


def _where(name: str, own: tzinfo | None) -> tzinfo | None:
    """The zone whose clocks are meant. An abbreviation, which can be many zones, is one of the writer's own or none."""
    if not name or (ABBREVIATION.fullmatch(name) and name.casefold() not in ALL_UTC):
        return own
    if name.casefold() in ALL_UTC:
        return UTC
    if "/" in name:
        return tz.gettz(name)
    found = OFFSET.fullmatch(name)
    if found is None or int(found["minutes"] or 0) > 59:
        return None
    ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return None if ahead > FARTHEST else tz.tzoffset(None, ahead if found["sign"] == "+" else -ahead)


def _clock(found: re.Match[str]) -> time | None:
    """The time of day; None where there is none: 14 alone, 24:00, 13 p.m."""
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif found["minute"] is None:
        return None
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None


def _day(text: str, today: date) -> date | None:
    """The one day this can be; None where there is none, or two."""
    if text.casefold() in TODAY:
        return today
    if text.casefold() in YESTERDAY:
        return today - ONE_DAY
    if found := EITHER_WAY.fullmatch(text):
        one, other, year = int(found["one"]), int(found["other"]), int(found["year"])
        paths = {day for day in (_in_calendar(year, one, other), _in_calendar(year, other, one)) if day}
        return paths.pop() if len(paths) == 1 else None
    found = next((found for date_ in DATES if (found := date_.fullmatch(text))), None)
    if found is None:
        return None
    named = found.groupdict().get("name")
    month = MONTHS.index(named[:3].casefold()) + 1 if named else int(found["month"])
    return _in_calendar(int(found["year"]), month, int(found["day"]))


def _in_calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
