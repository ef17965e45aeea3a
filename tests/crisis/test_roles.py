"""Roles: whom they fit, how they are taken, given up and handed on, and who is asked next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.crisis.command.rules import deputy_of
from bot.crisis.opening.facts import Opened
from bot.crisis.playbook import Forbidden
from bot.crisis.resolving.facts import Outcome as Ends
from bot.crisis.resolving.facts import Reopened, Resolved
from bot.crisis.roles import backup, team
from bot.crisis.roles import rules as roles
from bot.crisis.roles.facts import RolesConflict
from bot.crisis.severity.facts import SeveritySet
from bot.crisis.undo.facts import Undone
from bot.errors import Refused
from bot.people.organisation import Responder
from bot.people.permission import may_read_restricted
from bot.people.who import Someone, Standing
from bot.record.consequences import follow
from bot.record.fact import Fact, Level
from tests.record.crew import BOOK, EVERYBODY, ask, commanded, give, newest, person, refusal, take
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story


def passes(story: Story, minutes: float) -> Story:
    """Time passes, and what falls due of roles meanwhile happens, each once."""
    until = story.now + timedelta(minutes=minutes)
    while occurred := [due for due in backup.due(story.incident, BOOK) if due.at <= until]:
        story.now = max(story.now, occurred[0].at)
        story.then(occurred[0].facts)
    story.now = until
    return story


def asked(story: Story) -> list[tuple[str, str]]:
    """Everybody who was ever asked or has it, in order, and where that stands."""
    is_late = [seat.late and seat.state == "asked" for seat in story.incident.roles.seats]
    seats = zip(story.incident.roles.seats, is_late, strict=True)
    return [(seat.person.name.split()[0], "late" if late else seat.state) for seat, late in seats]


def test_anyone_inside_takes_an_empty_role() -> None:
    story = take(commanded(), "scribe", JANA)

    assert team.holders(story.incident, "scribe") == (JANA,)


def test_a_role_of_one_that_somebody_has_is_not_taken_from_them() -> None:
    story = take(commanded(), "scribe", JANA)

    assert refusal(lambda: roles.claim(story.incident, BOOK, "scribe", person(EVA))) == (
        "taken",
        "Jana Horvat keeps the timeline here. Nothing was changed. Ask Ana Kovač.",
    )


@pytest.mark.parametrize("role", ["deputy", "access_lead", "hr", "legal"])
def test_a_role_that_reads_names_is_given_and_not_taken(role: str) -> None:
    """Else anyone inside reads the names of people involved by pressing twice."""
    story = commanded()

    assert refusal(lambda: roles.claim(story.incident, BOOK, role, person(EVA))) == (
        "given",
        "This role can see private names, so the commander or the deputy gives it. Nothing was changed. Ask Ana Kovač.",
    )
    assert not may_read_restricted(story.incident, person(EVA))
    assert team.holders(take(story, role, ANA).incident, role) == (ANA,)


def test_who_the_setup_names_takes_hr_or_legal_and_nothing_else() -> None:
    opened = Opened(title="Offensive post", opener=PETR, tag="a7c2", hr=JANA, legal=EVA)
    story = Story(opened=opened).joined(*EVERYBODY)

    took = [
        (role, who.id)
        for role in ("hr", "legal", "deputy")
        for who in (JANA, EVA, TOM)
        if _goes(partial(roles.claim, story.incident, BOOK, role, person(who)))
    ]

    assert took == [("hr", JANA.id), ("legal", EVA.id)]


def _goes(act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused:
        return False
    return True


def test_nobody_comes_by_a_role_that_reads_names_through_one_they_took_or_got_from_who_took_it() -> None:
    """The scribe is next when a deputy does not answer, and anyone inside can be scribe."""
    story = take(commanded(), "scribe", EVA)
    story.then(roles.hand_on(story.incident, BOOK, newest(story), person(TOM), person(EVA), "as far as it is"), EVA)
    story.then(roles.accept(story.incident, BOOK, newest(story), person(TOM)), TOM)

    passes(ask(story, "deputy", JANA), 11)

    assert [seat.person for seat in story.incident.roles.seats if seat.role == "deputy"] == [JANA]


def test_who_was_given_the_backup_role_is_asked_next() -> None:
    story = passes(ask(give(commanded(), "scribe", EVA), "deputy", JANA), 11)

    assert [seat.person for seat in story.incident.roles.seats if seat.role == "deputy"] == [JANA, EVA]


def test_by_handing_on_nobody_finds_out_who_is_kept_out() -> None:
    """Whoever has a role and may not read the names hears the same of everybody outside the room."""
    outside = Someone(id="slack:U8", name="Maja Babić"), Someone(id="slack:U7", name="Ivo Horak")
    story = take(commanded(), "scribe", EVA).involves(outside[0])

    said = {
        refusal(partial(roles.hand_on, story.incident, BOOK, newest(story), person(who), person(EVA), "all of it"))[
            1
        ].removeprefix(who.name)
        for who in outside
    }

    assert said == {" is not in this room. Invite them first."}


def test_the_commander_takes_a_role_from_who_has_it() -> None:
    story = take(commanded(), "scribe", JANA)

    take(story, "scribe", ANA)

    assert team.holders(story.incident, "scribe") == (ANA,)
    assert asked(story) == [("Jana", "released"), ("Ana", "holds")]


def test_a_role_of_many_has_several_holders() -> None:
    story = take(take(commanded(), "author", JANA), "author", EVA)

    assert team.holders(story.incident, "author") == (JANA, EVA)


def test_who_is_asked_has_the_role_once_they_say_so() -> None:
    story = ask(commanded(), "approver", EVA)

    before = team.holders(story.incident, "approver")
    story.then(roles.accept(story.incident, BOOK, newest(story), person(EVA)), EVA)

    assert (before, team.holders(story.incident, "approver")) == ((), (EVA,))


@pytest.mark.parametrize(("by", "may"), [(ANA, True), (JANA, True), (EVA, False), (PETR, False)])
def test_the_commander_and_the_deputy_ask_others(by: Someone, may: bool) -> None:
    story = take(commanded(), "deputy", JANA)

    if may:
        assert asked(ask(story, "scribe", TOM, by))[-1] == ("Tom", "asked")
    else:
        assert refusal(lambda: ask(story, "scribe", TOM, by)) == (
            "not_allowed",
            "Only the commander or the deputy can ask someone else. Nothing was changed. Ask Ana Kovač.",
        )


def test_one_sentence_for_guests_and_for_those_involved() -> None:
    """It must not tell which; whom a role fits is asked of everybody alike, in whatever role."""
    story = commanded().involves(EVA)
    said = set()
    for who, standing in ((EVA, Standing.member), (TOM, Standing.guest), (JANA, Standing.outsider)):
        for role in ("approver", "access_lead", "spokesperson", "review_owner", "sponsor", "scribe"):
            said.add(refusal(partial(ask, story, role, who, standing=standing)))

    assert {(code, words.partition(" can't")[2]) for code, words in said} == {
        ("not_fit", " have a role here. Choose someone else.")
    }


def test_who_has_conflict_after_taking_a_role_has_it_no_more() -> None:
    story = take(commanded(), "approver", EVA)

    story.involves(EVA)

    assert team.holders(story.incident, "approver") == ()


# asked, and nobody answers


@pytest.mark.requirement("S2.6")
def test_who_does_not_answer_in_ten_minutes_is_followed_by_their_deputy() -> None:
    story = ask(commanded(Responder(person=EVA, deputy=TOM)), "approver", EVA)

    passes(story, 9.9)
    before = asked(story)
    passes(story, 0.1)

    assert before == [("Eva", "asked")]
    assert asked(story) == [("Eva", "late"), ("Tom", "asked")]
    assert story.incident.roles.seats[-1].stands_in_for == EVA


def test_then_by_who_has_a_backup_role_and_in_the_end_by_nobody() -> None:
    story = commanded(Responder(person=EVA, deputy=TOM))
    take(story, "sponsor", JANA)
    ask(story, "approver", EVA)

    passes(story, 60)

    assert asked(story) == [
        ("Jana", "holds"),  # the sponsor
        ("Eva", "late"),
        ("Tom", "late"),
        ("Jana", "late"),  # the first backup of who approves
        ("Ana", "late"),  # the second: who commands
    ]
    assert [role.id for role in team.unanswered(story.incident, BOOK)] == ["approver"]
    assert backup.due(story.incident, BOOK) == []


def test_who_is_late_may_still_say_yes_and_the_others_need_not() -> None:
    story = passes(ask(commanded(Responder(person=EVA, deputy=TOM)), "approver", EVA), 10)
    late, next_ = (seat.seq for seat in story.incident.roles.seats)

    story.then(roles.accept(story.incident, BOOK, late, person(EVA)), EVA)

    assert asked(story) == [("Eva", "holds"), ("Tom", "over")]
    assert team.holders(story.incident, "approver") == (EVA,)
    assert refusal(lambda: roles.accept(story.incident, BOOK, next_, person(TOM))) == (
        "taken",
        "Eva Malá has this role now. Nothing was changed.",
    )


def test_two_who_were_asked_for_a_role_of_many_do_not_end_each_others_asking() -> None:
    story = ask(ask(commanded(), "author", EVA), "author", TOM)
    eva, tom = (seat.seq for seat in story.incident.roles.seats)

    story.then(roles.accept(story.incident, BOOK, eva, person(EVA)), EVA)
    story.then(roles.accept(story.incident, BOOK, tom, person(TOM)), TOM)

    assert team.holders(story.incident, "author") == (EVA, TOM)


def test_i_cant_asks_the_next_at_once() -> None:
    story = ask(commanded(Responder(person=EVA, deputy=TOM)), "approver", EVA)

    story.then(roles.decline(story.incident, BOOK, newest(story), person(EVA), "On a train"), EVA)

    assert asked(story) == [("Eva", "declined"), ("Tom", "asked")]


def test_i_cant_said_late_asks_nobody_twice() -> None:
    story = passes(ask(commanded(Responder(person=EVA, deputy=TOM)), "approver", EVA), 10)
    late = story.incident.roles.seats[0].seq

    story.then(roles.decline(story.incident, BOOK, late, person(EVA), "On a train"), EVA)

    assert asked(story) == [("Eva", "declined"), ("Tom", "asked")]


def test_who_said_they_cant_is_not_asked_again_in_somebody_elses_stead() -> None:
    """Eva and Tom are each other's deputies."""
    story = ask(commanded(Responder(person=EVA, deputy=TOM), Responder(person=TOM, deputy=EVA)), "approver", EVA)

    for who in (EVA, TOM):
        story.then(roles.decline(story.incident, BOOK, newest(story), person(who), "On a train"), who)

    assert asked(story) == [("Eva", "declined"), ("Tom", "declined"), ("Ana", "asked")]


