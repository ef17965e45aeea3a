"""Severity: two people with the same answers get the same level, and what is not known is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.restriction.facts import KeyholderConfirmed, KeyholderUnable
from bot.crisis.opening.facts import Opened
from bot.crisis.questions.facts import Answer, QuestionAnswered, QuestionUnknown
from bot.crisis.severity import explain
from bot.crisis.severity import rules as severity
from bot.crisis.severity.facts import SeverityComputed
from bot.errors import Refused
from bot.record.fact import Fact, Level, Value
from bot.text import Translator
from tests.access.restrictions import started
from tests.record.story import ANA, JANA, NOON, PETR, Story


def crisis(live: str, whose: str, involved: tuple[str, ...] = (), /, **damage: Value) -> Story:
    """The answers of a crisis; dimensions that are not given are none, further facts of the people by their name."""
    people: dict[str, Value] = {name: damage.pop(name) for name in ("login", "credible") if name in damage}
    listed, used = damage.pop("listed", None) == "yes", damage.pop("use", "")
    story = Story(opened=Opened(title="A post", opener=PETR, listed=listed))
    answers: dict[str, dict[str, Value]] = {
        "accounts": {"whose": whose},
        "live": {"live": live},
        "involved": {"involved": involved, **people},
        "damage": {"empty_lines": "none", **damage},
    }
    story.then(QuestionAnswered(question=q, answer=Answer(values=v), by=PETR) for q, v in answers.items())
    return story.then([_use(used)] if used else [])


def _use(said: Value) -> Fact:
    """What was answered to whether someone used the account without our say."""
    if said == "unknown":
        return QuestionUnknown(question=USE, by=PETR)
    return QuestionAnswered(question=USE, answer=Answer(values={USE: said}), by=PETR)


USE = "unauthorised_use"
EMPTY: dict[str, Value] = {"empty_lines": "unknown", "people_safety": "0"}


VECTORS = [
    (
        "a slip, seen by few",
        "SEV3",
        "matrix reputation 1 limited",
        crisis("yes", "main", ("employee",), reputation="1", spread="limited"),
    ),
    (
        "an offensive post, its author unknown",
        "SEV2",
        "matrix reputation 2 growing",
        crisis("yes", "main", ("unknown",), reputation="2", spread="growing"),
    ),
    (
        "a hashtag mocked",
        "SEV2",
        "matrix reputation 1 growing live",
        crisis("yes", "none", ("employee",), reputation="1", spread="growing"),
    ),
    (
        "one bad review that is true",
        "SEV3",
        "matrix reputation 1 limited",
        crisis("no", "none", ("customer",), reputation="1", customers="1", spread="limited"),
    ),
    (
        "a food-safety claim goes national",
        "SEV1",
        "matrix people_safety 2 mass",
        crisis("yes", "none", ("customer",), people_safety="2", reputation="2", spread="mass"),
    ),
    (
        "the main account is hijacked and posting",
        "SEV1",
        "matrix control 3 growing",
        crisis("yes", "main", ("unknown_outsider",), reputation="2", control="3", spread="growing"),
    ),
    (
        "a leaver still has a login, nothing posted",
        "SEV2",
        "control",
        crisis("no", "main", ("ex_employee",), login="yes", control="1", spread="internal_only"),
    ),
    (
        "staff post live about lay-offs",
        "SEV1",
        "matrix reputation 2 mass",
        crisis("yes", "main", ("ex_employee",), login="yes", reputation="2", staff="2", control="2", spread="mass"),
    ),
    (
        "a newsletter shows 300 addresses",
        "SEV2",
        "personal_data",
        crisis(
            "no",
            "none",
            ("employee",),
            legal_privacy="2",
            customers="1",
            spread="limited",
            personal_data="yes",
            public_many="no",
        ),
    ),
    (
        "a supplier's fault delays posts",
        "SEV3",
        "matrix customers 1 limited",
        crisis("yes", "none", ("partner_supplier",), customers="1", spread="limited"),
    ),
    (
        "the head of the company is accused, with evidence",
        "SEV1",
        "matrix reputation 3 mass",
        crisis("yes", "none", ("executive",), credible="yes", reputation="3", legal_privacy="1", spread="mass"),
    ),
    (
        "a look-alike account moves the share price",
        "SEV1",
        "matrix money 3 mass",
        crisis(
            "yes",
            "none",
            ("unknown_outsider",),
            listed="yes",
            reputation="2",
            money="3",
            spread="mass",
            price_sensitive="yes",
        ),
    ),
    (
        "a tragedy, the scheduled post caught in time",
        "SEV4",
        "matrix none 0 internal_only",
        crisis("yes", "none", ("nobody_event",), spread="internal_only"),
    ),
    (
        "nothing is known",
        "SEV2",
        "matrix people_safety unknown unknown",
        crisis("unknown", "main", ("unknown",), empty_lines="unknown", spread="unknown"),
    ),
]


@pytest.mark.requirement("S1.29")
@pytest.mark.requirement("S2.2")
@pytest.mark.parametrize(("level", "reason", "story"), [row[1:] for row in VECTORS], ids=[row[0] for row in VECTORS])
def test_fourteen_crises_have_their_level_and_its_reason(level: str, reason: str, story: Story) -> None:
    computed = severity.compute(story.incident)

    assert (computed.level, computed.reason, computed.provisional) == (level, reason, False)


FLOORS = [
    (
        "serious, seen by few, still happening",
        "SEV2",
        "matrix reputation 2 limited live",
        crisis("yes", "none", ("customer",), reputation="2", spread="limited"),
    ),
    ("a small account is in doubt", "SEV2", "control", crisis("no", "ours", control="1", spread="internal_only")),
    (
        "the main account is lost, seen by nobody",
        "SEV1",
        "control_lost",
        crisis("no", "main", control="3", spread="internal_only"),
    ),
    (
        "control is lost, but no account of ours",
        "SEV2",
        "matrix control 3 internal_only",
        crisis("no", "none", control="3", spread="internal_only"),
    ),
    (
        "nobody knows who controls the account",
        "SEV2",
        "control_unknown",
        crisis("no", "ours", control="unknown", reputation="0", spread="internal_only"),
    ),
    (
        "people may be hurt, few have seen it",
        "SEV1",
        "people_safety",
        crisis("no", "none", people_safety="2", spread="internal_only"),
    ),
    (
        "personal data of many is public",
        "SEV1",
        "data_public",
        crisis("no", "none", legal_privacy="2", spread="limited", personal_data="yes", public_many="yes"),
    ),
    (
        "personal data of many is public, the line left empty as none",
        "SEV1",
        "data_public",
        crisis("no", "none", spread="limited", personal_data="yes", public_many="yes"),
    ),
    (
        "personal data of many is public, the line left empty as not known",
        "SEV1",
        "data_public",
        crisis("no", "none", **{**EMPTY, "spread": "limited", "personal_data": "yes", "public_many": "yes"}),
    ),
    (
        "personal data of many is public, its harm said not to be known",
        "SEV1",
        "data_public",
        crisis("no", "none", legal_privacy="unknown", spread="limited", personal_data="yes", public_many="yes"),
    ),
    (
        "personal data of many is public, though rated slight",
        "SEV1",
        "data_public",
        crisis("no", "none", legal_privacy="1", spread="limited", personal_data="yes", public_many="yes"),
    ),
    (
        "personal data is exposed, though rated none",
        "SEV2",
        "personal_data",
        crisis("no", "none", legal_privacy="0", spread="limited", personal_data="yes", public_many="no"),
    ),
    (
        "personal data is exposed, the line left empty",
        "SEV2",
        "personal_data",
        crisis("no", "none", spread="internal_only", personal_data="yes", public_many="no"),
    ),
    (
        "no personal data, the line left empty",
        "SEV4",
        "matrix none 0 limited",
        crisis("no", "none", spread="limited", personal_data="no", public_many="yes"),
    ),
    (
        "somebody used the account, and we may not control it",
        "SEV2",
        "control",
        crisis("no", "main", spread="internal_only", use="doubtful"),
    ),
    (
        "somebody used the account, and nobody knows more",
        "SEV2",
        "control_unknown",
        crisis("no", "ours", spread="internal_only", use="unknown"),
    ),
    (
        "somebody used the account, and we control it now",
        "SEV4",
        "matrix none 0 internal_only",
        crisis("no", "main", spread="internal_only", use="controlled"),
    ),
    (
        "nobody used the account, and nothing else is known of its control",
        "SEV4",
        "matrix none 0 internal_only",
        crisis("no", "main", spread="internal_only", control="unknown", use="no"),
    ),
    (
        "control was rated, whatever was said of the account's use",
        "SEV4",
        "matrix none 0 internal_only",
        crisis("no", "main", spread="internal_only", control="0", use="doubtful"),
    ),
    (
        "an account was used that is none of ours",
        "SEV4",
        "matrix none 0 internal_only",
        crisis("no", "none", spread="internal_only", use="doubtful"),
    ),
    (
        "an executive, credible",
        "SEV2",
        "executive",
        crisis("no", "none", ("executive",), credible="yes", reputation="1", spread="limited"),
    ),
    (
        "an executive, not credible",
        "SEV3",
        "matrix reputation 1 limited",
        crisis("no", "none", ("executive",), credible="no", reputation="1", spread="limited"),
    ),
    (
        "price-sensitive, listed",
        "SEV1",
        "price_sensitive",
        crisis("no", "none", listed="yes", money="1", spread="limited", price_sensitive="yes"),
    ),
    (
        "price-sensitive, not listed",
        "SEV3",
        "matrix money 1 limited",
        crisis("no", "none", money="1", spread="limited", price_sensitive="yes"),
    ),
    (
        "a leaver with a login, no damage",
        "SEV2",
        "ex_employee",
        crisis("no", "none", ("ex_employee",), login="yes", spread="internal_only"),
    ),
]


@pytest.mark.parametrize(("level", "reason", "story"), [v[1:] for v in FLOORS], ids=[v[0] for v in FLOORS])
def test_no_level_falls_below_its_floor(level: str, reason: str, story: Story) -> None:
    computed = severity.compute(story.incident)

    assert (computed.level, computed.reason) == (level, reason)


UNKNOWNS = [
    (
        "people's safety",
        (("SEV1", "people_safety"),),
        crisis("no", "none", ("customer",), people_safety="unknown", spread="limited"),
    ),
    (
        "a leaver's login",
        (("SEV2", "login"),),
        crisis("no", "none", ("ex_employee",), reputation="1", spread="limited"),
    ),
    ("who is involved", (("SEV2", "involved"),), crisis("no", "none", ("unknown",), reputation="1", spread="limited")),
    (
        "whose account",
        (("SEV1", "whose"), ("SEV2", "whose")),
        crisis("no", "unknown", ("customer",), control="3", people_safety="0", spread="internal_only"),
    ),
]


@pytest.mark.parametrize(("could_be", "story"), [v[1:] for v in UNKNOWNS], ids=[v[0] for v in UNKNOWNS])
def test_a_floor_that_hangs_on_an_unknown_raises_nothing_but_is_said(
    could_be: tuple[tuple[str, str], ...], story: Story
) -> None:
    computed = severity.compute(story.incident)

    assert set(could_be) >= set(computed.could_be) != set()
    assert all(level < computed.level for level, _code in computed.could_be)


def test_control_that_is_not_known_is_a_floor_of_its_own() -> None:
    computed = severity.compute(crisis("no", "main", control="unknown", spread="internal_only").incident)

    assert computed.level is Level.high
    assert (Level.critical, "control") in computed.could_be


def test_before_the_damage_is_rated_the_level_is_provisional() -> None:
    story = Story()
    before = severity.compute(story.incident)
    story.then([QuestionAnswered(question="accounts", answer=Answer(values={"whose": "main"}), by=PETR)])
    story.then([QuestionAnswered(question="live", answer=Answer(values={"live": "yes"}), by=PETR)])

    live = severity.compute(story.incident)

    assert (before.level, before.reason, before.provisional) == (Level.moderate, "not_rated", True)
    assert (live.level, live.reason, live.provisional) == (Level.high, "touched_live", True)


def test_not_knowing_whether_it_goes_on_is_said_before_the_damage_is_rated() -> None:
    story = Story().then([QuestionAnswered(question="accounts", answer=Answer(values={"whose": "ours"}), by=PETR)])

    story.then([QuestionUnknown(question="live", by=PETR)])

    assert severity.compute(story.incident).could_be == ((Level.high, "live"),)


def test_damage_that_nobody_knows_counts_as_serious_and_stays_provisional() -> None:
    story = Story().then([QuestionUnknown(question="damage", by=PETR)])

    computed = severity.compute(story.incident)

    assert (computed.level, computed.harm, computed.spread, computed.provisional) == (Level.high, 2, 2, True)


def test_what_was_answered_is_never_said_not_to_be_known() -> None:
    """Personal data exposed, public or not nobody knows: what is open is named, not what was answered."""
    people: tuple[str, str, tuple[str, ...]] = ("no", "none", ("customer",))
    exposed = severity.compute(crisis(*people, spread="limited", personal_data="yes").incident)
    perhaps = severity.compute(crisis(*people, spread="limited", personal_data="unknown", public_many="yes").incident)
    calm = severity.compute(crisis(*people, spread="limited", legal_privacy="1", public_many="yes").incident)
    used = severity.compute(
        crisis("no", "main", ("customer",), control="unknown", spread="internal_only", use="no").incident
    )

    assert exposed.could_be == ((Level.critical, "public_many"),)
    assert set(perhaps.could_be) == {(Level.critical, "personal_data"), (Level.high, "personal_data")}
    assert (calm.could_be, used.could_be) == ((), ())


LOST = [
    ("the main account, before the damage is rated", "SEV1", "control_lost", "main", {}),
    ("another account, before the damage is rated", "SEV2", "control", "secondary", {}),
    ("the main account, control rated none", "SEV1", "matrix control 3 growing", "main", {"spread": "growing"}),
    ("another account, control rated none", "SEV2", "control", "secondary", {"spread": "internal_only"}),
    ("the main account, seen by nobody", "SEV1", "control_lost", "main", {"spread": "internal_only"}),
]


@pytest.mark.parametrize(("level", "reason", "tier", "damage"), [v[1:] for v in LOST], ids=[v[0] for v in LOST])
def test_an_account_nobody_can_log_in_to_counts_whatever_was_rated(
    level: str, reason: str, tier: str, damage: dict[str, Value]
) -> None:
    story = crisis("no", "main", control="0", **damage) if damage else Story()
    started(story, tier=tier)

    before = severity.compute(story.incident)
    lost(story)

    computed = severity.compute(story.incident)
    assert before.level > computed.level
    assert (computed.level, computed.reason) == (level, reason)


def test_an_account_that_somebody_can_log_in_to_again_is_not_lost() -> None:
    story = started(crisis("no", "main", control="0", spread="internal_only"), tier="main")
    lost(story)

    story.then([KeyholderConfirmed(account="a1", handle="@brand", who=PETR)], PETR)

    assert severity.compute(story.incident).level is Level.low


def test_of_two_lost_accounts_the_worse_counts() -> None:
    story = started(crisis("no", "ours", spread="internal_only"), tier="secondary")
    lost(started(lost(story), account="a2", tier="main"), "a2")

    assert severity.compute(story.incident).level is Level.critical


def test_an_account_of_which_somebody_has_not_answered_is_not_lost_yet() -> None:
    story = started(crisis("no", "main", spread="internal_only"), tier="main")

    story.then([KeyholderUnable(account="a1", handle="@brand", who=PETR, reason="no code")], PETR)

    assert severity.compute(story.incident).level is Level.low


def lost(story: Story, account: str = "a1") -> Story:
    """Neither of the two who were asked can log in."""
    who = (PETR, JANA)
    return story.then(KeyholderUnable(account=account, handle="@brand", who=each, reason="no code") for each in who)


@pytest.mark.requirement("S2.5")
def test_the_level_is_recorded_when_it_moves_and_only_then() -> None:
    story = Story()

    first = severity.recompute(story.incident)
    again = severity.recompute(story.then(first).incident)
    changed = QuestionAnswered(question="damage", answer=Answer(values={"people_safety": "3"}), by=PETR)
    moved = severity.recompute(story.then([changed]).incident)

    assert (len(first), again, len(moved)) == (1, [], 1)


@pytest.mark.requirement("S2.5")
def test_each_answer_judges_the_level_again_and_each_change_is_kept_with_its_time_and_reason() -> None:
    story = Story()
    for minutes, people in ((1, "0"), (2, "1"), (3, "1"), (9, "3")):
        story.now = NOON + timedelta(minutes=minutes)
        answer = Answer(values={"empty_lines": "none", "people_safety": people, "spread": "limited"})
        story.then([QuestionAnswered(question="damage", answer=answer, by=PETR)])
        story.then(severity.recompute(story.incident))

    kept = [
        (event.at - NOON, fact.level, fact.reason)
        for event in story.events
        if isinstance(fact := event.fact, SeverityComputed)
    ]

    assert kept == [
        (timedelta(minutes=1), Level.low, "matrix none 0 limited"),
        (timedelta(minutes=2), Level.moderate, "matrix people_safety 1 limited"),
        (timedelta(minutes=9), Level.critical, "people_safety"),
    ]


def test_the_commander_sets_a_level_with_a_reason_and_both_are_kept() -> None:
    story = Story().then(severity.recompute(Story().incident))

    story.then(severity.set_level(story.incident, "SEV1", "national press is calling", ANA))

    assert story.incident.level is Level.critical
    assert story.incident.severity.set is not None
    assert story.incident.severity.set.by == ANA
    assert story.incident.severity.computed is not None
    assert story.incident.severity.computed.level is Level.moderate


@pytest.mark.parametrize(("level", "reason", "field"), [("SEV1", "very bad", "reason"), ("SEV9", "it is so", "level")])
def test_a_level_needs_a_name_and_three_words(level: str, reason: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        severity.set_level(Story().incident, level, reason, ANA)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("mentions", "usual", "chosen", "proposed"),
    [
        (41, 10, "limited", "growing"),
        (100, 10, "limited", "mass"),
        (29, 10, "limited", None),
        (100, 10, "mass", None),
        (100, 10, "unknown", "mass"),
        (41, 10, "unknown", None),
    ],
)
def test_figures_worse_than_the_chosen_spread_propose_theirs(
    mentions: int, usual: int, chosen: str, proposed: str | None
) -> None:
    story = crisis("no", "none", mentions=mentions, usual=usual, spread=chosen)

    assert severity.proposed_spread(story.incident) == proposed


GRADES = st.sampled_from(["0", "1", "2", "3", "unknown"])
WORSE = {"0": "1", "1": "2", "2": "3", "3": "3", "unknown": "3"}


@given(
    grades=st.fixed_dictionaries({name: GRADES for name in severity.DIMENSIONS}),
    spread=st.sampled_from([*severity.SPREADS, "unknown"]),
    live=st.sampled_from(["yes", "no", "unknown"]),
    whose=st.sampled_from(["main", "ours", "none", "unknown"]),
    dimension=st.sampled_from(severity.DIMENSIONS),
)
def test_more_damage_never_gives_a_milder_level(
    grades: dict[str, str], spread: str, live: str, whose: str, dimension: str
) -> None:
    harder: dict[str, Value] = {**grades, dimension: WORSE[grades[dimension]], "spread": spread}
    milder: dict[str, Value] = {**grades, "spread": spread}

    before = severity.compute(crisis(live, whose, (), **milder).incident)
    worse = severity.compute(crisis(live, whose, (), **harder).incident)

    assert worse.level <= before.level
    for computed in (before, worse):
        assert Translator().plain(explain.why(computed))
        assert all(Translator().plain(words).startswith("could be ") for words in explain.could_be(computed))


def test_every_reason_can_be_said() -> None:
    dimensions = {f"{name} {grade}" for name in severity.DIMENSIONS for grade in (1, 2, 3)}

    assert dimensions < set(explain.HARM)
    assert set(severity.SPREADS) < set(explain.SPREAD)
    assert set(severity.NOT_KNOWN_IN) == set(explain.NOT_KNOWN)
    computed = severity.compute(VECTORS[7][3].incident)
    assert Translator().plain(explain.why(computed)) == "reputation serious, mass spread"
