"""Five lines for whoever comes late or lost the thread: what happened, how it stands, what was said, who, and you."""

from __future__ import annotations

from datetime import date

import pytest

from bot.crisis.command.rules import claim, offer
from bot.crisis.opening.joining import joins_late
from bot.crisis.questions.facts import Answer, QuestionAnswered, QuestionAssigned
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.roles.facts import RoleClaimed, RoleOffered
from bot.crisis.severity.facts import SeveritySet
from bot.crisis.timeline.facts import EntryChanged, EntryStruck, Noted
from bot.people.who import Person, Someone, Standing
from bot.playbooks import load
from bot.record.consequences import follow
from bot.record.fact import Level, Weight
from bot.room.brief import brief
from bot.text import Translator
from bot.views import staged
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

BOOK = load()
LANGUAGE = Translator()


def person(someone: Someone, standing: Standing = Standing.member) -> Person:
    return Person(id=someone.id, name=someone.name, standing=standing)


def read(story: Story, reader: Someone = JANA) -> list[str]:
    story.then(follow(story.incident, BOOK))
    scene = staged(incident=story.incident, book=BOOK, timeline=tuple(story.events))
    return [LANGUAGE.plain(line) for line in brief(scene, person(reader)).lines]


def commanded() -> Story:
    story = Story().joined(ANA, JANA).later(3)
    return story.then(claim(story.incident, ANA, story.now), ANA)


def test_a_late_joiner_reads_five_lines() -> None:
    story = commanded().later(5)
    story.then([Noted(text="the post is deleted", as_=Weight.fact, by=PETR)], PETR)
    story.then([Noted(text="shop stays open", as_=Weight.decision, by=ANA), Noted(text="a rumour", by=PETR)], ANA)

    assert read(story) == [
        "Crisis 12 in five lines",
        "1 Offensive post (reported, not confirmed)",
        "2 Contained: damage not rated yet. Access: not known yet",
        "3 Known 12:08 UTC: the post is deleted (Petr Novák) · Decided 12:08 UTC: shop stays open (Ana Kovač)",
        "4 Ana Kovač commands, since 12:03 UTC",
        "5 You: no role yet. Please don't post outside.",
    ]


def test_what_was_answered_is_reported_until_somebody_is_sure() -> None:
    story = commanded()
    said = Answer(values={"what": "the agency posted a joke"})
    story.then([QuestionAnswered(question="what_happened", answer=said, by=PETR)], PETR)

    assert read(story)[1] == "1 the agency posted a joke (reported, not confirmed)"


def test_what_is_known_for_sure_is_a_fact_and_takes_the_place_of_the_title() -> None:
    story = commanded()
    known = Answer(values={"what": "someone posted", "sure": "two posts went out"})
    story.then([QuestionAnswered(question="what_happened", answer=known, by=PETR)], PETR)

    assert read(story)[1] == "1 two posts went out (fact)"


def test_accounts_that_somebody_named_stand_with_what_is_known_of_their_access() -> None:
    named = Answer(values={"whose": "main", "accounts": "@teal on X\n@teal_hr on X"})
    story = commanded().then([QuestionAnswered(question="accounts", answer=named, by=PETR)], PETR)

    assert read(story)[2].endswith("@teal on X, @teal_hr on X: access not known yet")


def test_the_commander_and_who_acts_are_told_so_when_nothing_waits() -> None:
    """Before the first question is asked."""
    told = [
        LANGUAGE.plain(brief(staged(incident=story.incident, book=BOOK), person(who)).lines[5])
        for story, who in ((commanded(), ANA), (Story(), PETR))
    ]

    assert told == ["5 You: commander", "5 You: acting as commander, until someone takes command"]


def test_nothing_decided_is_said() -> None:
    assert read(Story())[3] == "3 Decided: nothing yet"


def test_an_entry_that_was_struck_is_not_told_and_one_that_was_changed_is_told_as_it_is_now() -> None:
    story = commanded()
    story.then([Noted(text="wrong", as_=Weight.fact, by=PETR)], PETR)
    struck = story.incident.seq
    story.then([Noted(text="two posts", as_=Weight.unconfirmed, by=PETR)], PETR)
    changed = story.incident.seq
    story.then([EntryStruck(entry=struck, by=PETR, as_=Weight.fact)], PETR)
    story.then(
        [EntryChanged(entry=changed, by=PETR, text="three posts", was=Weight.unconfirmed, as_=Weight.fact)], PETR
    )

    assert read(story)[3] == "3 Known 12:03 UTC: three posts (Petr Novák)"