def test_the_next_is_never_somebody_it_does_not_fit() -> None:
    """Tom is involved; Ana, the second backup, writes the statements herself."""
    story = commanded(Responder(person=EVA, deputy=TOM))
    take(story, "author", ANA).involves(TOM)
    ask(story, "approver", EVA)

    passes(story, 10)

    assert asked(story)[1:] == [("Eva", "late")]


def test_a_role_of_one_is_asked_of_one_at_a_time() -> None:
    story = ask(ask(commanded(), "scribe", EVA), "scribe", TOM)

    assert asked(story) == [("Eva", "over"), ("Tom", "asked")]


def test_nobody_is_asked_while_it_is_resolved_and_time_runs_anew_after() -> None:
    story = ask(commanded(), "approver", EVA)
    story.then([Resolved(by=ANA, outcome=Ends.faded)], ANA).later(60)
    story.then([Reopened(by=ANA, reason="it is back")], ANA)

    (due,) = backup.due(story.incident, BOOK)

    assert due.at == story.now + timedelta(minutes=10)


# given up, handed on, taken away


def test_a_role_is_given_up_with_a_reason() -> None:
    story = take(commanded(), "scribe", JANA)

    without = refusal(lambda: roles.give_up(story.incident, newest(story), person(JANA), " "))
    story.then(roles.give_up(story.incident, newest(story), person(JANA), "my train"), JANA)

    assert without == ("no_words", "A few words are enough.")
    assert team.holders(story.incident, "scribe") == ()


