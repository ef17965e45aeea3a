"""When a crisis may be called resolved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered, RestorationVerified
from bot.access.restriction import steps
from bot.access.restriction.facts import RestrictionStopped
from bot.crisis.command.state import Command
from bot.crisis.incident import Incident
from bot.crisis.opening.state import Opening
from bot.crisis.playbook import Book, Field, Question
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.questions.state import Answered, Asking, Questions
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.resolving.rules import against, is_over, missing, reopen, resolve, say_missing
from bot.crisis.severity.state import Computed, Severity
from bot.errors import Refused
from bot.people.who import Someone
from bot.playbooks import load
from bot.record.fact import Level, Value
from bot.record.frozen import Restricted
from bot.text import Translator
from tests.access.restrictions import confirmed, saved, started, verified
from tests.record.story import JANA, PETR, Story

ANA = Someone(id="slack:U1", name="Ana Kovač")
EVA = Someone(id="slack:U2", name="Eva Malá")
AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TODAY = AT.date()
PLAYBOOKS = load()
TEXT = Field(name="text", type="long_text", label="Your answer")


def question(id: str, *, core: bool) -> Question:
    return Question(id=id, text=f"{id}?", why="w", kind="form", fields=(TEXT,), core=core)


BOOK = Book(questions=(question("accounts", core=False), question("mistake", core=True), question("when", core=True)))


def answered(state: str = "answered", reason: str = "") -> Answered:
    return Answered(state=state, by=ANA, at=AT, reason=reason)  # type: ignore[arg-type]


SETTLED = {"mistake": answered(), "when": answered("skipped", "not needed")}


def incident(**state: object) -> Incident:
    ready: dict[str, object] = {
        "command": Command(commander=ANA),
        "questions": Questions(answers=SETTLED),
        "opening": Opening(opened_at=AT),
        **state,
    }
    return Incident(id="i1", tenant="T1", number=1, **ready)  # type: ignore[arg-type]


def ending(**more: object) -> Resolved:
    given = {"review_owner": EVA, "review_on": TODAY + timedelta(days=3), **more}
    return Resolved(by=ANA, outcome=Outcome.stopped, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"command": Command()}, "commander"),  # somebody must have taken command
        ({"questions": Questions(answers={"mistake": answered()})}, "question/when"),  # a core question nobody answered
        (
            {"questions": Questions(answers={"mistake": answered(), "when": answered("unknown")})},
            "question/when",
        ),  # not known, and no reason
        (
            {"questions": Questions(answers=SETTLED, asked=(Asking(question="accounts", nth=1, at=AT, to=EVA),))},
            "asked/accounts",
        ),  # somebody still has one
    ],
)
def test_what_is_missing_is_named(state: dict[str, object], code: str) -> None:
    """Each condition of resolving is looked at by itself."""
    assert missing(incident(**state), BOOK, EVA, TODAY) == [code]


def test_a_question_not_known_with_a_reason_is_settled() -> None:
    """Not knowing is an answer once somebody says why."""
    known = incident(questions=Questions(answers={"mistake": answered(), "when": answered("unknown", "logs are gone")}))

    assert missing(known, BOOK, EVA, TODAY) == []


def test_review_owner_and_date_are_asked_for() -> None:
    """Without a review nothing is learnt, so both are conditions."""
    assert missing(incident(), BOOK, None, None) == ["review_owner", "review_on"]


def test_nothing_missing_resolves() -> None:
    """The fact carries an empty list of what was missing."""
    facts = resolve(incident(), BOOK, ending(), TODAY)

    assert [fact.missing for fact in facts if isinstance(fact, Resolved)] == [()]


def test_a_reason_overrides_what_is_missing() -> None:
    """Without a reason it is refused; with one, what was missing is kept beside it."""
    unready = incident(command=Command())
    with pytest.raises(Refused) as refused:
        resolve(unready, BOOK, ending(), TODAY)

    facts = resolve(unready, BOOK, ending(because="the office closes now"), TODAY)

    assert refused.value.field == "because"
    assert [fact.missing for fact in facts if isinstance(fact, Resolved)] == [("commander",)]


@pytest.mark.parametrize(
    ("given", "field"), [({"review_owner": None}, "review_owner"), ({"review_on": None}, "review_on")]
)
def test_where_only_the_review_is_missing_its_own_field_says_so(given: dict[str, object], field: str) -> None:
    """A reason instead of it is fine, and kept."""
    with pytest.raises(Refused) as refused:
        resolve(incident(), BOOK, ending(**given), TODAY)

    facts = resolve(incident(), BOOK, ending(because="nobody is back yet", **given), TODAY)

    assert (refused.value.field, refused.value.code) == (field, "not_ready")
    assert [fact.missing for fact in facts if isinstance(fact, Resolved)] == [(field,)]


def test_a_review_is_not_in_the_past() -> None:
    """A day before today is a slip of the finger."""
    with pytest.raises(Refused) as refused:
        resolve(incident(), BOOK, ending(review_on=date(2026, 11, 20)), TODAY)

    assert refused.value.field == "review_on"


def test_at_critical_the_commander_does_not_review() -> None:
    """Who led a critical crisis does not judge it."""
    critical = incident(severity=Severity(computed=Computed(level=Level.critical, reason="matrix")))

    with pytest.raises(Refused) as refused:
        resolve(critical, BOOK, ending(review_owner=ANA), TODAY)

    assert refused.value.field == "review_owner"


def test_a_resolved_crisis_is_not_resolved_twice_and_an_open_one_not_reopened() -> None:
    """Each way leads only from the state it belongs to."""
    with pytest.raises(Refused) as not_resolved:
        reopen(incident(), ANA, "it came back")
    done = incident(resolving={"ending": {"by": ANA, "at": AT, "outcome": "stopped"}})
    with pytest.raises(Refused) as already:
        resolve(done, BOOK, ending(), TODAY)

    assert (not_resolved.value.code, already.value.code) == ("not_resolved", "already_resolved")


def test_reopening_says_what_came_back() -> None:
    """A reason of no words is refused under its field."""
    done = incident(resolving={"ending": {"by": ANA, "at": AT, "outcome": "stopped"}})

    with pytest.raises(Refused) as refused:
        reopen(done, ANA, "   ")

    assert refused.value.field == "reason"
    assert reopen(done, ANA, "new posts") == [Reopened(by=ANA, reason="new posts")]


def said(id: str, **values: Value) -> Answered:
    """One answered question."""
    return answered().model_copy(update={"answer": Answer(values=values)})


GOES_ON = {q.id: answered() for q in PLAYBOOKS.questions if q.core} | {"live": said("live", live="yes")}
AGAINST = [
    ("it goes on", "live", said("live", live="yes"), ("stopped", "faded", "no_crisis")),
    ("nobody knows whether it goes on", "live", answered("unknown"), ("stopped", "faded", "no_crisis")),
    ("there was a mistake", "mistake", said("mistake", mistake="yes"), ("no_crisis",)),
    (
        "someone used the account",
        "unauthorised_use",
        said("unauthorised_use", unauthorised_use="controlled"),
        ("no_crisis",),
    ),
    ("personal data is out", "damage", said("damage", personal_data="yes"), ("no_crisis",)),
    ("it does not go on", "live", said("live", live="no"), ()),
]


@pytest.mark.parametrize(("id", "known", "outcomes"), [row[1:] for row in AGAINST], ids=[row[0] for row in AGAINST])
def test_an_answer_that_stands_against_the_outcome_is_missing(
    id: str, known: Answered, outcomes: tuple[str, ...]
) -> None:
    """Of a duplicate the answers stand in the other crisis."""
    crisis = incident(questions=Questions(answers={"mistake": answered(), "when": answered(), id: known}))

    assert [each.value for each in Outcome if against(crisis, each) == [f"against/{id}"]] == list(outcomes)


def test_stopped_while_it_goes_on_needs_another_answer_or_a_reason() -> None:
    """What was answered hours ago is asked once more."""
    crisis = incident(questions=Questions(answers=GOES_ON))
    with pytest.raises(Refused) as refused:
        resolve(crisis, PLAYBOOKS, ending(), TODAY)
    [over] = is_over(crisis, ANA)
    [kept] = resolve(crisis, PLAYBOOKS, ending(because="the platform removes them"), TODAY)

    assert (refused.value.field, refused.value.code) == ("outcome", "not_ready")
    says = Translator().plain(say_missing("against/live", crisis, PLAYBOOKS))
    assert says == "Still answered: Is it still happening? Yes"
    assert isinstance(over, QuestionAnswered) and over.answer.values == {"live": "no"} and over.version == 1
    assert isinstance(kept, Resolved) and kept.missing[-1] == "against/live"
    assert is_over(incident(), ANA) == []


def test_what_is_given_back_and_not_looked_at_from_outside_nor_told_is_missing() -> None:
    """Access is normal, and two steps that close nothing were left."""
    story = given_back()

    assert steps.unfinished(story.incident) == ["looked/a1", "told/a1"]
    lines = [Translator().plain(say_missing(code, story.incident, PLAYBOOKS)) for code in ("looked/a1", "told/a1")]
    assert lines == [
        "Nobody has looked at @brand from outside",
        "Those removed from @brand have not been told",
    ]
    looked = saved(saved(story, 12, by=PETR), 13)
    assert steps.unfinished(looked.incident) == []


def test_what_is_done_and_unseen_is_missing_though_access_is_normal() -> None:
    """A step that closes no access path can be left without a second look."""
    story = saved(saved(given_back(seen=range(2, 11)), 12, by=PETR), 13)

    assert steps.unfinished(story.incident) == ["unseen/a1"]


def test_of_a_closing_that_was_stopped_those_removed_are_still_to_be_told() -> None:
    """What was done before it was stopped is done."""
    untouched = confirmed(started()).then([RestrictionStopped(account="a1", handle="@brand", open=11, by=ANA)], ANA)
    removed = saved(confirmed(started()), 2, by=PETR)
    removed.then([RestrictionStopped(account="a1", handle="@brand", open=10, by=ANA)], ANA)

    assert steps.unfinished(untouched.incident) == []
    assert steps.unfinished(removed.incident) == ["told/a1", "unseen/a1"]


def given_back(seen: Iterable[int] = range(1, 12)) -> Story:
    """All of @brand is closed and seen, and every path is decided, done and seen; nothing else is."""
    story = confirmed(started())
    for n in range(1, 12):
        saved(story, n)
    verified(story, *seen)
    restriction = story.incident.restriction("a1")
    assert restriction is not None
    paths = tuple(path.n for path in restriction.paths)
    given: dict[str, Any] = {"account": "a1", "handle": "@brand"}
    reason = Restricted("left the company")
    return story.then(
        [
            RestorationOrdered(**given, by=ANA),
            AccessDecided(**given, paths=paths, decision="out", reason=reason, by=JANA),
            AccessRestored(**given, paths=paths, by=JANA),
            RestorationVerified(**given, paths=paths, by=PETR, saw=Restricted("nobody else")),
        ]
    )