def test_the_commanders_level_is_a_decision() -> None:
    story = commanded().then([SeveritySet(level=Level.critical, reason="press", by=ANA)], ANA)

    assert read(story)[2].startswith("2 Critical: press.")
    assert read(story)[3] == "3 Decided 12:03 UTC: Critical (Ana Kovač)"


def test_the_fifth_line_says_what_waits_for_the_reader() -> None:
    story = commanded()
    nobody = Story()
    commander, opener = read(story, ANA), read(nobody, PETR)
    story.then(follow(story.incident, BOOK))
    story.then([QuestionAssigned(question="accounts", to=JANA, by=ANA)], ANA)
    asked = read(story, JANA)
    story.then(offer(story.incident, ANA, JANA, "none"), ANA)

    assert commander[5] == "5 For you: question 1 waits for an answer, since 12:03 UTC"
    assert opener[5].startswith("5 For you: question 1 waits")
    assert asked[5] == "5 For you: question 1 waits for your answer, since 12:03 UTC"
    assert read(story, JANA)[5] == "5 For you: Ana Kovač offers you command, since 12:03 UTC"


def test_roles_stand_in_the_fourth_line_and_ones_own_in_the_fifth() -> None:
    story = commanded()
    story.then([RoleClaimed(role="access_lead", by=JANA), RoleClaimed(role="scribe", by=TOM)], JANA)
    everybody = read(story, EVA)[4:]
    story.involves(TOM)

    assert everybody == [
        "4 Ana Kovač commands, since 12:03 UTC · Scribe Tom Reed · Access lead Jana Horvat",
        "5 You: no role yet. Please don't post outside.",
    ]
    assert read(story, JANA)[5] == "5 You: Access lead"
    assert "Tom" not in read(story, JANA)[4]


def test_a_role_somebody_was_asked_to_take_waits_for_them() -> None:
    story = commanded().then([RoleOffered(role="access_lead", to=JANA, by=ANA)], ANA)

    assert read(story, JANA)[5] == "5 For you: you are asked to lead access, since 12:03 UTC"


def test_a_brief_of_a_resolved_crisis_says_how_it_ended() -> None:
    story = commanded().later(60)
    story.then([Resolved(by=ANA, outcome=Outcome.stopped, review_owner=JANA, review_on=date(2026, 3, 9))], ANA)

    assert read(story, JANA)[2] == "2 Contained, resolved 13:03 UTC: Stopped"
    assert read(story, JANA)[5] == "5 For you: you own the review, meet by Mon 9 Mar"
    assert read(story, EVA)[5] == "5 You: no role yet. Please don't post outside."


def test_no_name_of_a_person_involved_stands_in_it() -> None:
    story = commanded().joined(TOM).involves(TOM)

    assert "Tom" not in "\n".join(read(story))
    assert "Nobody commands yet" in read(Story().joined(ANA).involves(PETR))[4]


def test_long_words_are_cut() -> None:
    story = Story(title="x" * 60 + " " + "y" * 59)
    story.then([Noted(text="word " * 100, as_=Weight.fact, by=PETR)], PETR)

    assert all(len(line) < 250 for line in read(story))


def test_who_joins_once_it_is_under_path_joins_late() -> None:
    story = Story()
    first = joins_late(story.incident, person(ANA), story.now)
    story.later(3)

    assert not first
    assert joins_late(story.incident, person(ANA), story.now)


def test_who_joins_after_the_first_answer_joins_late_however_soon() -> None:
    story = Story().later(0.5)
    story.then([QuestionAnswered(question="live", answer=Answer(values={"live": "yes"}), by=PETR)], PETR)

    assert joins_late(story.incident, person(ANA), story.now)


def test_answers_given_as_it_was_opened_make_nobody_late() -> None:
    story = Story().then([QuestionAnswered(question="live", answer=Answer(values={"live": "yes"}), by=PETR)], PETR)

    assert not joins_late(story.incident, person(ANA), story.now)


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.member])
def test_only_colleagues_are_briefed(standing: Standing) -> None:
    story = Story().later(30)

    assert not joins_late(story.incident, person(TOM, standing), story.now)


def test_nobody_involved_is_briefed_and_nobody_about_what_is_over() -> None:
    story = Story().later(30).involves(TOM)
    over = Story().later(30).then([Resolved(by=PETR, outcome=Outcome.faded)], PETR)

    assert not joins_late(story.incident, person(TOM), story.now)
    assert not joins_late(over.incident, person(ANA), over.now)
