"""What never goes together in one hand, and what the smallest team lacks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.roles import rules as roles
from bot.crisis.roles import team
from bot.crisis.roles.facts import RoleOffered, RolesConflict
from bot.crisis.roles.state import Roles, Seat
from bot.crisis.roles.team import Strength
from bot.crisis.severity.facts import SeverityComputed
from bot.crisis.severity.state import SetLevel, Severity
from bot.people.who import Someone
from bot.record.consequences import follow
from bot.record.fact import Level, Value
from tests.record.crew import BOOK, EVERYBODY, ask, at, commanded, newest, person, refusal, take
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
COMBINATIONS = [
    # roles in one hand, the levels at which that is refused, whether it is in a small company too
    (("author", "approver"), {Level.critical, Level.high, Level.moderate, Level.low}, True),
    (("commander", "access_lead"), {Level.critical, Level.high}, False),
    (("commander", "keyholder"), {Level.critical}, False),
    (("commander", "review_owner"), {Level.critical}, False),
]


def test_the_table_of_combinations_is_whole() -> None:
    assert [rule.roles for rule in BOOK.roles.never_together] == [pair for pair, _levels, _small in COMBINATIONS]


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(("pair", "levels", "in_small"), COMBINATIONS)
@pytest.mark.parametrize("first", [0, 1])
def test_what_never_goes_together_is_refused_in_either_order(
    pair: tuple[str, str], levels: set[Level], in_small: bool, level: Level, small: bool, first: int
) -> None:
    """Ana has the one and wants the other."""
    has, wants = pair[first], pair[1 - first]
    story = Story(opened=Opened(title="x", opener=PETR, tag="a7c2", small=small)).joined(*EVERYBODY)
    story = at(story, level)
    take_any(story, has, ANA)
    forbidden = in_small if small else level in levels

    if forbidden:
        assert refusal(lambda: take_any(story, wants, ANA))[0] == "role_conflict"
        assert team.holders(story.incident, wants) == ()
    else:
        take_any(story, wants, ANA)
        assert team.holders(story.incident, wants) == (ANA,)


def take_any(story: Story, role: str, who: Someone) -> None:
    if role == team.COMMANDER:
        story.then(roles.take_command(story.incident, BOOK, who, story.now), who)
    else:
        take(story, role, who)


@pytest.mark.parametrize(
    ("has", "wants", "says"),
    [
        (
            "access_lead",
            "commander",
            "Jana Horvat leads access here; at Critical and Serious that is not the commander. "
            "Roles are unchanged. Choose someone else.",
        ),
        (
            "author",
            "approver",
            "Jana Horvat writes statements here; that is never the approver. Roles are unchanged. Choose someone else.",
        ),
    ],
)
def test_the_refusal_says_why(has: str, wants: str, says: str) -> None:
    story = take(at(Story().joined(*EVERYBODY), Level.critical), has, JANA)

    assert refusal(lambda: roles.must_combine(story.incident, BOOK, JANA, wants)) == ("role_conflict", says)


def test_command_is_offered_to_and_accepted_by_whom_it_goes_with() -> None:
    """Jana leads access: at Contained she may command as well, at Critical no more."""
    story = take(at(Story().joined(*EVERYBODY), Level.moderate), "access_lead", JANA)
    take_any(story, team.COMMANDER, ANA)
    story.then(roles.offer_command(story.incident, BOOK, ANA, JANA, "none"), ANA)
    at(story, Level.critical)

    assert refusal(lambda: roles.accept_command(story.incident, BOOK, JANA))[0] == "role_conflict"
    assert refusal(lambda: roles.offer_command(story.incident, BOOK, ANA, JANA, "none"))[0] == "role_conflict"
    assert roles.offer_command(story.incident, BOOK, ANA, EVA, "none")


def test_who_was_asked_may_not_say_yes_once_the_level_forbids_it() -> None:
    story = take(commanded(), "deputy", JANA)
    ask(story, "access_lead", ANA, by=JANA)
    at(story, Level.critical)

    code, _words = refusal(lambda: roles.accept(story.incident, BOOK, newest(story), person(ANA)))

    assert code == "role_conflict"


def test_a_rise_warns_once_and_strips_nobody() -> None:
    story = take(commanded(), "access_lead", ANA)

    for level in (Level.high, Level.moderate, Level.critical):
        at(story, level)
        story.then(fact for fact in follow(story.incident, BOOK) if isinstance(fact, RolesConflict))

    assert [(c.person, c.roles, c.level) for c in story.incident.roles.conflicts] == [
        (ANA, ("commander", "access_lead"), Level.high)
    ]
    assert team.holders(story.incident, "access_lead") == (ANA,)


def test_the_warning_comes_with_the_very_answer_that_raises_the_level() -> None:
    story = Story().joined(*EVERYBODY)
    take_any(story, team.COMMANDER, ANA)
    take(story, "access_lead", ANA)
    known: dict[str, dict[str, Value]] = {"accounts": {"whose": "main"}, "live": {"live": "yes"}}
    for question, values in known.items():
        story.then([QuestionAnswered(question=question, answer=Answer(values=values), by=PETR)], PETR)
        facts = follow(story.incident, BOOK)

    kinds = [type(fact) for fact in facts if isinstance(fact, SeverityComputed | RolesConflict)]

    assert kinds == [SeverityComputed, RolesConflict]


# the smallest team


TEAMS: list[tuple[Level, dict[str, Someone], Strength]] = [
    (Level.low, {}, Strength(1, 1, ())),
    (Level.moderate, {}, Strength(2, 1, ("approver",))),
    (Level.moderate, {"approver": EVA}, Strength(2, 2, ())),
    (Level.moderate, {"approver": ANA}, Strength(2, 1, ("approver",))),  # one person is not two
    (Level.high, {"author": PETR}, Strength(4, 2, ("approver", "access_lead"))),
    (Level.high, {"author": PETR, "approver": EVA, "scribe": TOM}, Strength(4, 4, ())),
    (
        Level.critical,
        {"access_lead": JANA, "author": PETR},
        Strength(6, 3, ("deputy", "approver", "monitoring")),  # ux.md §3.3
    ),
    (Level.critical, {"scribe": TOM, "monitoring": TOM}, Strength(6, 3, ("comms_lead", "approver", "access_lead"))),
    (
        Level.critical,
        {"comms_lead": ANA},
        Strength(6, 1, ("deputy", "comms_lead", "approver", "access_lead", "monitoring")),
    ),
]


@pytest.mark.parametrize(("level", "held", "strength"), TEAMS)
def test_the_smallest_team_of_each_level(level: Level, held: dict[str, Someone], strength: Strength) -> None:
    """Ana commands, and counts; one person counts twice only where the catalogue lets these roles go together."""
    story = commanded(level=level)
    for role, who in held.items():
        take(story, role, who)

    assert team.strength(story.incident, BOOK) == strength


@pytest.mark.parametrize("level", list(Level))
def test_two_are_enough_in_a_small_company(level: Level) -> None:
    story = commanded(small=True, level=level)

    alone = team.strength(story.incident, BOOK)
    take(story, "approver", PETR)

    assert (alone, team.strength(story.incident, BOOK)) == (Strength(2, 1, ("approver",)), Strength(2, 2, ()))


@pytest.mark.parametrize(
    ("role", "before", "answers", "after"),
    [
        ("access_lead", False, {"accounts": {"whose": "main"}}, True),
        ("hr", False, {"involved": {"involved": ("ex_employee",)}}, True),
        ("dpo", False, {"damage": {"personal_data": "yes"}}, True),
        ("care_liaison", False, {"damage": {"customers": "1"}}, True),
        ("security", False, {"damage": {"control": "1"}}, True),
        ("monitoring", True, {}, True),
        ("responder", False, {}, False),
    ],
)
def test_a_role_is_wanted_by_what_is_known(
    role: str, before: bool, answers: dict[str, dict[str, Value]], after: bool
) -> None:
    story, known = commanded(), BOOK.roles.find(role)
    assert known is not None

    was = team.wanted(story.incident, known)
    for question, values in answers.items():
        story.then([QuestionAnswered(question=question, answer=Answer(values=dict(values)), by=PETR)], PETR)

    assert (was, team.wanted(story.incident, known)) == (before, after)


def test_somebody_looks_after_people_once_it_is_long() -> None:
    story, welfare = commanded(), BOOK.roles.find("welfare")
    assert welfare is not None

    soon = team.wanted(story.incident, welfare)
    at(story.later(241), Level.moderate)

    assert (soon, team.wanted(story.incident, welfare)) == (False, True)


def test_legal_is_asked_once_when_it_becomes_critical() -> None:
    """As far as the setup names them; somebody involved never."""
    opened = Opened(title="x", opener=PETR, tag="a7c2", legal=EVA)
    story = Story(opened=opened).joined(*EVERYBODY)
    before = [fact for fact in follow(at(story, Level.high).incident, BOOK) if isinstance(fact, RoleOffered)]

    at(story, Level.critical)
    story.then(fact for fact in follow(story.incident, BOOK) if isinstance(fact, RoleOffered))
    again = [fact for fact in follow(story.incident, BOOK) if isinstance(fact, RoleOffered)]

    assert (before, again) == ([], [])
    assert [(seat.role, seat.person, seat.on_call) for seat in story.incident.roles.seats] == [
        ("legal", EVA, Level.critical)
    ]
    involved = at(Story(opened=opened).joined(*EVERYBODY).involves(EVA), Level.critical)
    assert not [fact for fact in follow(involved.incident, BOOK) if isinstance(fact, RoleOffered)]


def test_a_team_of_many_is_counted_without_trying_every_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six people have each role and nobody commands: one seat stays empty, whoever fills the others."""
    wanted = sorted({role for seat in BOOK.roles.team(Level.critical, False).seats for role in seat} - {"commander"})
    crew = [(role, Someone(id=f"slack:{role}{n}", name=role)) for role in wanted for n in range(6)]
    seats = tuple(
        Seat(role=role, person=who, by=ANA, at=NOW, state="holds", seq=n) for n, (role, who) in enumerate(crew)
    )
    level = SetLevel(level=Level.critical, reason="so it is said", by=ANA, at=NOW)
    incident = Incident(id="1", tenant="T1", number=1, roles=Roles(seats=seats), severity=Severity(set=level))
    looks, look = [0], team.holders

    def counted(of: Incident, role: str) -> tuple[Someone, ...]:
        looks[0] += 1
        return look(of, role)

    monkeypatch.setattr(team, "holders", counted)
    assert team.strength(incident, BOOK) == Strength(needed=6, filled=5, missing=("commander",))
    assert looks[0] < 200
