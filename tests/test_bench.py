"""The measurements themselves: what they count is right, and their words are there. Nothing here is timed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bot.bench import Part, Report, Sizes, page, rest, run, text
from bot.bench.access import ENTERED, LISTED, ONE, PREVIEW, SAVED, Size
from bot.bench.answers import CHANGED, MENU, NOTED, OPENS, TYPED
from bot.bench.beside import BEFORE, DEFAULT, OURS
from bot.bench.growth import Grown
from bot.bench.opening import measured, rows
from bot.bench.report import targets
from bot.rehearsal.calls import Call
from tests.conversation import BEGIN


def call(number: int, started: float, ended: float, method: str = "chat.postMessage", **args: object) -> Call:
    return Call(number, method, dict(args), BEGIN, started, ended)


def test_calls_at_the_same_time_count_as_one_in_a_row() -> None:
    log = [call(1, 0.0, 0.1), call(2, 0.11, 0.21), call(3, 0.12, 0.22), call(4, 0.23, 0.33)]

    assert rows(log) == {1: 1, 2: 2, 3: 2, 4: 3}


def test_a_call_that_overlaps_only_the_slow_one_follows_the_quick_one() -> None:
    log = [call(1, 0.0, 0.1), call(2, 0.0, 0.5), call(3, 0.2, 0.3)]

    assert rows(log) == {1: 1, 2: 1, 3: 2}


def test_an_update_after_all_was_set_up_is_no_part_of_setting_up() -> None:
    log = [
        call(1, 1.0, 1.1, "conversations.create"),
        call(2, 1.2, 1.3, "conversations.invite"),
        call(3, 1.4, 1.5, thread_ts="1.1"),
        call(4, 3.5, 3.6, "chat.update"),
    ]

    opening = measured(log, began=0.9)

    assert opening.set_up.row == 3
    assert opening.set_up.wall_s == pytest.approx(0.6)
    assert opening.asked == opening.set_up
    assert opening.invited.row == 2


async def test_a_small_run_measures_every_part_and_says_so() -> None:
    report = await run(
        2, only=set(Part) - {Part.rest}, notes=5, open=12, people=3, size=Size(12, people=20, grants=60), sizes=SMALL
    )

    assert report.answers and report.behind and report.many and report.rerendered and report.access
    assert [opening.set_up.row <= 5 for opening in report.openings] == [True]
    assert report.openings[0].calls == Counter(SET_UP)
    assert {act: {app: len(took) for app, took in apps.items()} for act, apps in report.answers.took.items()} == {
        act: {OURS: 2, DEFAULT: 2, BEFORE: 2} for act in (MENU, OPENS, CHANGED, NOTED, TYPED)
    }
    saved = report.answers.events
    assert (saved[MENU], saved[NOTED], saved[TYPED]) == (2, 2, 2)
    assert saved[CHANGED] >= 2
    assert len(report.answers.picked_up) == 2
    assert report.behind.statements[1] <= 6
    assert 1 <= report.behind.burst.board <= report.behind.burst.updates
    assert [(copied.copies, copied.effects, copied.answers) for copied in report.behind.copied] == [(4, 1, 1)] * 4
    assert report.many.open == 12
    shown = report.many.refreshed
    assert (shown.is_newest_first, shown.heard, shown.calls["chat.postMessage"]) == (True, 0, 0)
    assert shown.calls["chat.update"] > 50 and shown.paced_s > 10 and shown.press.paced_s == 0
    assert report.rerendered.surfaces >= 500
    assert len(report.rerendered.remembered_s) == len(report.rerendered.naive_s) > 5
    assert report.scim is not None and report.scim != "absent"
    assert (report.scim.people, len(report.scim.ours_s), len(report.scim.bare_s)) == (3, 2, 2)
    assert report.scim.calls == (12, 12), "the same calls on both sides, or they are not comparable"
    access = report.access
    assert {view: len(shown_s) for view, shown_s in access.shown_s.items()} == {LISTED: 2, ONE: 2, PREVIEW: 2}
    assert {act: {app: len(took) for app, took in apps.items()} for act, apps in access.took.items()} == {
        act: {OURS: 2, DEFAULT: 2, BEFORE: 2} for act in (ENTERED, SAVED)
    }
    assert (access.closing, access.word) == (3, 3)
    assert [(grown.act, len(grown.took_s)) for grown in report.grown] == [
        *(("a note", 3), ("a note", 3), ("verify", 3), ("export as JSON", 3), ("export as Markdown", 3)),
        *(("one access entered", 3), ("the preview", 3)),
    ]
    assert [(flight.people, len(flight.took_s), flight.saved >= 64) for flight in report.flights] == [
        (2, 64, True),
        (8, 64, True),
    ]
    said = text(report)
    assert "A register of 12 accounts, 20 people, 60 ways in" in said
    assert "Closing by SCIM, 3 people" in said
    assert "scim2-server is not installed" in text(replace(report, scim="absent"))
    assert "Python" in said
    assert "Measured elsewhere" in said
    assert "NOT MET" in text(_slow(report))


def _slow(report: Report) -> Report:
    """The same, had the bot taken a minute for each answer."""
    assert report.answers
    took = {act: {**apps, OURS: [60.0]} for act, apps in report.answers.took.items()}
    slow = replace(report, answers=replace(report.answers, took=took))
    missed = [target.words for target in targets(slow) if not target.is_met]
    noted = [words for words in missed if "answered no later" in words and not words.startswith((SAVED, ENTERED))]
    assert len(noted) == len(took)
    return slow


@pytest.mark.parametrize(
    ("took", "power"),
    [
        ((0.010, 0.011, 0.0119), 0.0),  # within a fifth: it does not grow
        ((0.011, 0.020, 0.110), 1.0),  # 0.01 + 0.0001 a person
        ((0.011, 0.110, 10.01), 2.0),
        ((0.010, 0.009, 0.110), 2.0),  # what shakes counts as a tenth
    ],
)
def test_the_power_by_which_cost_grows_is_that_of_what_is_above_the_base(took: tuple[float, ...], power: float) -> None:
    sizes = (10, 100, 1_000)

    assert Grown("a note", "people inside", sizes, took).exponent == pytest.approx(power, abs=0.06)


async def test_the_bot_at_rest_is_measured_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QUIET_S", "IDLE_S", "LOOKED_S"):
        monkeypatch.setattr(rest, name, 0.1)
    monkeypatch.setattr(rest, "STARTS", 1)

    report = await run(1, only={Part.rest}, sizes=replace(SMALL, open=(3,)))

    assert report.rested and report.rested.bare_s > 0
    assert [full.open for full in report.rested.full] == [3]
    assert 30 < report.rested.empty.memory_mb < 400
    assert "A process of its own" in page(report) and "Opening" not in page(report)


SMALL = Sizes(people=(2, 4, 8), events=(5, 10, 20), grants=(50, 60, 70), open=())
SET_UP = {
    "conversations.create": 1,
    "conversations.invite": 2,  # the opener; the responders
    "conversations.setPurpose": 1,
    "conversations.setTopic": 1,
    "pins.add": 1,
    # board, questions, the first question, an announcement, direct messages: to the opener and three
    "chat.postMessage": 8,
}
