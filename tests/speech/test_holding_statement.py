"""The first public statement: its line and its approval, its empty places, its time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.access.register.entities import Account
from bot.access.register.facts import AccountEntered
from bot.access.register.state import Register
from bot.approval import Approval, mark
from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.resolving.facts import Outcome as Ended
from bot.crisis.resolving.facts import Reopened, Resolved
from bot.people.who import Someone
from bot.playbooks import PlaybooksWrong, load
from bot.record.consequences import due
from bot.record.event import Event
from bot.record.fact import Fact, Level
from bot.record.fold import apply
from bot.speech.holding_statement import rules as holding_statement
from bot.speech.holding_statement.facts import HoldingStatementPublished
from tests.record.crew import BOOK, at, commanded, person, refusal
from tests.record.story import ANA, EVA, JANA, NOON, PETR, Story

KIND = "account_takeover"
TEXT = "We lost {account} at {when}. News: {channel}."
SHIPPED = Path(__file__).parents[2] / "playbooks"
VALUES = {"account": "@brand", "when": "14:00", "channel": "brand.example"}


class Lines:
    """A register in which lines are written and approved, as time passes."""

    def __init__(self) -> None:
        self.register = Register(id="register-T1", tenant="T1", number=0)
        self.now = datetime(2026, 3, 1, tzinfo=UTC)

    def then(self, facts: list[Fact]) -> Lines:
        self.now += timedelta(minutes=1)
        for fact in facts:
            around = {"seq": self.register.seq + 1, "at": self.now, "happened_at": self.now, "by": "bot"}
            self.register = apply(self.register, Event.model_validate({**around, "fact": fact}))
        return self

    def writes(self, by: Someone, text: str = TEXT, asked: Someone | None = None) -> Lines:
        return self.then(holding_statement.write(self.register, BOOK, KIND, text, by, asked))

    def approves(self, by: Someone, text: str = TEXT) -> Lines:
        return self.then(holding_statement.approve(self.register, KIND, mark(text), by))

    @property
    def approved(self) -> bool:
        return holding_statement.is_approved(self.register.templates.get(KIND))


def test_another_person_approves_the_very_text() -> None:
    lines = Lines().writes(EVA)

    assert not lines.approved
    assert lines.approves(JANA).approved


def test_who_wrote_it_does_not_approve_it() -> None:
    assert refusal(lambda: Lines().writes(EVA, asked=JANA).approves(EVA)) == (
        "author_is_approver",
        "You wrote this text, so someone else approves it. The draft is safe. "
        "Jana Horvat was asked at Sun 1 Mar, 00:01 UTC.",
    )


@pytest.mark.parametrize("text", [TEXT + " ", TEXT.replace("lost", "Lost"), TEXT + "!"])
def test_any_change_withdraws_the_approval(text: str) -> None:
    """Space around it is none of the text."""
    lines = Lines().writes(EVA).approves(JANA).writes(EVA, text)

    assert lines.approved is (text.strip() == TEXT)


def test_what_was_changed_since_it_was_read_is_not_approved() -> None:
    lines = Lines().writes(EVA).writes(EVA, "Another text.")

    assert refusal(lambda: lines.approves(JANA, TEXT)) == (
        "form_overtaken",
        "Eva Malá changed this text at 00:02 UTC. Nothing was approved. Open it and read it again.",
    )


def test_asking_somebody_else_does_not_make_the_author_another() -> None:
    """Else who wrote it could approve it after a colleague saved it once more."""
    lines = Lines().writes(EVA, asked=JANA).writes(PETR, asked=ANA)
    line = lines.register.templates[KIND]

    assert (line.written_by, line.asked) == (EVA, ANA)
    assert refusal(lambda: lines.approves(EVA))[0] == "author_is_approver"
    assert refusal(lambda: lines.writes(PETR, asked=EVA))[1] == "Eva Malá wrote it, so someone else approves it."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "Write what you would say first."),
        ("x" * 601, "Shorten by 1."),
        ("at {when", "A brace stands alone. Write an empty place like {when}."),
        ("{1} {2} {3} {4} {5} {6} {7}", "At most 6 empty places."),
    ],
)
def test_a_line_that_cannot_be_used_is_refused(text: str, said: str) -> None:
    assert refusal(lambda: Lines().writes(EVA, text))[1] == said


def test_nobody_asks_themselves() -> None:
    assert refusal(lambda: Lines().writes(EVA, asked=EVA))[0] == "self"


# used


def publish(
    values: dict[str, str] = VALUES, link: str = "https://x.example/1", when: datetime | None = None, minutes: float = 5
) -> Story:
    story = commanded().later(minutes)
    line = Lines().writes(EVA).approves(JANA).register.templates[KIND]
    return story.then(
        holding_statement.publish(story.incident, line, values, link, when, person(PETR), story.now), PETR
    )


def test_what_is_recorded_is_the_approved_line_and_what_filled_it() -> None:
    word = publish().incident.speech.published

    assert word == HoldingStatementPublished(
        text="We lost @brand at 14:00. News: brand.example.",
        line=TEXT,
        filled=VALUES,
        approval=Approval(mark=mark(TEXT), by=JANA, at=datetime(2026, 3, 1, 0, 2, tzinfo=UTC)),
        link="https://x.example/1",
        published_at=datetime(2026, 3, 2, 12, 5, tzinfo=UTC),
        by=PETR,
    )


@pytest.mark.parametrize("value", ["", "  ", "{channel}", "see {link}"])
def test_an_empty_place_is_refused_under_its_field(value: str) -> None:
    assert refusal(lambda: publish({**VALUES, "channel": value})) == (
        "gap_unfilled",
        "The text still has an empty place: channel. Fill it, or write another line.",
    )


def test_what_has_no_place_in_the_line_is_left_out() -> None:
    word = publish({**VALUES, "brand": "Brand"}).incident.speech.published

    assert word is not None and word.filled == VALUES


def test_a_time_to_come_is_refused() -> None:
    later = datetime(2026, 3, 2, 12, 6, tzinfo=UTC)

    assert refusal(lambda: publish(when=later))[1].startswith("This is in the future")


def test_it_is_published_once() -> None:
    story = publish()

    assert refusal(lambda: holding_statement.must_be_first(story.incident)) == (
        "published",
        "The first word is out since 12:05 UTC; Petr Novák recorded it.",
    )


def test_what_was_changed_since_it_was_shown_is_not_called_approved() -> None:
    lines = Lines().writes(EVA).approves(JANA)
    changed = Lines().writes(EVA).approves(JANA).writes(EVA, "Another text.").register

    now = Story().incident

    assert holding_statement.approved(now, lines.register, KIND, mark(TEXT)).text == TEXT
    assert refusal(lambda: holding_statement.approved(now, changed, KIND, mark(TEXT)))[0] == "not_approved"
    assert refusal(lambda: holding_statement.approved(now, changed, KIND, mark("Another text.")))[0] == "not_approved"


def test_another_approved_text_is_not_the_one_that_was_shown() -> None:
    again = Lines().writes(EVA).approves(JANA).writes(EVA, "Another text.").approves(JANA, "Another text.").register

    assert refusal(lambda: holding_statement.approved(Story().incident, again, KIND, mark(TEXT)))[0] == "not_approved"


# a crisis' own draft


def drafts(story: Story, by: Someone, text: str = "Ours alone.", register: Register | None = None) -> Story:
    return story.then(
        holding_statement.draft(story.incident, register or Lines().register, BOOK, KIND, text, by, None), by
    )


def test_a_draft_is_its_crisis_own_and_another_person_approves_that_very_text() -> None:
    lines, story = Lines(), drafts(commanded(), PETR)

    own = refusal(lambda: holding_statement.approve_draft(story.incident, KIND, mark("Ours alone."), PETR))
    other = refusal(lambda: holding_statement.approve_draft(story.incident, KIND, mark("Another text."), ANA))
    story.then(holding_statement.approve_draft(story.incident, KIND, mark("Ours alone."), ANA), ANA)

    assert (own[0], other[0]) == ("author_is_approver", "form_overtaken")
    assert holding_statement.approved(story.incident, lines.register, KIND, mark("Ours alone.")).approval == Approval(
        mark=mark("Ours alone."), by=ANA, at=story.now
    )
    assert holding_statement.line_of(commanded().incident, lines.register, KIND) is None


def test_what_was_approved_after_the_opening_is_not_in_advance() -> None:
    early, late = Lines().writes(EVA).approves(JANA), Lines()
    late.now = NOON + timedelta(minutes=1)
    late.writes(EVA).approves(JANA)
    story = commanded()

    found = [holding_statement.line_of(story.incident, lines.register, KIND) for lines in (early, late)]

    assert [line.text if line else None for line in found] == [TEXT, None]
    assert refusal(lambda: drafts(commanded(), PETR, register=early.register))[0] == "approved"
    assert drafts(commanded(), PETR, register=late.register).incident.speech.drafts[KIND].text == "Ours alone."


def test_a_change_of_a_draft_withdraws_its_approval() -> None:
    story = drafts(commanded(), PETR)
    story.then(holding_statement.approve_draft(story.incident, KIND, mark("Ours alone."), ANA), ANA)

    drafts(story, PETR, "Ours, changed.")

    assert not holding_statement.is_approved(story.incident.speech.drafts[KIND])


def test_what_the_crisis_knows_fills_the_places() -> None:
    register = Lines().then([AccountEntered(account=Account(id="a1", platform="x", handle="@brand"))]).register
    story = commanded().then(
        [
            QuestionAnswered(
                question="accounts", answer=Answer(values={"whose": "main", "registered": ("a1",)}), by=PETR
            ),
            QuestionAnswered(question="when", answer=Answer(values={"at": "2026-03-02T11:40:00+00:00"}), by=PETR),
        ]
    )

    assert holding_statement.known(story.incident, register, story.now) == {"account": "@brand", "when": "11:40"}
    assert holding_statement.platforms(story.incident, register) == ("x",)


@pytest.mark.parametrize(
    ("now", "at", "said"),
    [
        ("2026-11-30T23:30", "2026-11-30T23:20", "00:20"),  # both after midnight in Zagreb
        ("2026-11-30T23:08", "2026-11-30T22:53", "23:53 yesterday"),
        ("2026-12-02T12:00", "2026-11-30T22:53", "23:53 on Mon 30 Nov"),
        ("2026-12-31T23:08", "2026-12-31T22:53", "23:53 yesterday"),  # New Year's night
        ("2027-01-02T12:00", "2026-12-31T22:53", "23:53 on 31 Dec 2026"),
        ("2026-03-28T23:08", "2026-03-28T22:53", "23:53 yesterday"),  # the night of 23 hours
        ("2026-03-29T21:55", "2026-03-28T23:05", "00:05"),
        ("2026-10-25T22:55", "2026-10-24T22:05", "00:05"),  # the day of 25 hours
        ("2026-10-25T23:08", "2026-10-25T22:53", "23:53 yesterday"),
        ("2028-02-28T23:08", "2028-02-28T22:53", "23:53 yesterday"),
        ("2028-02-29T23:08", "2028-02-29T22:53", "23:53 yesterday"),
        ("2028-03-01T23:08", "2028-02-29T22:53", "23:53 on Tue 29 Feb"),
    ],
)
def test_a_time_of_another_day_has_its_day_in_words(now: str, at: str, said: str) -> None:
    """As the public reads it on the day it is said, on the clock of the organisation; the opening does not matter."""
    answer = Answer(values={"at": f"{at}:00+00:00"})
    story = commanded().then([QuestionAnswered(question="when", answer=answer, by=PETR)])
    incident = story.incident.model_copy(
        update={"opening": story.incident.opening.model_copy(update={"zone": "Europe/Zagreb"})}
    )

    today = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert holding_statement.known(incident, Lines().register, today)["when"] == said


def test_for_any_day_after_a_time_always_has_its_day() -> None:
    """Lines that people answer with for days were filled in once."""
    answer = Answer(values={"at": "2026-03-02T11:40:00+00:00"})
    story = commanded().then([QuestionAnswered(question="when", answer=answer, by=PETR)])

    assert holding_statement.known(story.incident, Lines().register)["when"] == "11:40 on Mon 2 Mar"


@pytest.mark.parametrize("kind", [kind.id for kind in BOOK.kinds if "{when}" in kind.template])
def test_a_day_in_words_reads_well_in_every_line(kind: str) -> None:
    assert re.search(r"\b(at|since) \{when\}", BOOK.kind(kind).template)


# its time


@pytest.mark.parametrize(("level", "minutes"), [(Level.critical, 15), (Level.high, 30), (Level.moderate, 60)])
def test_it_is_due_from_the_opening_by_level(level: Level, minutes: int) -> None:
    story = at(commanded().later(7), level)
    opened = story.incident.opening.opened_at

    assert opened is not None
    assert holding_statement.due_at(story.incident) == opened + timedelta(minutes=minutes)


def test_of_watch_there_is_none() -> None:
    story = commanded(level=Level.low)

    assert holding_statement.due_at(story.incident) is None
    assert holding_statement.due(story.incident) == []


def test_late_it_is_recorded_once_with_who_is_reminded() -> None:
    story = commanded(level=Level.critical).later(15)
    (late,) = holding_statement.due(story.incident)
    story.then(late.facts)

    assert late.at == story.now
    assert story.incident.speech.late is not None and story.incident.speech.late.to == ANA
    assert holding_statement.due(story.incident) == []
    assert holding_statement.is_late(story.incident)


def test_once_it_is_out_nobody_is_reminded() -> None:
    story = publish()

    assert [each.key for each in due(story.incident, BOOK) if each.key == "first-word"] == []
    assert not holding_statement.is_late(story.incident)


def test_its_time_runs_anew_once_it_was_opened_again() -> None:
    story = commanded(level=Level.critical).then([Resolved(by=ANA, outcome=Ended.stopped)], ANA).later(600)
    story.then([Reopened(by=ANA, reason="again")], ANA)

    assert holding_statement.due_at(story.incident) == story.now + timedelta(minutes=15)


# the playbooks


@pytest.mark.requirement("S2.19")
def test_every_kind_has_a_line_to_begin_with_that_fits_the_shortest_platform() -> None:
    for kind in load().kinds:
        assert 0 < len(kind.template) <= min(holding_statement.LIMITS.values())
        assert set(holding_statement.places(kind.template)) <= set(holding_statement.PLACES)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('template: "At {deadline}."', "there is no place {deadline}; there are brand, account, channel, when."),
        ('template: "At {when."', "a brace stands alone."),
    ],
)
def test_a_mistake_in_a_playbooks_line_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    for file in SHIPPED.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "other.yaml").write_text(f"id: other\ntitle: Something else\n{line}\n", encoding="utf-8")

    with pytest.raises(PlaybooksWrong) as wrong:
        load(tmp_path)

    assert [str(mistake) for mistake in wrong.value.mistakes] == [f"other.yaml:3: {said}"]
