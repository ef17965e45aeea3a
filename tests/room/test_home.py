"""A Home tells one person what waits for them, where they are, and nothing of what is not theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.chat.card import Card
from bot.crisis.command.rules import claim, offer
from bot.crisis.incident import Incident
from bot.crisis.questions.facts import QuestionAssigned
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.roles.facts import RoleOffered
from bot.people.conflict.facts import KeptOut
from bot.people.organisation import Responder
from bot.people.who import Person, Someone
from bot.platforms.slack.render import home as rendered
from bot.playbooks import load
from bot.record.consequences import follow
from bot.record.frozen import Restricted
from bot.room.home import home, mine, not_for_you
from bot.text import Translator, _
from tests.record.story import ANA, JANA, PETR, TOM, Story
from tests.room.plain import read

BOOK = load()
TODAY = date(2026, 3, 2)
READY = _("Ready: 1 of 6")
FOOT = ["---", "Ready: 1 of 6", "[How ready are we?] [Help]"]
CHAT = "https://chat.test/"
HEAD = "[[Open a crisis…]] [My rooms]"


def card(who: Someone, *rooms: Incident, today: date = TODAY) -> Card:
    seen = mine(Person(id=who.id, name=who.name), rooms, BOOK, today)
    links = {
        i.id: {"place": f"{CHAT}room-{i.number}", "question/accounts#1": f"{CHAT}q1", "summary": f"{CHAT}sum"}
        for i in rooms
    }
    return home(seen, {id: links[id] for id in seen.in_sight}, READY)


def text(who: Someone, *rooms: Incident, today: date = TODAY) -> list[str]:
    lines = [line.replace(CHAT, "") for line in read(card(who, *rooms, today=today))]
    assert lines[-3:] == FOOT
    return lines[:-3]


def asked(*responders: Responder) -> Story:
    """Everything that follows by itself is recorded, so the first question is in the thread."""
    story = Story(*responders)
    return story.then(follow(story.incident, BOOK))


def many(n: int, *, resolved: bool = False) -> Iterable[Incident]:
    for number in range(n, 0, -1):
        story = asked()
        if resolved:
            story.then([Resolved(by=PETR, outcome=Outcome.faded, review_owner=PETR, review_on=TODAY)], PETR)
        yield story.incident.model_copy(update={"id": f"i{number}{resolved}", "number": number})


def test_an_empty_home_says_what_to_do_next() -> None:
    assert text(JANA) == [
        HEAD,
        "Nothing waits for you. If something looks wrong, open a crisis; small ones are welcome.",
    ]


def test_who_opened_it_sees_the_open_question_and_the_crisis() -> None:
    assert text(PETR, asked().incident) == [
        HEAD,
        "For you now (1)",
        "Crisis 12 · question 1 waits for an answer, since 12:00 UTC",
        "[Go to question → q1]",
        "Open crises you are in (1)",
        "Crisis 12 · Offensive post",
        "Contained (SEV3, provisional) · nobody commands yet · Petr Novák acts",
        "[Go to room 12 → room-12] [Catch me up]",
    ]


def test_who_has_no_role_sees_only_where_they_are() -> None:
    story = asked().joined(ANA, JANA)
    story.then(claim(story.incident, ANA, story.now), ANA)

    assert text(JANA, story.incident) == [
        HEAD,
        "Nothing waits for you.",
        "Open crises you are in (1)",
        "Crisis 12 · Offensive post",
        "Contained (SEV3, provisional) · finding out · commander Ana Kovač",
        "[Go to room 12 → room-12] [Catch me up]",
    ]


def test_a_call_an_offer_and_a_question_wait_in_the_order_of_their_urgency() -> None:
    story = asked(Responder(person=JANA)).joined(ANA, JANA)
    story.then(claim(story.incident, ANA, story.now), ANA)
    story.then([QuestionAssigned(question="accounts", to=JANA, by=ANA)], ANA)
    story.then(offer(story.incident, ANA, JANA, "none"), ANA)
    shown = text(JANA, story.incident)
    story.answers_page(JANA)

    assert shown[1:8] == [
        "For you now (3)",
        "Crisis 12 · Ana Kovač offers you command, since 12:00 UTC",
        "[I have command] [Not now…] [Go to room 12 → room-12]",
        "Crisis 12 · come to the room, asked 12:00 UTC",
        "[I'm coming] [I can't…] [Go to room 12 → room-12]",
        "Crisis 12 · question 1 waits for your answer, since 12:00 UTC",
        "[Go to question → q1]",
    ]
    assert "For you now (2)" in text(JANA, story.incident)


def test_a_role_somebody_was_asked_to_take_can_be_answered_at_home() -> None:
    story = asked().joined(JANA).then([RoleOffered(role="access_lead", to=JANA, by=PETR)], PETR)

    assert text(JANA, story.incident)[1:4] == [
        "For you now (1)",
        "Crisis 12 · you are asked to lead access, since 12:00 UTC",
        "[I'll do it] [I can't…] [Go to room 12 → room-12]",
    ]


def test_an_older_crisis_that_offers_command_comes_before_a_newer_one_that_asks_a_question() -> None:
    newer = asked().joined(JANA)
    newer.then([QuestionAssigned(question="accounts", to=JANA, by=PETR)], PETR)
    older = asked().joined(ANA, JANA)
    older.then(claim(older.incident, ANA, older.now), ANA)
    older.then(offer(older.incident, ANA, JANA, "none"), ANA)
    rooms = (newer.incident, older.incident.model_copy(update={"id": "i2", "number": 11}))

    assert [line[:9] for line in text(JANA, *rooms)[2:6:2]] == ["Crisis 11", "Crisis 12"]


def test_a_question_that_was_handed_to_somebody_waits_for_them_and_not_for_the_commander() -> None:
    story = asked().joined(ANA, JANA)
    story.then(claim(story.incident, ANA, story.now), ANA)
    story.then([QuestionAssigned(question="accounts", to=JANA, by=ANA)], ANA)

    assert "Nothing waits for you." in text(ANA, story.incident)


def test_a_review_waits_for_its_owner_until_its_day() -> None:
    story = asked().joined(JANA)
    ending = Resolved(by=PETR, outcome=Outcome.stopped, review_owner=JANA, review_on=date(2026, 3, 9))
    story.then([ending], PETR)

    assert text(JANA, story.incident, today=date(2026, 3, 9)) == [
        HEAD,
        "For you now (1)",
        "Crisis 12 · you own the review, meet by Mon 9 Mar",
        "[Go to summary → sum]",
        "Recent",
        "Crisis 12 · Offensive post · resolved Mon 2 Mar, 12:00 UTC",
        "[Go to room 12 → room-12] [Timeline]",
    ]
    assert "For you now (1)" not in text(JANA, story.incident, today=date(2026, 3, 10))
    assert "For you now (1)" not in text(PETR, story.incident)


def test_nothing_of_a_crisis_reaches_the_home_of_who_has_conflict_in_it() -> None:
    """Open or over; as a person involved or kept out; whatever was asked of them before."""
    story = asked(Responder(person=TOM)).joined(TOM)
    story.then([QuestionAssigned(question="accounts", to=TOM, by=PETR)], PETR)
    kept_out = asked(Responder(person=TOM)).joined(TOM)
    kept_out.then([KeptOut(person=Restricted(TOM.id), name=Restricted("Tom"), by=PETR)], PETR)
    named = story.involves(TOM).incident
    over = story.then([Resolved(by=PETR, outcome=Outcome.faded, review_owner=TOM, review_on=TODAY)], PETR).incident

    assert text(TOM, named, kept_out.incident, over) == text(TOM)


def test_a_person_involved_is_not_named_as_commander() -> None:
    story = asked().joined(ANA, JANA)
    story.then(claim(story.incident, ANA, story.now), ANA)
    story.involves(ANA)

    assert "Ana" not in "\n".join(text(JANA, story.incident))


def test_guests_read_what_they_can_do_and_of_no_crisis() -> None:
    assert read(not_for_you()) == [
        "Colleagues with a full account open and handle crises here.",
        "If something looks wrong, tell your contact here. They can open one.",
        "[Help]",
    ]


def test_a_list_shows_ten_and_counts_the_rest() -> None:
    shown = text(PETR, *many(13))

    assert "For you now (13)" in shown
    assert "Open crises you are in (13)" in shown
    assert shown.count("3 more are in My rooms") == 2
    assert sum(line.startswith("[Go to room") for line in shown) == 10


def test_the_fullest_home_fits_a_home() -> None:
    """Slack takes at most 100 blocks; the renderer checks every rule of theirs."""
    fullest = card(PETR, *many(40), *many(10, resolved=True))

    assert len(rendered(fullest, Translator("qps"), {})["blocks"]) <= 70  # type: ignore[arg-type]  # a list of blocks


def test_without_a_room_nothing_leads_nowhere() -> None:
    """The chat refused the room, or it is still on its way."""
    seen = mine(Person(id=PETR.id, name=PETR.name), [asked().incident], BOOK, TODAY)
    lines = read(home(seen, {}, READY))

    assert not any("Go to" in line for line in lines)
    assert "[Catch me up]" in lines
    assert rendered(home(seen, {}, READY), Translator(), {})
