"""Finding out what happened: one question at a time, nothing guessed, nothing lost, no name told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from bot.crisis import wording
from bot.crisis.incident import Incident
from bot.crisis.questions import order, replies
from bot.crisis.questions import rules as questions_rules
from bot.crisis.questions.facts import QuestionAnswered
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.people.who import Person, Standing
from bot.record import consequences
from bot.record.entries import entries
from bot.record.fact import Fact, MessageRef, Unreadable
from bot.record.fold import fold
from bot.text import Words
from tests.record.story import ANA, JANA, NOON, PETR, Story
from tests.record.thread import ACTS, BOOK, ENGLISH, Room, act, core_done, intake_done, person

SOURCE = MessageRef(place="C1", ref="7.0", thread="1.0")


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def english(words: object) -> str:
    assert isinstance(words, Words)
    return ENGLISH.plain(words)


def test_whoever_is_asked_in_particular_is_told_once_on_the_timeline() -> None:
    room = intake_done().hands("mistake", JANA)

    told = [line for line in map(english, entries(room.events, BOOK)) if "Was a mistake made?" in line]
    assert len(told) == 1 and told[0].endswith("Petr Novák asked Jana Horvat: Was a mistake made?")


@pytest.mark.requirement("S1.23")
def test_the_eight_questions_come_one_by_one_in_their_order() -> None:
    room = core_done()

    asked = [asking.question for asking in room.incident.questions.asked]
    assert asked == ["accounts", "live", "mistake", "involved", "what_happened", "when", "blame", "damage"]
    assert room.open is None
    assert order.count(room.incident, BOOK, "answered") == order.total(room.incident, BOOK) == 8


def test_what_the_opening_form_said_is_not_asked_so_there_are_six() -> None:
    story = Story().then(
        fact.model_copy(update={"question": id})
        for id, values in {"accounts": {"whose": "none"}, "live": {"live": "no"}}.items()
        for fact in [_answered(id, values)]
    )

    story.then(consequences.follow(story.incident, BOOK))

    asking = order.current(story.incident, BOOK)
    assert asking is not None
    assert (asking.question, order.number(story.incident, BOOK, "mistake")) == ("mistake", "1")
    assert order.total(story.incident, BOOK) == 6


@pytest.mark.parametrize("whose", ["main", "ours"])
def test_only_where_an_account_of_ours_is_touched_is_it_asked_who_used_it(whose: str) -> None:
    room = Room().answers("accounts", whose=whose).answers("live", live="no")

    assert (room.open, room.number, order.total(room.incident, BOOK)) == ("unauthorised_use", "3", 9)
    assert room.answers("unauthorised_use", unauthorised_use="no").open == "mistake"


def test_who_used_an_account_is_asked_once_it_turns_out_to_be_ours() -> None:
    room = intake_done()
    assert (room.open, room.number) == ("mistake", "3")

    room.answers("accounts", whose="ours").answers("mistake", mistake="no")
    before = room.open
    room.answers("accounts", whose="none")

    assert (before, room.open) == ("unauthorised_use", "involved")


def _answered(id: str, values: dict[str, str]) -> Fact:
    room = Room()
    if id == "live":
        room.answers("accounts", whose="none")
    [fact] = questions_rules.answer(room.incident, BOOK, id, values, person(PETR), NOON, 0)
    return fact


def test_an_intake_question_said_not_to_be_known_keeps_its_number_when_it_is_asked() -> None:
    room = Room().does_not_know("accounts")
    before = order.number(room.incident, BOOK, "mistake")

    room.answers("live", live="no").answers("mistake", mistake="no")

    assert before == order.number(room.incident, BOOK, "mistake") == "3"


@pytest.mark.requirement("S1.24")
@pytest.mark.parametrize(
    ("said", "asked"),
    [("yes", [("mistake_source", "3a"), ("reversible", "3b")]), ("alleged", [("rumour", "3a")]), ("no", [])],
)
def test_follow_ups_of_a_mistake_are_numbered_after_it(said: str, asked: list[tuple[str, str]]) -> None:
    room = intake_done().answers("mistake", mistake=said)
    found: list[tuple[str, str]] = []
    while room.open != "involved":
        found.append((room.open or "", room.number))
        room.does(lambda i: questions_rules.skip(i, BOOK, room.open or "", person(PETR), 0, "not here"))

    assert found == asked
    assert room.number == "4"
    assert order.total(room.incident, BOOK) == 8


def test_a_follow_up_whose_answer_changed_is_not_waited_for() -> None:
    room = intake_done().answers("mistake", mistake="yes")
    assert room.open == "mistake_source"

    room.answers("mistake", mistake="no")

    assert room.open == "involved"


def test_dont_know_yet_is_an_answer_and_comes_back_at_double_the_gap_and_never_after_the_third() -> None:
    room = core_done().does_not_know("mistake")
    gaps: list[float] = []
    while due := questions_rules.due(room.incident, BOOK):
        said_at = room.incident.questions.answers["mistake"].at
        gaps.append((due[0].at - said_at).total_seconds() / 60)
        room.falls_due().does_not_know("mistake")

    assert gaps == [20, 40]
    longer = BOOK.model_copy(update={"reask_times": 4})
    last = room.incident.questions.answers["mistake"].at
    assert [due.at - last for due in questions_rules.due(room.incident, longer)] == [timedelta(minutes=80)]
    assert room.incident.questions.answers["mistake"].times_unknown == 3
    assert len([a for a in room.incident.questions.asked if a.question == "mistake"]) == 3


def test_a_question_whose_time_has_come_waits_for_the_open_one_and_goes_before_the_next() -> None:
    room = intake_done().does_not_know("mistake")
    assert (room.open, questions_rules.due(room.incident, BOOK)) == ("involved", [])

    room.waits(30)
    still = room.open
    room.answers("involved", involved=("customer",))

    assert (still, room.open) == ("involved", "mistake")
    room.does_not_know("mistake")
    assert room.open == "what_happened"


CORE = ("mistake", "involved", "what_happened", "when", "blame", "damage")


def test_six_that_are_not_known_are_all_asked_again_twice_though_nobody_reacts() -> None:
    room = intake_done()
    for id in CORE:
        room.does_not_know(id)
    begun = room.now
    while questions_rules.due(room.incident, BOOK):
        room.falls_due()

    again = [(asking.question, asking.nth) for asking in room.incident.questions.asked if asking.nth > 1]
    assert sorted(again) == sorted((id, nth) for id in CORE for nth in (2, 3))
    assert room.now - begun < timedelta(hours=2)
    assert room.incident.questions.asked[-1].at == room.now


def test_one_asked_again_that_nobody_reacts_to_holds_up_the_next_for_five_minutes() -> None:
    room = core_done().does_not_know("mistake").does_not_know("damage").falls_due()
    first = room.open
    asked = room.now

    [due] = questions_rules.due(room.incident, BOOK)
    room.falls_due()

    assert (first, due.key, room.open) == ("damage", "asked/mistake#2", "mistake")
    assert due.at == asked + timedelta(minutes=5)
    assert [q.id for q in BOOK.questions if order.is_open(room.incident, q)] == ["mistake", "damage"]
    assert room.answers("mistake", mistake="no").open == "damage"


def test_one_asked_again_does_not_hold_up_what_was_never_asked() -> None:
    room = intake_done().does_not_know("mistake").waits(20).answers("involved", involved=("customer",))
    assert room.open == "mistake"

    room.falls_due()

    assert room.open == "what_happened"


def test_who_goes_back_to_one_asked_again_is_waited_for() -> None:
    room = core_done().does_not_know("mistake").does_not_know("damage").falls_due()
    room.does(lambda i: questions_rules.back(i, BOOK, "damage", person(PETR)))

    assert (room.open, questions_rules.due(room.incident, BOOK)) == ("blame", [])


def test_each_asking_again_has_a_key_so_it_is_recorded_once() -> None:
    room = core_done().does_not_know("mistake")
    first = questions_rules.due(room.incident, BOOK)[0].key

    room.falls_due().does_not_know("mistake")

    assert (first, questions_rules.due(room.incident, BOOK)[0].key) == ("asked/mistake#2", "asked/mistake#3")


def test_of_several_the_one_that_could_raise_the_level_is_asked_first() -> None:
    room = core_done().does_not_know("mistake").does_not_know("damage")

    assert questions_rules.due(room.incident, BOOK)[0].key.startswith("asked/damage#")


def test_two_people_answer_at_once_and_the_second_is_told() -> None:
    room = intake_done().answers("mistake", mistake="alleged")

    refusal = refused(
        lambda: questions_rules.answer(room.incident, BOOK, "mistake", {"mistake": "yes"}, person(ANA), room.now, 0)
    )

    assert refusal.code == "already_answered"
    assert english(refusal.words) == (
        "Petr Novák answered at 12:04 UTC: Others say so. Your answer was not saved. Use Change on that question."
    )


def test_knowing_beats_not_knowing_when_both_come_at_once() -> None:
    room = intake_done().does_not_know("mistake").answers("mistake", ANA, mistake="yes")

    assert room.incident.questions.answers["mistake"].state == "answered"


def test_a_changed_answer_has_a_new_version_and_its_follow_up_comes_after_the_open_question() -> None:
    room = intake_done().answers("mistake", mistake="no").answers("mistake", mistake="alleged")

    assert room.incident.questions.answers["mistake"].version == 2
    assert room.open == "involved"
    assert room.answers("involved", involved=("customer",)).open == "rumour"


def test_skipping_needs_a_word_why() -> None:
    room = intake_done()

    assert refused(lambda: questions_rules.skip(room.incident, BOOK, "mistake", person(PETR), 0, " ")).field == "reason"
    room.does(lambda i: questions_rules.skip(i, BOOK, "mistake", person(PETR), 0, "nothing of ours"))
    assert (room.incident.questions.answers["mistake"].state, room.open) == ("skipped", "involved")


def test_going_back_opens_the_one_before_and_the_open_one_waits() -> None:
    room = intake_done().answers("mistake", mistake="no")

    room.does(lambda i: questions_rules.back(i, BOOK, "involved", person(PETR)))
    went_back = room.open
    room.answers("mistake", mistake="no")

    assert (went_back, room.open) == ("mistake", "involved")
    assert room.incident.questions.answers["mistake"].version == 2


def test_before_the_first_question_there_is_none() -> None:
    assert (
        refused(lambda: questions_rules.back(Room().incident, BOOK, "accounts", person(PETR))).code == "first_question"
    )


def test_a_question_handed_to_somebody_steps_aside_and_is_posted_anew() -> None:
    room = intake_done().hands("mistake", JANA)

    assert room.open == "involved"
    asking = room.incident.questions.asking("mistake")
    assert asking is not None
    assert (asking.to, asking.nth) == (JANA, 2)
    room.answers("mistake", ANA, mistake="yes")  # it stays answerable by everybody
    assert order.handed(room.incident, BOOK) == []


def test_declining_opens_it_to_everybody_and_only_the_one_asked_can() -> None:
    room = intake_done().hands("mistake", JANA)

    assert (
        refused(lambda: questions_rules.decline(room.incident, BOOK, "mistake", person(ANA), "no")).code == "not_asked"
    )
    room.does(lambda i: questions_rules.decline(i, BOOK, "mistake", person(JANA), "not my part"), JANA)
    assert room.open == "mistake"


@pytest.mark.parametrize("standing", [Standing.guest, Standing.bot, Standing.outsider, Standing.gone])
def test_only_full_members_inside_can_be_asked(standing: Standing) -> None:
    room = intake_done()
    stranger = Person(id="slack:U77", name="Eve Out")
    room.answers("mistake", mistake="no").answers("involved", involved=("ex_employee",), who=(ANA.id,))

    for to in (person(JANA, standing), stranger, person(ANA), None):
        refusal = refused(lambda to=to: questions_rules.assign(room.incident, BOOK, "mistake", to, person(PETR), ""))  # type: ignore[misc]
        assert (refusal.code, refusal.field) == ("cannot_be_asked", "who")


def test_asking_somebody_outside_does_not_tell_whether_they_are_involved() -> None:
    involved, other = (Person(id=f"slack:U7{n}", name="Eve Out") for n in "12")
    room = intake_done().answers("mistake", mistake="no")
    room.answers("involved", involved=("employee",), who=(involved.id,))

    told = {
        english(
            refused(lambda to=to: questions_rules.assign(room.incident, BOOK, "mistake", to, person(JANA), "")).words  # type: ignore[misc]
        )
        for to in (involved, other)
    }

    assert len(told) == 1


@pytest.mark.requirement("S1.26")
def test_a_reply_of_the_opener_answers_a_question_for_text() -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))

    room.says("Lunch?", ANA)
    assert room.open == "what_happened"
    room.says("Someone posted it <!channel> by hand.")

    known = room.incident.questions.answers["what_happened"]
    assert known.answer.values == {"what": "Someone posted it <!channel> by hand."}
    assert known.answer.source == SOURCE


@pytest.mark.requirement("S1.27")
@pytest.mark.parametrize(("precision", "said"), [("exact", ""), ("about", "about "), ("since", "since ")])
def test_when_it_happened_is_asked_with_how_exact_that_is(precision: str, said: str) -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))
    room.answers("what_happened", what="A post.")
    assert room.open == "when"

    room.answers("when", at="2026-03-02T11:21:00+00:00", precision=precision)

    words = english(wording.in_words(BOOK.question("when"), room.incident.questions.answers["when"]))
    assert words == f"{said}Mon 2 Mar, 11:21 UTC"


@pytest.mark.requirement("S1.28")
def test_who_is_to_blame_and_whether_it_was_an_accident_are_two_answers() -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))
    room.answers("what_happened", what="A post.").answers("when", at="2026-03-02T11:21:00+00:00", precision="exact")
    assert room.open == "blame"

    one_missing = refused(lambda: room.answers("blame", blame="us"))
    room.answers("blame", blame="nobody", accident="unknown")

    assert one_missing.field == "accident"
    assert room.incident.questions.answers["blame"].answer.values == {"blame": "nobody", "accident": "unknown"}


def test_a_reply_with_a_time_answers_when_in_the_writers_zone() -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",))
    room.answers("what_happened", what="A post.")

    room.says("I think this morning")
    assert room.open == "when"
    room.says("12:21")  # 11:21 UTC in winter

    answer = room.incident.questions.answers["when"].answer
    assert wording.moment(answer.values["at"]) == datetime(2026, 3, 2, 11, 21, tzinfo=UTC)
    assert english(wording.in_words(BOOK.question("when"), room.incident.questions.answers["when"])).startswith(
        "about "
    )


def test_a_reply_that_is_exactly_a_button_presses_it() -> None:
    room = intake_done().says("Yes, I fear")
    assert room.open == "mistake"

    room.says("others say so")

    assert room.incident.questions.answers["mistake"].answer.values == {"mistake": "alleged"}


def test_dont_know_yet_may_be_said_too() -> None:
    assert intake_done().says("don't know yet").incident.questions.answers["mistake"].state == "unknown"


def test_whoever_was_asked_answers_by_reply_before_the_open_question_does() -> None:
    room = intake_done().hands("mistake", JANA).says("No", JANA)

    assert room.incident.questions.answers["mistake"].by == JANA


@pytest.mark.requirement("S1.25")
def test_a_reply_to_a_question_about_people_is_not_taken_and_its_writer_is_told() -> None:
    room = intake_done().answers("mistake", mistake="no")

    refusal = refused(lambda: room.says("Ivo Marić from the agency"))

    assert refusal.code == "restricted_reply"
    assert "Ivo" not in room.incident.model_dump_json()


def test_an_edited_message_changes_the_answer_and_the_edit_of_another_does_not() -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",)).says("A post.")

    room.does(lambda i: replies.edited(i, BOOK, "7.0", "Two posts.", person(PETR), room.now, ENGLISH))
    room.does(lambda i: replies.edited(i, BOOK, "7.0", "Two posts.", person(PETR), room.now, ENGLISH))
    room.does(lambda i: replies.edited(i, BOOK, "8.0", "Three posts.", person(PETR), room.now, ENGLISH))

    known = room.incident.questions.answers["what_happened"]
    assert (known.answer.values["what"], known.version) == ("Two posts.", 2)


@pytest.mark.parametrize(("minutes", "possible"), [(8, True), (10.1, False)])
def test_a_message_is_taken_back_within_ten_minutes(minutes: float, possible: bool) -> None:
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",)).says("ok")
    now = room.incident.questions.answers["what_happened"].at + timedelta(minutes=minutes)

    def takes_back() -> Room:
        return room.does(lambda i: questions_rules.withdraw(i, BOOK, "what_happened", person(ANA), 1, now), ANA)

    if possible:
        assert takes_back().open == "what_happened"
    else:
        assert refused(takes_back).code == "too_late"


def test_an_erased_answer_taken_back_takes_no_earlier_one_with_it() -> None:
    """Folded again without its words: what stood before it stands."""
    room = intake_done().answers("mistake", mistake="no").answers("involved", involved=("customer",)).says("A post.")
    before = room.incident.questions.answers["what_happened"].answer
    room.does(lambda i: replies.edited(i, BOOK, "7.0", "Two posts.", person(PETR), room.now, ENGLISH))
    room.does(lambda i: questions_rules.withdraw(i, BOOK, "what_happened", person(PETR), 2, room.now))

    second = next(e.seq for e in room.events if isinstance(e.fact, QuestionAnswered) and e.fact.version == 2)
    gone = Unreadable(was="question_answered")
    events = [e.model_copy(update={"fact": gone}) if e.seq == second else e for e in room.events]

    assert fold(Incident(id="i1", tenant="T1", number=12), events).questions.answers["what_happened"].answer == before


def test_who_may_not_see_a_name_cannot_write_over_it() -> None:
    room = intake_done().answers("mistake", mistake="no")
    room.answers("involved", JANA, involved=("ex_employee",), who_named="Ivo Marić", login="yes")

    by_ana = refused(lambda: room.answers("involved", ANA, involved=("customer",)))
    room.answers("involved", JANA, involved=("customer",))

    assert by_ana.code == "restricted"
    assert "Ivo" not in str(by_ana.words)
    assert room.incident.questions.answers["involved"].answer.private == {}


@pytest.mark.requirement("S1.25")
def test_the_room_hears_how_many_were_involved_and_no_name() -> None:
    room = intake_done().answers("mistake", mistake="no")
    room.answers("involved", involved=("ex_employee",), who=("slack:U5", "slack:U6"), who_named="Ivo Marić")

    said = english(wording.in_words(BOOK.question("involved"), room.incident.questions.answers["involved"]))

    assert said == "3 former employees. 3 names kept private."
    assert "Ivo" not in repr(room.incident)
    assert "U5" not in repr(room.incident.questions.answers)


def test_one_name_reads_as_in_a_sentence() -> None:
    room = intake_done().answers("mistake", mistake="no")
    room.answers("involved", involved=("ex_employee",), who_named="Ivo Marić")

    said = english(wording.in_words(BOOK.question("involved"), room.incident.questions.answers["involved"]))

    assert said == "1 former employee. Name kept private."


RATED: dict[str, Given] = {"empty_lines": "none", "spread": "limited"}
WRONG: list[tuple[str, dict[str, Given], str, str]] = [
    ("involved", {"involved": ("customer", "unknown")}, "involved", "Choose one or the other."),
    (
        "involved",
        {"involved": ("customer", "nobody_event")},
        "involved",
        "Untick the others, or “Nobody, an outside event”.",
    ),
    ("involved", {"involved": ()}, "involved", "Choose one."),
    ("what_happened", {"what": "  "}, "what", "Write it, or choose Don't know yet."),
    ("what_happened", {"what": "x", "link": "www.example.org"}, "link", "A full address, https://…"),
    ("what_happened", {"what": "x" * 3_007}, "what", "Shorten by 7."),
    ("damage", {**RATED, "mentions": "many"}, "mentions", "Digits only, or leave empty."),
    ("damage", {**RATED, "spread": "huge"}, "spread", "That choice is not there any more. Choose again."),
    ("when", {"precision": "exact"}, "at", "Choose a date and a time."),
    (
        "when",
        {"at": NOON + timedelta(days=1), "precision": "exact"},
        "at",
        "This is in the future: Tue 3 Mar, 12:00 UTC. Give a time up to now.",
    ),
    (
        "when",
        {"at": NOON - timedelta(days=401), "precision": "exact"},
        "at",
        "This is more than 400 days ago: 25 Jan 2025. Check the year.",
    ),
    (
        "when",
        {"at": NOON, "precision": "since", "we_noticed_at": NOON - timedelta(hours=1)},
        "we_noticed_at",
        "We noticed before it began? Check.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("id", "given_values", "field", "says"), WRONG)
def test_what_is_wrong_in_a_form_is_said_under_its_field(
    id: str, given_values: dict[str, Given], field: str, says: str
) -> None:
    room = core_done()

    refusal = refused(lambda: room.answers(id, PETR, **given_values))

    assert (refusal.field, english(refusal.words)) == (field, says)


@pytest.mark.parametrize(
    ("id", "given_values"),
    [
        ("accounts", {"whose": "unknown"}),
        ("involved", {"involved": ("unknown",)}),
        ("blame", {"blame": "unknown", "accident": "unknown"}),
        ("damage", {"empty_lines": "unknown", "spread": "unknown"}),
    ],
)
def test_a_form_that_says_nothing_is_known_is_not_known_yet(id: str, given_values: dict[str, Given]) -> None:
    assert core_done().answers(id, PETR, **given_values).incident.questions.answers[id].state == "unknown"


def test_why_something_is_not_known_counts_no_time_more() -> None:
    room = intake_done().does_not_know("mistake")

    room.does(lambda i: questions_rules.explain_unknown(i, BOOK, "mistake", person(PETR), "the log is gone"))

    known = room.incident.questions.answers["mistake"]
    assert (known.times_unknown, known.reason) == (1, "the log is gone")


@settings(max_examples=150, deadline=None)
@given(acts=ACTS)
def test_whatever_people_do_one_question_is_open_and_none_is_answered_twice(acts: list[tuple[str, str, int]]) -> None:
    room = Room()
    for what, id, n in acts:
        try:
            act(room, what, id, n)
        except Refused as refusal:
            assert isinstance(refusal.words, Words)
        incident = room.incident
        unsettled = [q.id for q in BOOK.questions if order.is_open(incident, q)]
        asked_of = {asking.question for asking in order.handed(incident, BOOK)}
        answered = order.count(incident, BOOK, "answered")
        numbers = [order.number(incident, BOOK, q.id) for q in order.in_order(incident, BOOK)]

        assert len(incident.questions.answers) <= len(BOOK.questions)
        assert answered <= order.total(incident, BOOK) <= 9
        assert len(numbers) == len(set(numbers))
        assert all(known.version <= len(room.events) for known in incident.questions.answers.values())
        assert room.open is None or room.open in unsettled
        assert set(unsettled) >= asked_of
        # Nothing is left lying: if nobody is waited for, all was asked.
        if not unsettled:
            assert questions_rules.ask_next(incident, BOOK) == []
