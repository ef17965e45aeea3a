"""Who should hold the accounts: the first condition that holds gives the posture, and nothing is said twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.access.posture.facts import PostureProposed, PostureReviewAsked
from bot.access.posture.rules import proposal
from bot.access.restriction.facts import KeyholderUnable
from bot.approval import Approval
from bot.crisis.opening.facts import KindSet
from bot.crisis.playbook import UNKNOWN
from bot.crisis.questions.answers import USE
from bot.crisis.questions.facts import Answer, QuestionAnswered, QuestionUnknown
from bot.crisis.severity import rules as severity
from bot.playbooks import load
from bot.record import consequences
from bot.record.fact import Fact, Value
from bot.record.frozen import Restricted
from bot.speech.holding_statement.facts import HoldingStatementPublished
from tests.access.restrictions import started
from tests.record.story import ANA, JANA, PETR, Story

BOOK = load()
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WORD = HoldingStatementPublished(
    text="We know.",
    line="We know.",
    approval=Approval(mark="d", by=ANA, at=AT),
    link="https://x.example/1",
    published_at=AT,
    by=PETR,
)
CLOSED, OPEN = ("restricted", False), ("restricted", True)


def crisis(
    whose: str = "none",
    involved: tuple[str, ...] = (),
    /,
    kind: str = "",
    named: bool = False,
    accident: str = "unknown",
    lines: bool = False,
    use: str = "",
    **damage: Value,
) -> Story:
    """
    The answers of a crisis; dimensions not given are none. *named*: who is involved is known by name.

    *use*: what was answered to whether someone used an account without our say.
    """
    story = Story()
    people: dict[str, Value] = {name: damage.pop(name) for name in ("login", "intent") if name in damage}
    who: dict[str, tuple[Restricted, ...]] = {"who": (Restricted("slack:U7"),)} if named else {}
    answers: dict[str, Answer] = {
        "accounts": Answer(values={"whose": whose}),
        "live": Answer(values={"live": "yes"}),
        "involved": Answer(values={"involved": involved, **people}, private_people=who),
        "blame": Answer(values={"accident": accident}),
        "damage": Answer(values={"empty_lines": "none", "spread": "limited", **damage}),
    }
    story.then(QuestionAnswered(question=q, answer=answer, by=PETR) for q, answer in answers.items())
    story.then([] if not use else [QuestionUnknown(question=USE, by=PETR)] if use == UNKNOWN else [_used(use)])
    facts: list[Fact] = [*([KindSet(playbook=kind, by=PETR)] if kind else []), *([WORD] if lines else [])]
    return story.then(facts)


def _used(said: str) -> Fact:
    return QuestionAnswered(question=USE, answer=Answer(values={USE: said}), by=PETR)


def proposed(story: Story) -> tuple[str, bool, str]:
    found = proposal.propose(story.incident, severity.compute(story.incident).level)
    assert found is not None
    return found.posture, found.reply_open, found.why


def rated_unknown() -> Story:
    """Every dimension was asked, and nobody knows; nor whether someone used the account."""
    damage = Answer(values={"empty_lines": "none", "spread": "unknown", **NOT_KNOWN})
    return crisis("main", ("unknown",), use=UNKNOWN).then(
        [QuestionAnswered(question="damage", answer=damage, by=PETR, version=2)]
    )


NOT_KNOWN: dict[str, Value] = dict.fromkeys(severity.DIMENSIONS, "unknown")
VECTORS = [  # domain.md §2.9, row by row
    (
        "a slip, its author known",
        ("unchanged", False, "calm"),
        crisis("main", ("employee",), named=True, intent="slip"),
    ),
    ("an offensive post, its author unknown", (*CLOSED, "author_unknown"), crisis("main", ("unknown",))),
    (
        "a hashtag mocked",
        ("all_hands", True, "volume"),
        crisis("none", ("employee",), kind="campaign_backlash", lines=True, reputation="1", spread="growing"),
    ),
    (
        "a hashtag mocked on the main account, and nobody used it without our say",
        ("all_hands", True, "volume"),
        crisis("main", ("employee",), kind="campaign_backlash", lines=True, use="no", reputation="1", spread="growing"),
    ),
    (
        "one bad review that is true",
        ("all_hands", True, "volume"),
        crisis("none", ("customer",), kind="viral_complaint", lines=True, reputation="1", customers="1"),
    ),
    (
        "one bad review on the main account, and nobody used it without our say",
        ("all_hands", True, "volume"),
        crisis(
            "main", ("customer",), kind="viral_complaint", lines=True, use="no", reputation="1", empty_lines=UNKNOWN
        ),
    ),
    (
        "a food-safety claim goes national",
        (*OPEN, "one_voice"),
        crisis("none", ("customer",), people_safety="2", reputation="2", spread="mass"),
    ),
    (
        "the main account is hijacked",
        (*CLOSED, "inside"),
        crisis("main", ("unknown_outsider",), control="3", reputation="2", spread="growing"),
    ),
    (
        "a leaver still has a login",
        (*CLOSED, "inside"),
        crisis("main", ("ex_employee",), login="yes", named=True, control="1", spread="internal_only"),
    ),
    (
        "somebody who left is posting",
        (*CLOSED, "inside"),
        crisis("main", ("ex_employee",), login="yes", reputation="2", staff="2", control="2", spread="mass"),
    ),
    (
        "a newsletter shows addresses",
        (*OPEN, "legal_weight"),
        crisis("none", ("employee",), kind="data_leak", legal_privacy="2", customers="1"),
    ),
    (
        "a supplier's fault delays posts",
        ("all_hands", True, "volume"),
        crisis("none", ("partner_supplier",), accident="accident_technical", lines=True, customers="1"),
    ),
    (
        "the chief executive is accused",
        (*OPEN, "legal_weight"),
        crisis("none", ("executive",), kind="pr_disaster", reputation="3", legal_privacy="1", spread="mass"),
    ),
    (
        "a look-alike account moves the share price",
        (*OPEN, "one_voice"),
        crisis("none", ("unknown_outsider",), reputation="2", money="3", spread="mass"),
    ),
    (
        "a tragedy, nothing of ours is out",
        (*OPEN, "silence"),
        crisis("none", ("nobody_event",), kind="external_tragedy", spread="internal_only"),
    ),
    ("nothing is known, an account is touched", (*CLOSED, "inside"), rated_unknown()),
]


@pytest.mark.parametrize(("expected", "story"), [row[1:] for row in VECTORS], ids=[row[0] for row in VECTORS])
def test_fourteen_crises_have_their_posture_and_its_reason(expected: tuple[str, bool, str], story: Story) -> None:
    assert proposed(story) == expected


ORDER = [
    ("inside comes before an unknown author", "inside", crisis("main", ("unknown",), control="2")),
    ("inside comes before legal weight", "inside", crisis("main", kind="data_leak", control="3")),
    ("an unknown author comes before legal weight", "author_unknown", crisis("main", legal_privacy="3")),
    ("legal weight comes before one voice", "legal_weight", crisis(legal_privacy="2", people_safety="3")),
    (
        "one voice comes before volume",
        "one_voice",
        crisis(kind="viral_complaint", lines=True, people_safety="2"),
    ),
    (
        "volume comes before silence",
        "volume",
        crisis(kind="external_tragedy", lines=True, accident="accident_technical", customers="1"),
    ),
    ("conduct has legal weight", "legal_weight", crisis(kind="employee_misconduct")),
]


@pytest.mark.parametrize(("why", "story"), [row[1:] for row in ORDER], ids=[row[0] for row in ORDER])
def test_the_first_condition_that_holds_counts(why: str, story: Story) -> None:
    assert proposed(story)[2] == why


INSIDE = [
    ("control serious", crisis("ours", ("customer",), control="2")),
    ("somebody used the account, and we may not control it", crisis("ours", ("customer",), use="doubtful")),
    ("the same, though control was rated none", crisis("ours", ("customer",), use="doubtful", control="0")),
    ("nobody knows whether it was used, nor who controls it", crisis("ours", ("customer",), use=UNKNOWN)),
    (
        "a takeover, control not known",
        crisis("ours", ("customer",), kind="account_takeover", empty_lines=UNKNOWN),
    ),
    (
        "somebody who left, control not known",
        crisis("ours", ("customer",), kind="ex_employee_access", control=UNKNOWN),
    ),
    ("a former employee with a login", crisis("ours", ("ex_employee",), named=True, login="yes")),
    ("an outsider, control not whole", crisis("ours", ("unknown_outsider",), control="1")),
    ("an employee with intent", crisis("ours", ("employee",), named=True, intent="intent")),
]


@pytest.mark.parametrize("story", [row[1] for row in INSIDE], ids=[row[0] for row in INSIDE])
def test_someone_may_be_inside(story: Story) -> None:
    assert proposed(story) == (*CLOSED, "inside")


NOT_INSIDE = [
    ("control slightly touched", crisis("ours", ("customer",), control="1")),
    ("a former employee without a login", crisis("ours", ("ex_employee",), named=True, login="no")),
    ("an outsider, control whole", crisis("ours", ("unknown_outsider",))),
    ("an employee's slip", crisis("ours", ("employee",), named=True, intent="slip")),
    ("no account of ours is touched", crisis("none", ("ex_employee",), login="yes", control="3")),
    ("none is touched, whatever was used", crisis("none", ("customer",), use="doubtful")),
    ("control not known, and nobody was asked about the account", crisis("ours", ("customer",), control=UNKNOWN)),
    ("control not rated, and nobody used the account", crisis("ours", ("customer",), use="no", control=UNKNOWN)),
    ("somebody used it, and we control it now", crisis("ours", ("customer",), use="controlled", control=UNKNOWN)),
    ("nobody knows whether it was used, control is whole", crisis("ours", ("customer",), use=UNKNOWN, control="0")),
    (
        "a takeover that was none",
        crisis("ours", ("customer",), kind="account_takeover", use="controlled", control=UNKNOWN),
    ),
]


@pytest.mark.parametrize("story", [row[1] for row in NOT_INSIDE], ids=[row[0] for row in NOT_INSIDE])
def test_nobody_is_thought_to_be_inside(story: Story) -> None:
    assert proposed(story)[2] != "inside"


CROWDED = [
    ("before anything else is answered", crisis("main", kind="campaign_backlash", lines=True)),
    ("the author not identified", crisis("main", (UNKNOWN,), kind="campaign_backlash", lines=True)),
    ("one of ours without a name", crisis("main", ("employee",), kind="campaign_backlash", lines=True)),
    ("control not rated", crisis("main", ("customer",), kind="campaign_backlash", lines=True, control=UNKNOWN)),
    ("a complaint, control not rated", crisis("main", (UNKNOWN,), kind="viral_complaint", lines=True, control=UNKNOWN)),
]


@pytest.mark.parametrize("story", [row[1] for row in CROWDED], ids=[row[0] for row in CROWDED])
def test_all_hands_stays_where_only_control_or_the_author_is_open(story: Story) -> None:
    assert proposed(story) == ("all_hands", True, "volume")


def test_an_account_that_nobody_can_log_in_to_may_have_someone_inside() -> None:
    """Whatever was answered and rated before."""
    story = started(crisis("ours", ("customer",), use="no", control="0"), tier="secondary")

    story.then(KeyholderUnable(account="a1", handle="@brand", who=who, reason="no code") for who in (PETR, JANA))

    assert proposed(story) == (*CLOSED, "inside")


def test_nobody_is_called_in_to_answer_without_an_approved_line() -> None:
    assert proposed(crisis("none", ("customer",), kind="viral_complaint", customers="1"))[0] == "unchanged"


def test_a_complaint_has_no_author_of_ours_to_be_found() -> None:
    assert proposed(crisis("main", ("unknown",), kind="viral_complaint"))[2] == "calm"


def test_one_of_ours_without_a_name_is_an_unknown_author() -> None:
    assert proposed(crisis("main", ("employee",), intent="slip"))[2] == "author_unknown"
    assert proposed(crisis("main", ("customer",)))[2] == "calm"


def test_nothing_is_proposed_while_nothing_was_answered() -> None:
    assert proposal.propose(Story().incident) is None


def test_the_first_answer_that_an_account_is_touched_proposes_closing() -> None:
    """Capture, then restrict: closing does not wait for the damage to be rated."""
    story = Story().then([QuestionAnswered(question="accounts", answer=Answer(values={"whose": "main"}), by=PETR)])

    assert proposed(story) == (*CLOSED, "author_unknown")


def test_a_campaign_that_backfires_closes_nothing_at_the_first_answer() -> None:
    story = Story().then([KindSet(playbook="campaign_backlash", by=PETR)])
    story.then([QuestionAnswered(question="accounts", answer=Answer(values={"whose": "main"}), by=PETR)])

    assert proposal.propose(story.incident) is None


def follow(story: Story) -> list[PostureProposed]:
    facts = consequences.follow(story.incident, BOOK)
    story.then(facts)
    return [fact for fact in facts if isinstance(fact, PostureProposed)]


def test_the_same_proposal_is_recorded_once() -> None:
    story = crisis("main", ("unknown",), control="2")

    first, again = follow(story), follow(story)
    story.then([QuestionAnswered(question="live", answer=Answer(values={"live": "no"}), by=PETR)])

    assert [fact.why for fact in first] == ["inside"]
    assert again == follow(story) == []


def test_a_proposal_that_does_not_hold_any_more_is_taken_back() -> None:
    story = crisis("main", ("customer",), control="2")
    follow(story)
    calm = Answer(values={"empty_lines": "none", "spread": "limited"})
    story.then([QuestionAnswered(question="damage", answer=calm, by=PETR, version=2)])

    assert [(fact.posture, fact.why) for fact in follow(story)] == [("unchanged", "calm")]


def test_a_level_that_rises_in_the_same_change_counts_at_once() -> None:
    story = crisis("none", ("customer",), people_safety="3", spread="mass")

    assert story.incident.severity.computed is None
    assert [fact.why for fact in follow(story)] == ["one_voice"]


def test_the_level_that_the_commander_set_counts() -> None:
    story = crisis("none", ("customer",))
    story.then(severity.set_level(story.incident, "SEV1", "the press calls now", ANA))

    assert [fact.why for fact in follow(story)] == ["one_voice"]


def test_an_unknown_author_is_looked_at_again_after_15_minutes_once() -> None:
    story = crisis("main", ("unknown",))
    follow(story)
    begun = story.incident.posture.proposed_at

    [due] = proposal.due(story.incident)
    story.later(15).then(due.facts)

    assert begun is not None
    assert due.at == begun + timedelta(minutes=15)
    assert due.facts == (PostureReviewAsked(why="author_unknown", to=PETR),)
    assert proposal.due(story.incident) == []


def test_another_reason_needs_no_second_look() -> None:
    story = crisis("main", ("unknown",), control="2")
    follow(story)

    assert proposal.due(story.incident) == []


def test_the_author_found_and_lost_again_is_looked_at_again() -> None:
    story = crisis("main", ("unknown",))
    follow(story)
    story.later(15).then(proposal.due(story.incident)[0].facts)
    known = Answer(values={"involved": ("employee",)}, private_people={"who": (Restricted("slack:U7"),)})
    story.then([QuestionAnswered(question="involved", answer=known, by=PETR, version=2)])
    follow(story)
    quiet = proposal.due(story.incident)
    unknown = Answer(values={"involved": ("unknown",)})
    story.later(1).then([QuestionAnswered(question="involved", answer=unknown, by=PETR, version=3)])
    follow(story)

    assert quiet == []
    assert [due.at for due in proposal.due(story.incident)] == [story.now + timedelta(minutes=15)]
