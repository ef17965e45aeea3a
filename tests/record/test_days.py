"""Days are those of the organisation's zone, at every hour at which that is not the day of UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.access.leavers.rules import MORNING, next_morning
from bot.access.register.derived import start_of
from bot.crisis.wording import day_of
from bot.room.status import when
from bot.text import Moment
from tests.record.crew import commanded

ZAGREB = "Europe/Zagreb"
NIGHTS = [
    ("2026-11-30T23:08", date(2026, 12, 1)),  # just after midnight
    ("2026-11-30T22:53", date(2026, 11, 30)),
    ("2026-12-31T23:00", date(2027, 1, 1)),  # New Year's night
    ("2026-12-31T22:59", date(2026, 12, 31)),
    ("2027-03-27T23:05", date(2027, 3, 28)),  # the day of 23 hours, from its first minutes to its last
    ("2027-03-28T01:00", date(2027, 3, 28)),
    ("2027-03-28T21:59", date(2027, 3, 28)),
    ("2027-03-28T22:00", date(2027, 3, 29)),
    ("2026-10-24T22:00", date(2026, 10, 25)),  # the day of 25 hours
    ("2026-10-25T00:30", date(2026, 10, 25)),
    ("2026-10-25T01:30", date(2026, 10, 25)),
    ("2026-10-25T22:59", date(2026, 10, 25)),
    ("2026-10-25T23:00", date(2026, 10, 26)),
    ("2028-02-28T23:05", date(2028, 2, 29)),
    ("2028-02-29T23:05", date(2028, 3, 1)),
]


@pytest.mark.parametrize(("at", "day"), NIGHTS)
def test_a_moment_is_of_the_day_its_clock_shows(at: str, day: date) -> None:
    """It lies between the beginning of that day and of the next; who is asked each morning is asked the next day."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    morning = next_morning(moment, ZAGREB)

    assert day_of(moment, ZAGREB) == day
    assert start_of(day, ZAGREB) <= moment < start_of(day + timedelta(days=1), ZAGREB)
    assert day_of(morning, ZAGREB) == day + timedelta(days=1)
    assert morning - start_of(day_of(morning, ZAGREB), ZAGREB) in [
        timedelta(hours=MORNING.hour + shift, minutes=MORNING.minute) for shift in (-1, 0, 1)
    ]


@pytest.mark.parametrize(
    ("opened", "at", "style"),
    [
        ("2026-11-30T22:50", "2026-11-30T23:10", "date_time"),  # 23:50 and 00:10: another day, though not in UTC
        ("2026-11-30T23:50", "2026-12-01T00:10", "time"),  # 00:50 and 01:10: the same day, though not in UTC
        ("2026-12-31T22:50", "2026-12-31T23:10", "date_time"),
        ("2026-10-24T22:10", "2026-10-25T22:50", "time"),  # 25 hours of one day
        ("2028-02-29T22:50", "2028-02-29T23:10", "date_time"),
    ],
)
def test_the_day_stands_beside_a_time_of_another_day(opened: str, at: str, style: str) -> None:
    opened_at, moment = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (opened, at))
    began = commanded().incident
    opening = began.opening.model_copy(update={"opened_at": opened_at, "zone": ZAGREB})
    incident = began.model_copy(update={"opening": opening})

    shown = when(incident, moment)

    assert isinstance(shown, Moment) and shown.style == style
