"""A typed time is taken only where it can mean one thing; else the writer is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crisis.when import parse
from bot.errors import Refused
from bot.text import Translator, Words

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)  # 13:00 in Zagreb and Prague
ZAGREB = "Europe/Zagreb"

TAKEN = [
    ("12:58", "2026-12-01T11:58"),  # today, in the writer's zone
    ("9:05", "2026-12-01T08:05"),
    ("13:16", "2026-11-30T12:16"),  # today it would be in the future, so yesterday
    ("today 9:05", "2026-12-01T08:05"),
    ("danas 9:05", "2026-12-01T08:05"),
    ("yesterday 14:21", "2026-11-30T13:21"),
    ("yesterday at 14:21", "2026-11-30T13:21"),
    ("14:21 yesterday", "2026-11-30T13:21"),
    ("Jučer 14:21", "2026-11-30T13:21"),
    ("včera, 14:21", "2026-11-30T13:21"),
    (" 12:58 ", "2026-12-01T11:58"),
    ("12:58:30", "2026-12-01T11:58:30"),
    # the year in front: the month stands in the middle
    ("2026-09-10 10:00", "2026-09-10T08:00"),
    ("2026-09-10 8:00", "2026-09-10T06:00"),
    ("2026-9-10 8:00", "2026-09-10T06:00"),
    ("2026/09/10 08:00", "2026-09-10T06:00"),
    ("2026.09.10 08:00", "2026-09-10T06:00"),
    ("2026. 9. 10. 8:00", "2026-09-10T06:00"),
    ("2026-09-10T10:00", "2026-09-10T08:00"),
    ("2026-09-10T10:00:05", "2026-09-10T08:00:05"),
    ("2026-09-10, 8:00", "2026-09-10T06:00"),
    ("8:00 2026-09-10", "2026-09-10T06:00"),
    # dots: the day comes first
    ("10.9.2026 8:00", "2026-09-10T06:00"),
    ("10. 9. 2026. 8:00", "2026-09-10T06:00"),
    ("8:00, 10.9.2026.", "2026-09-10T06:00"),
    # slashes and dashes, where the calendar allows one path only
    ("13/02/2026 10:00", "2026-02-13T09:00"),
    ("02/13/2026 10:00", "2026-02-13T09:00"),
    ("13-02-2026 10:00", "2026-02-13T09:00"),
    ("3/3/2026 10:00", "2026-03-03T09:00"),
    # months by their names
    ("31 Jan 2026, 14:21", "2026-01-31T13:21"),
    ("31st January 2026 at 14:21", "2026-01-31T13:21"),
    ("Jan 31, 2026 14:21", "2026-01-31T13:21"),
    ("14:21 on 31 Jan 2026", "2026-01-31T13:21"),
    # halves of a day
    ("2:15 am", "2026-12-01T01:15"),
    ("2:15pm", "2026-11-30T13:15"),
    ("2 p.m.", "2026-11-30T13:00"),
    ("12:30 a.m.", "2026-11-30T23:30"),
    ("12:30 PM", "2026-12-01T11:30"),
    ("2026-09-10 8:00 a.m.", "2026-09-10T06:00"),
    # zones: + is east of Greenwich
    ("20.11.2026 09:00 UTC+1", "2026-11-20T08:00"),
    ("20.11.2026 09:00 UTC +01:00", "2026-11-20T08:00"),
    ("20.11.2026 09:00 GMT-5", "2026-11-20T14:00"),
    ("20.11.2026 09:00 UTC\u22125", "2026-11-20T14:00"),
    ("20.11.2026 09:00+05:45", "2026-11-20T03:15"),
    ("2026-11-20T09:00-05:00", "2026-11-20T14:00"),
    ("2026-11-20T09:00+01:00", "2026-11-20T08:00"),
    ("2026-11-20T09:00Z", "2026-11-20T09:00"),
    ("2026-11-20 09:00Z", "2026-11-20T09:00"),
    ("2026-11-20 09:00 UTC", "2026-11-20T09:00"),
    ("09:00 GMT", "2026-12-01T09:00"),
    ("23:30 UTC+9", "2026-11-30T14:30"),  # of the day it is there
    ("2026-11-20 09:00 America/New_York", "2026-11-20T14:00"),
    ("20.11.2026 09:00 CET", "2026-11-20T08:00"),  # what the writer's clock showed that day
    ("20.7.2026 09:00 CEST", "2026-07-20T07:00"),
    ("14:21 CET 20.11.2026", "2026-11-20T13:21"),
]

UNCLEAR = [
    "1421", "14", "14h", "14h30", "8.30", "around 14:21", "14:21 or so", "24:00", "12:61", "99:99", "00:00:99",
    "13:10",  # ten minutes to come: a fast clock, or yesterday?
    "13:00 pm", "0:30 am",
    "tomorrow 10:00", "Monday 10:00", "yesterday", "yesterday evening", "20 minutes ago", "prije 20 min",
    "31.1. 14:21", "Fri 31 Jan, 14:21",  # no year
    "31.1.26 14:21", "26-01-31 14:21", "31/1/26 14:21",  # which of them is the year?
    "31.1.2026", "2026-09-10", "10 September 2026", "2026-09-10 8",  # no time of day
    "10/09/2026 8:00", "9/10/2026 8:00", "10-09-2026 8:00", "3/4/2026 10:00",  # day or month first?
    "30.2.2026 10:00", "31/11/2026 10:00", "2026-13-01 10:00", "2026-10/09 8:00", "29.2.2026 8:00",
    "9:00-10:00", "2026-09-10 9:00-10:00", "9:00 - 10:00", "2026-09-10 9:00 +1",  # a span, the next day, or a zone?
    "2026-09-10 9:00 UTC+15", "2026-09-10 9:00 UTC+1:75", "2026-09-10 9:00 Europe/Nowhere",
    "1.2.2026 10:00 XYZ", "1.2.2026 10:00 EST", "1.2.2026 10:00 IST",  # can be many zones
    "20.7.2026 09:00 CET",  # nobody's clock showed CET that day
    "20260910T0800", "2026-W37-4 08:00",
]  # fmt: skip

NO_TIME = [
    "", "It was the agency", "Petr asks Hootsuite, back at 14:30", "Yes", "no idea", "3 posts", "version 2",
    "https://social.example/2026/09/10/8:00", "yesterday somebody from the agency called me",
]  # fmt: skip


@pytest.mark.parametrize(("text", "utc"), TAKEN)
def test_a_time_that_can_mean_one_moment_is_that_moment(text: str, utc: str) -> None:
    assert parse(text, ZAGREB, NOW) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_time_that_can_mean_several_or_none_is_refused_with_a_path_on(text: str) -> None:
    with pytest.raises(Refused, match=r"yesterday 14:21 or \{day\} 14:21, or choose it") as refused:
        parse(text, ZAGREB, NOW)

    assert refused.value.code == "unclear"


@pytest.mark.parametrize("text", NO_TIME)
def test_talk_is_no_time(text: str) -> None:
    assert parse(text, ZAGREB, NOW) is None


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("2026-12-01 13:01", "future", "This is in the future: Tue 1 Dec, 12:01 UTC. Give a time up to now."),
        ("today 23:00", "future", "This is in the future: Tue 1 Dec, 22:00 UTC. Give a time up to now."),
        ("2025-10-20 10:00", "too_old", "This is more than 400 days ago: 20 Oct 2025. Check the year."),
        ("0001-01-01 10:00", "too_old", "This is more than 400 days ago"),
        ("9999-12-31 23:59", "future", "This is in the future"),
    ],
)
def test_a_time_to_come_or_long_ago_is_refused_by_its_name(text: str, code: str, said: str) -> None:
    assert _refused(text, ZAGREB, NOW).startswith(said)


def _refused(text: str, zone: str, now: datetime) -> str:
    with pytest.raises(Refused) as refused:
        parse(text, zone, now)
    assert isinstance(refused.value.words, Words)
    return Translator().plain(refused.value.words)


def test_a_time_the_clocks_skip_is_not_taken() -> None:
    now = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)

    assert _refused("02:30", "Europe/Prague", now).startswith("The clocks skipped that time")
    assert _refused("2026-03-29 02:30", "Europe/Prague", now).startswith("The clocks skipped that time")
    assert parse("03:30", "Europe/Prague", now) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_of_a_time_the_clocks_repeat_it_is_asked_which() -> None:
    now = datetime(2026, 10, 25, 10, 0, tzinfo=UTC)
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    said = _refused("02:30", "Europe/Prague", now)
    assert said == "That time came twice, so it was not taken. Write 2026-10-25 00:30 UTC or 2026-10-25 01:30 UTC."
    assert parse("02:30 CEST", "Europe/Prague", now) == parse("2026-10-25 00:30 UTC", "Europe/Prague", now) == first
    assert parse("02:30 CET", "Europe/Prague", now) == parse("2026-10-25 01:30 UTC", "Europe/Prague", now) == second


def test_of_a_time_the_clocks_repeat_it_is_the_first_while_the_second_is_to_come() -> None:
    now = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)

    assert parse("02:30", "Europe/Prague", now) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_just_after_midnight_a_time_of_the_evening_is_yesterdays() -> None:
    now = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)  # 00:05 of the new year in Zagreb

    assert parse("23:53", ZAGREB, now) == parse("31.12.2026 23:53", ZAGREB, now) == now - timedelta(minutes=12)
    assert parse("0:02", ZAGREB, now) == parse("1.1.2027 0:02", ZAGREB, now) == now - timedelta(minutes=3)


@pytest.mark.parametrize("zone", ["Middle/Earth", ""])
def test_where_the_writers_zone_is_not_known_a_time_must_say_its_own(zone: str) -> None:
    assert _refused("11:58", zone, NOW).startswith("It is not certain which time that is")
    assert parse("11:58 UTC", zone, NOW) == datetime(2026, 12, 1, 11, 58, tzinfo=UTC)


@given(text=st.text(max_size=30) | st.from_regex(r"[0-9 :./+-]{1,24}( ?[A-Za-z]{1,5})?", fullmatch=True))
def test_no_text_breaks_it_and_nothing_is_outside_the_last_400_days(text: str) -> None:
    for zone in ("UTC", "Europe/Prague", "America/St_Johns"):
        try:
            at = parse(text, zone, NOW)
        except Refused:
            continue
        assert at is None or NOW - timedelta(days=400) <= at <= NOW
