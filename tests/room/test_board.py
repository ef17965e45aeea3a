"""The board says how it stands, who commands and what comes next; so do the topic and the announcement."""

from __future__ import annotations

from datetime import date

import pytest

from bot.approval import Approval
from bot.chat.card import Card, Goto, Lines, More, Row
from bot.crisis.command.facts import CommanderSilent
from bot.crisis.command.rules import claim, offer
from bot.crisis.opening.cards import announcement
from bot.crisis.opening.facts import Opened
from bot.crisis.playbook import Book
from bot.crisis.questions.facts import Answer, QuestionAnswered, QuestionAsked, QuestionAssigned, QuestionUnknown
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.roles.facts import RoleClaimed
from bot.crisis.room.facts import StepRefused
from bot.crisis.severity.facts import SeveritySet
from bot.crisis.timeline.facts import Noted
from bot.people.organisation import Responder
from bot.people.who import Someone, Standing
from bot.playbooks import load
from bot.record.consequences import follow
from bot.record.fact import Level, Weight
from bot.room.board import board, headlines, purpose, topic
from bot.room.surface import Scene
from bot.speech.holding_statement.facts import HoldingStatementLate, HoldingStatementPublished
from bot.text import Translator
from bot.views import staged
from tests.record.story import ANA, JANA, PETR, TOM, Story
from tests.room.plain import read, said

BOOK = load()


def scene(story: Story, book: Book = BOOK) -> Scene:
    """As it is after what follows by itself was recorded too."""
    story.then(follow(story.incident, book))
    return staged(incident=story.incident, book=book)


def card(story: Story) -> Card:
    (surface,) = board(scene(story))
    assert isinstance(surface.card, Card)
    assert (surface.key, surface.pinned, surface.later) == ("board", True, False)
    return surface.card


def text(story: Story) -> list[str]:
    """The board, line by line, its buttons last."""
    return read(card(story))


def commanded() -> Story:
    story = Story().joined(ANA, JANA)
    return story.then(claim(story.incident, ANA, story.now), ANA)


def test_a_board_while_nobody_commands() -> None:
    assert text(Story()) == [
        "Crisis 12 · Offensive post",
        "Contained (SEV3, provisional) · Opened 12:00 UTC",
        "Commander: nobody yet · Petr Novák acts",
        "Accounts: not known yet",
        "Can post now: not known yet",
        "First public word due 13:00 UTC",
        "Known 0 · Not confirmed 0 · Evidence 0",
        "Next: save screenshots and links (Petr)",
        "Opened by Petr Novák · updated 12:00 UTC",
        "[[Take command]] [Go to question → question/accounts#1] [First word…] [Roles…]"
        " ⋯ Catch me up · Add to timeline… · Change severity… · Timeline · Resolve…",
    ]


def test_a_role_that_needs_another_person_names_who_has_it() -> None:
    story = commanded().then([RoleClaimed(role="approver", by=ANA)], ANA)

    assert "Team: 1 of 2 · needed: approver besides Ana Kovač" in text(story)


def test_a_board_while_finding_out() -> None:
    assert text(commanded().later(1)) == [
        "Crisis 12 · Offensive post",
        "Contained (SEV3, provisional) · Finding out",
        "Commander: Ana Kovač, since 12:00 UTC",
        "Team: 1 of 2 · needed: approver",
        "Accounts: not known yet",
        "Can post now: not known yet",
        "First public word due 13:00 UTC",
        "Question 1 of 8 · Severity why: damage not rated yet",
        "Known 0 · Not confirmed 0 · Evidence 0",
        "Next: answer question 1 (Ana)",
        "Opened by Petr Novák · updated 12:01 UTC",
        "[[Go to question → question/accounts#1]] [First word…] [Roles…]"
        " ⋯ Catch me up · Add to timeline… · Change severity… · Timeline · Resolve…",
    ]


