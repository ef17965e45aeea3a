"""A typed time is taken only where it can mean one thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.when import parse

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 13:00 in Zagreb and Prague

TAKEN = [
    ("12:58", "2026-03-02T11:58"),  # today, in the writer's zone
    ("9:05", "2026-03-02T08:05"),
    ("13:01", "2026-03-01T12:01"),  # it would be in the future, so yesterday
    ("yesterday 14:21", "2026-03-01T13:21"),
    ("Jučer 14:21", "2026-03-01T13:21"),
    ("včera, 14:21", "2026-03-01T13:21"),
    ("2026-02-01 10:00", "2026-02-01T09:00"),  # ISO: the month stands in the middle
    ("2026-02-01T10:00Z", "2026-02-01T10:00"),
    ("1.2.2026 10:00", "2026-02-01T09:00"),  # the day before the month
    ("31 Jan 2026, 14:21", "2026-01-31T13:21"),
    (" 12:58 ", "2026-03-02T11:58"),
]

NOT_TAKEN = [
    "", "1421", "14", "around 14:21", "14:21 or so", "24:00", "12:61", "tomorrow 10:00", "Monday 10:00",
    "31.1. 14:21",  # no year
    "31.1.2026",  # no time of day
    "2026-03-02 13:01",  # in the future
    "2025-01-20 10:00",  # more than 400 days ago
    "yesterday", "00:00:99", "14:21 CET 1.2.2026", "99:99", "1.2.2026 10:00 XYZ",
]  # fmt: skip


@pytest.mark.parametrize(("text", "utc"), TAKEN)
def test_a_time_is_read_in_its_writers_zone(text: str, utc: str) -> None:
    assert parse(text, "Europe/Zagreb", NOW) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", NOT_TAKEN)
def test_what_could_mean_several_things_is_not_taken(text: str) -> None:
    assert parse(text, "Europe/Zagreb", NOW) is None


def test_an_hour_the_clocks_skip_is_the_one_after() -> None:
    now = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)

    assert parse("02:30", "Europe/Prague", now) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 there


@pytest.mark.parametrize(
    ("now", "meant"),
    [
        (datetime(2026, 10, 25, 10, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # both passed
        (datetime(2026, 10, 25, 0, 45, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # only the first
    ],
)
def test_of_an_hour_the_clocks_repeat_it_is_the_last_that_passed(now: datetime, meant: datetime) -> None:
    assert parse("02:30", "Europe/Prague", now) == meant


def test_a_zone_nobody_knows_is_read_as_utc() -> None:
    assert parse("11:58", "Middle/Earth", NOW) == datetime(2026, 3, 2, 11, 58, tzinfo=UTC)


@given(text=st.text(max_size=30), zone=st.sampled_from(["UTC", "Europe/Prague", "America/St_Johns"]))
def test_no_text_breaks_it_and_nothing_is_outside_the_last_400_days(text: str, zone: str) -> None:
    at = parse(text, zone, NOW)

    assert at is None or NOW - timedelta(days=400) <= at <= NOW
