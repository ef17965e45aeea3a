"""What stands in one cell: read into a value, and written so that reading it again gives the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.access.importing.columns import YES, Column, meant
from bot.access.register.entities import Holder
from bot.errors import Refused
from bot.people.email_address import read_email
from bot.text import Words, _, translator

Value = str | bool | date | datetime | tuple[str, ...] | None

DAY_FIRST: Final = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\.?")
ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00)?")  # what a spreadsheet may add to a day
YEARS: Final = range(1990, 2101)  # what lies outside is a slip
SEVERAL: Final = re.compile(r"[|\n]")  # between names in one cell; a comma may be part of a name
EMPTY: Final = "-"
"""A cell of this alone empties what stands there; a cell of nothing leaves it."""


def day(text: str) -> date:
    """``30.11.2026``, ``30. 11. 2026.`` or ``2026-11-30``. Raises Refused."""
    text = MIDNIGHT.sub("", text.strip())
    if found := DAY_FIRST.fullmatch(text):
        days, months, years = (int(part) for part in found.groups())
    elif found := ISO.fullmatch(text):
        years, months, days = (int(part) for part in found.groups())
    else:
        raise Refused(_("“{text}” is no day. Write it like 30.11.2026 or 2026-11-30.", text=text))
    try:
        read = date(years, months, days)
    except ValueError:
        raise Refused(_("“{text}” is not in the calendar.", text=text)) from None
    if read.year not in YEARS:
        raise Refused(_("Check the year of “{text}”.", text=text))
    return read


def email(text: str) -> str:
    """In its one spelling. Raises Refused."""
    if (address := read_email(text)) is None:
        raise Refused(_("“{text}” is no e-mail address.", text=text))
    return address


def code(column: Column, text: str) -> str:
    """The code that is meant. Raises Refused with all there are."""
    return _choice(column.label, column.codes, text)


def _choice(label: Words, codes: Mapping[str, Words], text: str) -> str:
    if (found := meant(codes, text)) is not None:
        return found
    english = translator("en")
    known = ", ".join(f"{each} ({english.plain(words)})" for each, words in codes.items())
    raise Refused(_("“{text}” is not known under {label}. Known: {known}.", text=text, label=label, known=known))


def read(column: Column, text: str, zone: tzinfo) -> Value:
    """What a cell says; who a person is only the register knows. Raises Refused."""
    match column.holds:
        case "email":
            return email(text)
        case "day":
            return day(text)
        case "begins":
            return begins(day(text), zone)
        case "ends":
            return ends(day(text), zone)
        case "code":
            return code(column, text)
        case "yes":
            return _choice(column.label, YES, text) == "yes"
        case _:
            return text


def begins(on: date, zone: tzinfo) -> datetime:
    """Where the day begins, in UTC."""
    return datetime.combine(on, time(), zone).astimezone(UTC)


def ends(on: date, zone: tzinfo) -> datetime:
    """Where the day is over, in UTC: an access path until the 30th still counts on the 30th."""
    return begins(on + timedelta(days=1), zone)


def several(text: str) -> tuple[str, ...]:
    """Names with | or a line between them."""
    return tuple(dict.fromkeys(each.strip() for each in SEVERAL.split(text) if each.strip()))


def written(column: Column, value: Value, zone: tzinfo, holders: Callable[[str], Holder | None]) -> str:
    """A value as it stands in a cell, before it is guarded."""
    match column.holds, value:
        case _, None | "" | ():
            return ""
        case "ends", datetime():
            return (value - timedelta(microseconds=1)).astimezone(zone).date().isoformat()
        case "begins", datetime():
            return value.astimezone(zone).date().isoformat()
        case _, bool():
            return "yes" if value else "no"
        case "person", str():
            return called(holders(value), value)
        case _, tuple():
            return " | ".join(value)
        case _:
            return str(value)


def called(holder: Holder | None, id: str) -> str:
    """How a file speaks of somebody: by e-mail; a system by its name, which is all it has; else by id."""
    if holder is None:
        return id
    return holder.email or (holder.name if holder.employer == "system" else holder.id)
