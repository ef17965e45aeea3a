"""How fast we call, by a clock that is moved by hand."""

import pytest

from bot.platforms.slack.pace import Pace, Urgency


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def pace(clock: Hand) -> Pace:
    return Pace(clock)


def posts(pace: Pace, place: str, times: int) -> list[float]:
    return [pace.take("chat.postMessage", place) for _ in range(times)]


def test_four_posts_go_out_at_once_and_then_one_a_second(pace: Pace, clock: Hand) -> None:
    assert posts(pace, "G1", 5) == [0, 0, 0, 0, 1]

    clock.now += 1
    assert posts(pace, "G1", 2) == [0, 1]


def test_another_channel_has_its_own_pace(pace: Pace) -> None:
    posts(pace, "G1", 5)

    assert posts(pace, "G2", 1) == [0]


def test_a_method_has_its_own_pace_in_the_whole_workspace(pace: Pace, clock: Hand) -> None:
    made = [pace.take("conversations.create", "", Urgency.click) for _ in range(21)]

    assert made[:20] == [0] * 20
    assert made[20] == pytest.approx(3)  # 20 a minute
    assert pace.take("chat.update", "G1") == 0
    clock.now += 3
    assert pace.take("conversations.create", "", Urgency.click) == 0


def test_the_last_calls_of_a_minute_are_kept_for_the_more_urgent(pace: Pace) -> None:
    while pace.take("chat.update", "G1", Urgency.pin) == 0:
        pass

    assert pace.take("chat.update", "G1", Urgency.card) == 0
    while pace.take("chat.update", "G1", Urgency.card) == 0:
        pass
    assert pace.take("chat.update", "G1", Urgency.alarm) == 0
    while pace.take("chat.update", "G1", Urgency.alarm) == 0:
        pass
    assert pace.take("chat.update", "G1", Urgency.click) == 0


def test_after_a_429_nothing_goes_there_until_it_may_and_others_go_on(pace: Pace, clock: Hand) -> None:
    pace.refuse("chat.postMessage", "G1", 30)

    assert pace.take("chat.postMessage", "G1", Urgency.click) == 30
    assert pace.take("chat.postMessage", "G2") == 0
    assert pace.take("chat.update", "G1") == 0
    clock.now += 29
    assert pace.take("chat.postMessage", "G1") == 1
    clock.now += 1
    assert pace.take("chat.postMessage", "G1") == 0


def test_waiting_costs_nothing(pace: Pace, clock: Hand) -> None:
    posts(pace, "G1", 4)
    for _ in range(10):
        pace.take("chat.postMessage", "G1")

    clock.now += 1
    assert posts(pace, "G1", 1) == [0]


def test_what_has_no_tier_is_not_paced(pace: Pace) -> None:
    assert [pace.take("auth.test") for _ in range(500)] == [0] * 500