def test_a_role_is_handed_on_and_stays_until_it_is_accepted() -> None:
    story = take(commanded(), "access_lead", JANA)
    held = newest(story)

    story.then(roles.hand_on(story.incident, BOOK, held, person(TOM), person(JANA), "7 of 11 done"), JANA)
    during = team.holders(story.incident, "access_lead")
    story.then(roles.accept(story.incident, BOOK, newest(story), person(TOM)), TOM)

    assert (during, team.holders(story.incident, "access_lead")) == ((JANA,), (TOM,))
    assert asked(story) == [("Jana", "released"), ("Tom", "holds")]


def test_a_handover_that_nobody_answers_asks_nobody_else() -> None:
    story = take(commanded(Responder(person=TOM, deputy=EVA)), "access_lead", JANA)
    story.then(roles.hand_on(story.incident, BOOK, newest(story), person(TOM), person(JANA), "7 of 11"), JANA)

    passes(story, 30)

    assert asked(story) == [("Jana", "holds"), ("Tom", "late")]


def test_the_commander_frees_a_role() -> None:
    story = take(commanded(), "scribe", JANA)

    story.then(roles.assign(story.incident, BOOK, "scribe", None, person(ANA)), ANA)

    assert team.holders(story.incident, "scribe") == ()
    assert refusal(lambda: roles.assign(story.incident, BOOK, "scribe", None, person(ANA)))[0] == "nobody"