def test_a_board_once_resolved() -> None:
    """The action buttons are gone; the review has an owner."""
    story = commanded().later(60)
    ending = Resolved(
        by=ANA, outcome=Outcome.stopped, still_open="refunds (Petr)", review_owner=JANA, review_on=date(2026, 3, 9)
    )

    assert text(story.then([ending], ANA)) == [
        "Crisis 12 · Offensive post",
        "Contained (SEV3, provisional) · RESOLVED 13:00 UTC",
        "Outcome: Stopped",
        "Still open: refunds (Petr)",
        "Accounts: not known yet",
        "Can post now: not known yet",
        "Next: review (Jana Horvat, Mon 9 Mar)",
        "Opened by Petr Novák · updated 13:00 UTC",
        "[Reopen…] [Timeline]",
    ]


def test_a_level_that_was_set_names_who_set_it_and_what_was_computed() -> None:
    story = commanded()
    story.then([SeveritySet(level=Level.critical, reason="the minister called", by=ANA)], ANA)

    lines = text(story)

    assert lines[1] == "Critical (SEV1, set by Ana; computed SEV3) · Finding out"
    assert "Question 1 of 8 · Severity why: the minister called" in lines


def test_the_button_to_the_question_keeps_its_place_until_the_next_one_is_posted() -> None:
    """Were it away for that moment, a second press would meet *Roles…*."""
    (row,) = [part for part in card(commanded()).parts if isinstance(part, Row)]

    assert [item.meanwhile for item in row.items if isinstance(item, Goto)] == ["questions"]


def test_what_was_asked_of_somebody_or_is_not_known_comes_before_resolving() -> None:
    story = commanded()
    done = Answer.model_validate({"values": {}})
    ids = [question.id for question in BOOK.questions if not question.only_if]
    story.then([QuestionAsked(question=id) for id in ids if not story.incident.questions.asking(id)])
    story.then([QuestionAnswered(question=id, answer=done, by=PETR) for id in ids if id not in ("when", "blame")], PETR)
    story.then([QuestionUnknown(question="blame", by=PETR)], PETR)
    story.then([QuestionAsked(question="when", nth=2), QuestionAssigned(question="when", to=JANA, by=ANA)], ANA)
    asked = text(story)
    story.then([QuestionAnswered(question="when", answer=done, by=JANA)], JANA)
    unknown = text(story)
    story.then([QuestionAnswered(question="blame", answer=done, by=JANA)], JANA)

    assert "Next: answer question 6 (Jana Horvat)" in asked
    assert "Next: find out question 7, not known yet (Ana)" in unknown
    assert unknown[-1].startswith("[[Go to question → question/blame#1]] [First word…] [Roles…]")
    assert "Next: resolve when it is over (Ana)" in text(story)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"whose": "main", "accounts": "@brand\n@brand_hr"}, "Accounts: @brand, @brand_hr"),
        ({"whose": "none"}, "Accounts: None of ours"),
        ({"whose": "unknown"}, "Accounts: not known yet"),
    ],
)
def test_the_accounts_line_says_what_was_answered(values: dict[str, str], says: str) -> None:
    story = commanded()
    story.then([QuestionAnswered(question="accounts", answer=Answer.model_validate({"values": values}), by=PETR)], PETR)

    assert says in text(story)


def test_facts_and_reports_are_counted_apart_and_answers_not_at_all() -> None:
    story = Story()
    yes = Answer.model_validate({"values": {"live": "yes"}})
    story.then([QuestionAnswered(question="live", answer=yes, by=PETR)], PETR)
    story.then([Noted(text="x", as_=Weight.fact, by=PETR), Noted(text="y", by=PETR), Noted(text="z", by=PETR)], PETR)

    assert "Known 1 · Not confirmed 2 · Evidence 0" in text(story)


