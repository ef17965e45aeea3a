"""Undo: one's own last press, within a minute, as if it had not been; and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.crisis.command import rules as command
from bot.crisis.command.facts import CommandOffered, CommandTaken
from bot.crisis.incident import Incident
from bot.crisis.resolving import rules as resolution
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.roles import rules as roles
from bot.crisis.undo.facts import Undone
from bot.crisis.undo.rules import undo
from bot.errors import Refused
from bot.people.who import Person, Someone
from bot.record.consequences import follow
from bot.record.event import Event
from bot.record.fact import Fact, Unreadable
from bot.record.fold import fold
from bot.store.change import Change
from tests.crisis.test_command import refusal
from tests.record.story import ANA, EVA, JANA, PETR
from tests.record.test_life import ACTS, BEGIN, PEOPLE, RULES, lived
from tests.record.thread import BOOK, Room, core_done, intake_done, person

PRESSES = sorted(
    {"answers", "does not know", "skips", "takes command", "has command", "resolves", "takes a role", "frees a role"}
    | {"gives out a role", "accepts a role", "declines a role", "gives up a role"}
)
Act = tuple[str, Person, Person, int]
LIVES = some.lists(ACTS, max_size=20)
# What makes a press likely, by whom and whom: "by" presses later.
FIRST = {
    "has command": [("joins", "by", "by"), ("takes command", "other", "by"), ("hands over", "other", "by")],
    "accepts a role": [("takes command", "other", "by"), ("gives out a role", "other", "by")],
    "declines a role": [("takes command", "other", "by"), ("gives out a role", "other", "by")],
    "gives up a role": [("takes a role", "by", "by")],
    "frees a role": [("takes command", "by", "by"), ("takes a role", "other", "by")],
}


def undoes(room: Room, by: Someone, question: str = "", seconds: float = 5) -> Room:
    room.later(seconds / 60)
    room.then(undo(room.incident, by, room.now, question), by)
    room.then(follow(room.incident, BOOK))
    return room


def ending(by: Someone = PETR) -> Resolved:
    return Resolved(
        by=by, outcome=Outcome.stopped, review_owner=JANA, review_on=date(2026, 3, 9), because="it is over now"
    )


def test_a_first_answer_undone_is_asked_as_before() -> None:
    room = intake_done()
    before = room.incident

    undoes(room.answers("mistake", mistake="yes"), PETR)

    assert "mistake" not in room.incident.questions.answers
    assert (room.open, before.severity.computed) == ("mistake", room.incident.severity.computed)
    undone = [event.fact for event in room.events if isinstance(event.fact, Undone)]
    assert [(fact.what, fact.of, fact.by) for fact in undone] == [("answer", "mistake", PETR)]


def test_an_earlier_answer_stands_again_with_the_severity_it_gave() -> None:
    """Somebody who had the form open before still counts as overtaken."""
    room = core_done().answers("live", live="no")
    before = room.incident

    undoes(room.answers("live", live="yes"), PETR)

    assert room.incident.questions.answers["live"].answer == before.questions.answers["live"].answer
    assert room.incident.severity.computed == before.severity.computed
    assert room.version("live") == before.questions.answers["live"].version + 1


def test_what_was_not_known_is_not_known_again() -> None:
    room = intake_done().does_not_know("mistake")
    before = room.incident.questions.answers["mistake"]

    undoes(room.answers("mistake", mistake="yes"), PETR)

    assert room.incident.questions.answers["mistake"] == before.model_copy(update={"version": 1})


def test_command_taken_by_mistake_is_nobodys_again() -> None:
    room = Room()
    room.does(lambda i: command.claim(i, ANA, room.now), ANA)

    undoes(room, ANA)

    assert (room.incident.command.commander, room.incident.acting, room.incident.command.given_back) == (
        None,
        PETR,
        None,
    )


def test_a_handover_accepted_too_soon_waits_again() -> None:
    """And Ana, who thought that she could rest, has command again: that is remembered, so that she hears it."""
    room = Room()
    room.does(lambda i: command.claim(i, ANA, room.now), ANA)
    room.does(lambda i: command.offer(i, ANA, JANA, "none"), ANA)
    before = room.incident
    room.does(lambda i: command.accept(i, JANA), JANA)

    undoes(room, JANA)

    after = room.incident
    assert (after.command.commander, after.command.since) == (ANA, before.command.since)
    assert (after.command.offer, after.command.past_offers) == (before.command.offer, ())
    assert after.command.given_back is not None and (after.command.given_back.to, after.command.given_back.by) == (
        ANA,
        JANA,
    )


def test_an_end_undone_is_open_again_and_its_review_nobodys() -> None:
    room = core_done()
    room.does(lambda i: resolution.resolve(i, BOOK, ending(), date(2026, 3, 2)))

    undoes(room, PETR)

    after = room.incident
    assert (after.is_resolved, after.resolving.times, after.resolving.reopened_at) == (False, 1, room.now)
    assert [(end.nth, end.review_owner) for end in after.resolving.undone] == [(1, JANA)]


def test_a_role_taken_from_several_is_theirs_again() -> None:
    room = Room()
    room.does(lambda i: command.claim(i, PETR, room.now))
    room.does(lambda i: roles.claim(i, BOOK, "author", person(ANA)), ANA)
    room.does(lambda i: roles.claim(i, BOOK, "author", person(JANA)), JANA)
    before = room.incident.holders("author")
    room.does(lambda i: roles.assign(i, BOOK, "author", None, person(PETR)))
    without = room.incident.holders("author")

    undoes(room, PETR)

    assert len(before) == 2 and without == ()
    assert room.incident.holders("author") == before


REFUSED: dict[str, tuple[Callable[[Room], object], str, float, str, str]] = {
    "nothing was pressed": (
        lambda room: None,
        "",
        5,
        "not_yours",
        "Nothing to undo. Nothing was changed. Use Change on a question, Roles, or Reopen.",
    ),
    "another's answer": (
        lambda room: room.answers("mistake", JANA, mistake="yes"),
        "mistake",
        5,
        "not_yours",
        "Only your own last press can be undone. Nothing was changed. Use Change on the question.",
    ),
    "an answer before the last": (
        lambda room: room.answers("mistake", mistake="yes").does_not_know("mistake_source"),
        "mistake",
        5,
        "not_yours",
        "Only your own last press can be undone. Nothing was changed. Use Change on the question.",
    ),
    "more than a minute ago": (
        lambda room: room.answers("mistake", mistake="yes"),
        "",
        61,
        "too_late",
        "That was more than a minute ago. Nothing was changed. Use Change on the question.",
    ),
    "changed since": (
        lambda room: room.answers("mistake", mistake="yes").answers("mistake", JANA, mistake="no"),
        "",
        -30,
        "overtaken",
        "This was changed again since. Nothing was changed. Use Change on the question.",
    ),
    "command that was offered on": (
        lambda room: room.does(lambda i: command.claim(i, PETR, room.now)).does(
            lambda i: [CommandOffered(to=ANA, by=PETR, open_decisions="none")]
        ),
        "",
        -30,
        "overtaken",
        "This was changed again since. Nothing was changed. Use Hand over to give command away.",
    ),
    "an answer of a crisis that is over": (
        lambda room: room.answers("mistake", mistake="yes").does(
            lambda i: resolution.resolve(i, BOOK, ending(ANA), date(2026, 3, 2)), ANA
        ),
        "",
        -30,
        "resolved",
        "Crisis 12 is resolved. Nothing was changed. The commander can reopen it.",
    ),
    "an end that was opened again": (
        lambda room: room.does(lambda i: resolution.resolve(i, BOOK, ending(), date(2026, 3, 2))).does(
            lambda i: resolution.reopen(i, ANA, "new posts"), ANA
        ),
        "",
        -30,
        "overtaken",
        "This was changed again since. Nothing was changed. Use Reopen.",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_undone_says_what_to_do_instead(what: str) -> None:
    before, question, seconds, code, words = REFUSED[what]
    room = intake_done().waits(5)  # else the last intake answer is the last press
    before(room)
    room.later(seconds / 60)

    asks = EVA if what == "nothing was pressed" else PETR
    assert refusal(lambda: undo(room.incident, asks, room.now, question)) == (code, words)


def test_taking_back_a_press_whose_words_were_erased_takes_back_no_other() -> None:
    """Folded again, her answer before it stands as it did."""
    room = intake_done().answers("mistake", ANA, mistake="yes")
    room.then(command.claim(room.incident, ANA, room.now), ANA)
    undoes(room, ANA)

    erased = [without_words(event) if isinstance(event.fact, CommandTaken) else event for event in room.events]
    again = fold(Incident(id="i1", tenant="T1", number=12), erased)

    assert again.questions.answers == room.incident.questions.answers
    assert again.command.commander is None


def without_words(event: Event) -> Event:
    return event.model_copy(update={"fact": Unreadable(was=event.fact.kind)})


def test_undone_twice_it_is_undone_once() -> None:
    """What he did before it is older than a minute."""
    room = undoes(intake_done().answers("mistake", mistake="yes"), PETR)

    assert refusal(lambda: undo(room.incident, PETR, room.now))[0] == "too_late"


def test_what_is_told_by_the_opening_form_is_no_press() -> None:
    """It was never asked, so there is no card of it to go back to."""
    assert Room().incident.undo.presses == {}


def shown(incident: Incident) -> object:
    """What people see of answers, seats, command, the end and the level."""
    answers = {id: known.model_dump(exclude={"version", "before"}) for id, known in incident.questions.answers.items()}
    asked = [(seat.role, seat.person) for seat in incident.roles.seats if seat.state == "asked"]
    holders = [(seat.role, seat.person, seat.since) for seat in incident.roles.seats if seat.state == "holds"]
    command = (
        incident.command.commander,
        incident.command.since,
        incident.acting,
        incident.command.offer,
        incident.command.past_offers,
    )
    return answers, asked, holders, command, incident.resolving.ending, incident.level, incident.severity.computed


@given(LIVES, some.sampled_from(PRESSES), some.sampled_from(PEOPLE), some.sampled_from(PEOPLE))
@settings(max_examples=300, deadline=None)
def test_undone_it_is_as_if_it_had_not_been(acts: list[Act], what: str, by: Person, other: Person) -> None:
    """Whatever life came before, and whatever follows by itself from the press and from taking it back."""
    before = led_up_to(acts, what, by, other)
    now = before.changed_at or BEGIN
    incident = pressed(before, what, by, other, now)
    if incident is None:
        return

    after = does(incident, by, now + timedelta(seconds=60), lambda i, n: [*undo(i, by.someone, n)])

    assert shown(after) == shown(before)
    assert not after.is_resolved or before.is_resolved


def led_up_to(acts: list[Act], what: str, by: Person, other: Person) -> Incident:
    """The crisis after that life, and after what makes the press likely."""
    people = {"by": by, "other": other}
    first = [
        ("joins", other, other, 90),
        *((act, people[who], people[whom], 0) for act, who, whom in FIRST.get(what, [])),
    ]
    *_earlier, (before, _change) = lived([*acts, *first])
    return before


def pressed(before: Incident, what: str, by: Person, other: Person, now: datetime) -> Incident | None:
    """After that press; None where it is refused or changes nothing."""
    try:
        return does(before, by, now, lambda i, n: RULES[what](i, by, other, n))
    except Refused:
        return None


def does(before: Incident, by: Person, now: datetime, act: Callable[[Incident, datetime], list[Fact]]) -> Incident:
    change = Change(before, now, by.someone)
    change.record(act(before, now))
    change.follow(follow(change.incident, BOOK))
    return change.incident


def test_every_press_of_the_property_happens() -> None:
    """Else it would hold of nothing."""
    done: set[str] = set()

    @given(LIVES, some.sampled_from(PRESSES), some.sampled_from(PEOPLE), some.sampled_from(PEOPLE))
    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    def look(acts: list[Act], what: str, by: Person, other: Person) -> None:
        before = led_up_to(acts, what, by, other)
        if pressed(before, what, by, other, before.changed_at or BEGIN):
            done.add(what)

    look()

    assert done == set(PRESSES)