def test_an_asking_that_was_taken_back_waits_for_nobody() -> None:
    story = ask(commanded(), "scribe", JANA)

    story.then([Undone(seq=newest(story), what="role", of="scribe", by=ANA)], ANA)

    assert asked(story) == [("Jana", "over")]
    assert refusal(lambda: roles.accept(story.incident, BOOK, newest(story), person(JANA)))[0] == "over"


# what roles give


@pytest.mark.parametrize(
    ("role", "reads"), [("deputy", True), ("access_lead", True), ("hr", True), ("legal", True), ("scribe", False)]
)
def test_some_roles_read_the_names_of_people_involved(role: str, reads: bool) -> None:
    story = take(commanded(), role, JANA)

    assert may_read_restricted(story.incident, person(JANA)) is reads


def test_who_is_deputy_comes_before_the_deputy_of_the_setup() -> None:
    story = commanded(Responder(person=ANA, deputy=TOM))

    of_setup = deputy_of(story.incident, ANA)
    take(story, "deputy", JANA)

    assert (of_setup, deputy_of(story.incident, ANA)) == (TOM, JANA)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "ask", "accept", "decline", "give_up", "hand_on", "level", "pass"]),
        st.sampled_from(["author", "approver", "access_lead", "deputy", "keyholder", "scribe"]),
        st.integers(0, 4),
        st.integers(0, 4),
    ),
    max_size=25,
)


@given(ACTS)
def test_whatever_people_do_rules_hold(acts: list[tuple[str, str, int, int]]) -> None:
    """Nobody has two roles at once that never go together unless it was warned of; a role of one has one holder."""
    story = commanded(Responder(person=EVA, deputy=TOM))
    story.involves(PETR)
    for what, role, one, other in acts:
        try:
            story.then(*act(story, what, role, EVERYBODY[one], EVERYBODY[other]))
        except Refused:
            continue
        story.then(fact for fact in follow(story.incident, BOOK) if isinstance(fact, RolesConflict))
        _hold(story)


def act(story: Story, what: str, role: str, by: Someone, other: Someone) -> tuple[Iterable[Fact], Someone | None]:
    incident, who = story.incident, person(by)
    mine = [seat.seq for seat in incident.roles.seats if seat.person.id == by.id] or [0]
    match what:
        case "claim" if not incident.has_conflict(by.id):
            return roles.claim(incident, BOOK, role, who), by
        case "ask":
            return roles.assign(incident, BOOK, role, person(other), who), by
        case "accept":
            return roles.accept(incident, BOOK, mine[-1], who), by
        case "decline":
            return roles.decline(incident, BOOK, mine[-1], who, "a reason"), by
        case "give_up":
            return roles.give_up(incident, mine[-1], who, "a reason"), by
        case "hand_on":
            return roles.hand_on(incident, BOOK, mine[-1], person(other), who, "a briefing"), by
        case "level":
            return [SeveritySet(level=list(Level)[len(role) % 4], reason="so it is said", by=ANA)], ANA
    due = backup.due(incident, BOOK)
    return (due[0].facts if due else ()), None


def _hold(story: Story) -> None:
    incident = story.incident
    warned = {(conflict.person.id, conflict.roles) for conflict in incident.roles.conflicts}
    assert {(clash.person.id, clash.roles) for clash in team.clashes(incident, BOOK)} <= warned
    for role in BOOK.roles.roles:
        there = team.holders(incident, role.id)
        assert len({someone.id for someone in there}) == len(there) <= (9 if role.many else 1)
        assert not any(incident.has_conflict(someone.id) for someone in there)
    waiting = [(seat.role, seat.person.id) for seat in incident.roles.seats if seat.state == "asked"]
    assert len(waiting) == len(set(waiting))


def test_the_property_would_notice() -> None:
    """Were the rule about authors and approvers not there, both could be one person."""
    lax = BOOK.model_copy(update={"roles": BOOK.roles.model_copy(update={"never_together": ()})})
    story = take(commanded(), "author", EVA)

    story.then(roles.claim(story.incident, lax, "approver", person(EVA)), EVA)

    assert [clash.roles for clash in team.clashes(story.incident, BOOK)] == [("author", "approver")]
    assert Forbidden(roles=("author", "approver"), small=True) in BOOK.roles.never_together