def test_refused_steps_have_a_line_and_never_more_than_three() -> None:
    story = Story(Responder(person=ANA))
    steps = ["pin/board", f"invite/{ANA.id}", "topic", f"direct_message/responder/{ANA.id}"]
    story.then([StepRefused(step=step, reason="no") for step in steps])

    assert [line for line in text(story) if "Not done" in line] == [
        "Not done: invite Ana Kovač (Slack refused, since 12:00 UTC)",
        "Not done: letter to Ana Kovač (Slack refused, since 12:00 UTC)",
        "Not done: 2 more steps",
    ]


def test_guests_and_outsiders_inside_are_named() -> None:
    story = Story().joined(TOM, standing=Standing.guest)

    assert "Guests and outsiders can read this: Tom Reed" in text(story)


def test_of_many_outsiders_five_are_named_also_once_it_is_resolved() -> None:
    people = [Someone(id=f"slack:G{n}", name=f"Guest {n}") for n in range(1, 8)]
    story = commanded().joined(*people, standing=Standing.guest).joined(TOM, standing=Standing.bot)
    told = "Guests and outsiders can read this: Guest 1, Guest 2, Guest 3, Guest 4, Guest 5, 3 more"

    assert told in text(story)
    assert told in text(story.then([Resolved(by=ANA, outcome=Outcome.faded)], ANA))


def test_an_offered_handover_waits_for_the_one_it_was_offered_to() -> None:
    story = commanded()
    story.then(offer(story.incident, ANA, JANA, "none"), ANA)

    assert "Next: take over command (Jana Horvat)" in text(story)


def test_a_silent_commander_is_late_and_that_moves_up() -> None:
    story = commanded().later(15)
    silent = CommanderSilent(commander=ANA, deputy=JANA, since=story.now)
    lines = text(story.then([silent]))
    nobody = text(commanded().then([silent.model_copy(update={"deputy": None})]))
    story.involves(ANA)

    assert lines[2] == "Late: the commander does not react, since 12:15 UTC (Ana Kovač)"
    assert "Next: take command (Jana Horvat)" in lines
    assert "Next: take command (anyone in the room)" in nobody
    assert not any("Late" in line for line in text(story))


def test_a_crisis_without_anyone_to_act_asks_for_a_commander() -> None:
    """The opener is involved: the board does not say so, only that the seat is empty."""
    story = Story().joined(ANA).involves(PETR)

    lines = text(story)

    assert "Commander: nobody yet" in lines
    assert "Next: take command (anyone in the room)" in lines


def test_no_board_has_more_than_twelve_lines_or_two_primaries_or_five_buttons() -> None:
    """Everything at once: late, roles, a team that lacks somebody, outsiders, refused steps."""
    story = commanded().joined(TOM, standing=Standing.outsider)
    story.then([RoleClaimed(role="access_lead", by=JANA)], JANA)
    story.then([CommanderSilent(commander=ANA, deputy=JANA, since=story.now)])
    steps = ["pin/board", "topic", "announcement", f"invite/{ANA.id}"]
    story.then([StepRefused(step=step, reason="no") for step in steps])

    (body,) = [part for part in card(story).parts if isinstance(part, Lines)]
    (row,) = [part for part in card(story).parts if isinstance(part, Row)]

    assert len(body.lines) == 12
    assert said(body.lines[-1]) == "Not done: 4 steps"
    assert len(row.items) <= 5
    assert sum(isinstance(i, Goto) and i.primary for i in row.items) == 1
    assert all(len(item.options) == 5 for item in row.items if isinstance(item, More))


def test_the_text_says_the_whole_board_in_a_line() -> None:
    assert said(card(Story()).text) == (
        "Crisis 12, Contained, nobody commands yet. Next: save screenshots and links (Petr)"
    )
    assert said(card(commanded()).text) == (
        "Crisis 12, Contained, finding out. Commander Ana Kovač. Next: answer question 1 (Ana)"
    )


def test_the_board_in_no_language_has_no_english_left() -> None:
    """Every word on it goes through the catalogue, but for what people wrote."""
    pseudo = Translator("qps")
    story = commanded()
    names = {"Offensive post", "Ana Kovač", "Ana", "Petr Novák"}

    spans = [span for line in headlines(scene(story)) for span in pseudo.spans(line)]

    plain = [span.text for span in spans if span.kind == "text"]
    assert not any(word in part for part in plain for word in ("Commander", "Next", "Severity", "Accounts"))
    assert {span.text for span in spans if span.kind in ("user", "name")} <= names | {"SEV3", "1"}


def test_the_topic_says_how_bad_and_who_commands() -> None:
    nobody, ana = Story(), commanded()
    resolved = commanded().then([Resolved(by=ANA, outcome=Outcome.faded)], ANA)

    assert [said(topic(scene(story))) for story in (nobody, ana, resolved)] == [
        "Crisis 12 · Contained · nobody commands yet",
        "Crisis 12 · Contained · commander Ana Kovač",
        "Crisis 12 · RESOLVED",
    ]


def test_a_long_name_does_not_fill_the_topic() -> None:
    long = ANA.model_copy(update={"name": "Ana " * 60})
    story = Story().joined(long)
    story.then(claim(story.incident, long, story.now), long)

    assert len(said(topic(scene(story)))) <= 120


def test_the_purpose_says_that_the_record_may_be_disclosed() -> None:
    """And has no word of the title."""
    assert said(purpose(scene(Story()))) == (
        "Room of Crisis 12. The bot keeps what is captured here, and the record may be disclosed."
    )


def announced(story: Story) -> list[str]:
    (surface,) = announcement(scene(story))
    assert isinstance(surface.card, Card)
    assert (surface.key, surface.to, surface.later) == ("announcement", "C1", True)
    (lines,) = surface.card.parts
    assert isinstance(lines, Lines)
    return [said(line) for line in lines.lines]


def announcing(*responders: Responder) -> Story:
    return Story(opened=Opened(title="Secret", opener=PETR, announce_in="C1", responders=responders))


def test_the_announcement_has_no_content() -> None:
    story = announcing(Responder(person=ANA)).joined(ANA)
    before = announced(story)
    story.then(claim(story.incident, ANA, story.now), ANA)

    assert before == [
        "A crisis room is open (12).",
        "Those needed have been called.",
        "If you know something, tell Petr Novák.",
        "Please post nothing outside.",
    ]
    assert announced(story)[2] == "If you know something, tell Ana Kovač."
    assert announced(story.then([Resolved(by=ANA, outcome=Outcome.faded)], ANA)) == ["Crisis room 12 is closed."]


def test_the_announcement_claims_nothing_that_is_not_so() -> None:
    """Nobody was called where setup names nobody; no room is open where the chat refused one."""
    story = announcing()

    assert "Those needed have been called." not in announced(story)
    story.then([StepRefused(step="place", reason="restricted_action")])
    assert announcement(scene(story)) == []


def test_without_a_channel_nothing_is_announced() -> None:
    assert announcement(scene(Story())) == []


def test_a_holding_statement_that_is_late_stands_near_the_top() -> None:
    story = commanded().later(60)
    story.then([HoldingStatementLate(due=story.now, to=ANA)])

    assert text(story)[2] == "Late: first public word, since 13:00 UTC (Ana Kovač)"
    assert not any(line.startswith("First public word") for line in text(story))


def test_once_the_holding_statement_is_out_its_button_leads_to_the_statements() -> None:
    story = commanded().later(20)
    at = story.now
    word = HoldingStatementPublished(
        text="We know.",
        line="We know.",
        approval=Approval(mark="0" * 64, by=JANA, at=at),
        link="https://x.example/1",
        published_at=at,
        by=PETR,
    )
    story.then([word], PETR)

    assert "First word published 12:20 UTC (link)" in text(story)
    assert "[Statements → statements] [Roles…]" in text(story)[-1]
