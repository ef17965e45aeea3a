"""Who hears of a closing: keyholders, who leads access, who has a step that is late or failed; and how that ends."""

from __future__ import annotations

import pytest

from bot.access.restriction.cards.direct_messages import restriction_messages
from bot.access.restriction.facts import KeyholderAsked, RestrictionStepLate, RestrictionStopped
from bot.chat.card import Button, Card, Lines, Row
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.people.who import Person
from bot.platforms.slack.render import render
from bot.room.room import named, room
from bot.room.surface import Surface
from bot.text import PSEUDO, Translator, Words
from bot.views import staged
from tests.access.restrictions import confirmed, saved, scene, started, unable, verified
from tests.record.crew import BOOK, ask
from tests.record.story import ANA, EVA, JANA, PETR, Story
from tests.room.plain import read


def surfaces(story: Story) -> list[Surface]:
    found = restriction_messages(scene(story))
    assert len({surface.key for surface in found}) == len(found)
    assert all(surface.later and (surface.to or surface.thread == "access") for surface in found)
    return found


def shown(story: Story, begins: str, to: str | None = None) -> list[str]:
    """The one whose key begins so: in the room, or to that person."""
    (found,) = [s for s in surfaces(story) if s.key.startswith(begins) and s.to == to]
    assert isinstance(found.card, Card)
    return read(found.card)


def mentions(story: Story) -> list[str]:
    """Whom the room's replies alert."""
    found: list[str] = []
    for surface in surfaces(story):
        if surface.to is None and isinstance(surface.card, Card):
            lines = [line for part in surface.card.parts if isinstance(part, Lines) for line in part.lines]
            spans = [span for line in lines if isinstance(line, Words) for span in Translator().spans(line)]
            found += [span.text for span in spans if span.mention]
    return found


def late(story: Story, step: int, nth: int, to: object = JANA) -> Story:
    given = {"account": "a1", "handle": "@brand", "step": step, "nth": nth, "to": to}
    return story.then([RestrictionStepLate.model_validate(given)])


def test_each_keyholder_is_asked_in_the_thread_and_by_a_direct_message() -> None:
    story = started()

    replies = [read(s.card) for s in surfaces(story) if s.to is None and isinstance(s.card, Card)]
    assert replies[0] == [
        "Petr Novák, you keep access to @brand",
        "Log in now, with your second factor.",
        "Nobody is removed before you confirm.",
        "[[I can log in, with 2FA, right now]] [I can't…]",
    ]
    assert shown(story, "direct_message/check-", PETR.id) == [
        "Crisis 12 · you keep access to @brand",
        "Log in now, with your second factor.",
        "Nobody is removed before you confirm.",
        "Why you: Ana Kovač chose you as keyholder, 12:00 UTC.",
        "[[I can log in, with 2FA, right now]] [I can't…] [Go to room → place]",
    ]
    assert mentions(story) == ["Petr Novák", "Jana Horvat"]


def test_a_proof_becomes_one_line_and_alerts_nobody() -> None:
    story = confirmed(started().later(27))

    assert shown(story, "direct_message/check-", PETR.id) == [
        "Petr Novák proved the log-in to @brand, 12:27 UTC.",
        "[Go to room → place]",
    ]
    assert mentions(story) == ["Jana Horvat"]


def test_who_can_not_is_shown_with_who_keeps_access() -> None:
    story = unable(confirmed(started()))

    assert shown(story, "direct_message/check-", JANA.id)[0] == (
        "Jana Horvat can't log in to @brand, 12:00 UTC: “no second factor here”. Petr Novák keeps access."
    )


def test_who_can_not_is_shown_with_who_is_asked_next() -> None:
    story = unable(started().later(1))
    story.then([KeyholderAsked(account="a1", handle="@brand", who=EVA, by=JANA)], JANA)

    assert shown(story, "direct_message/check-", JANA.id)[0].endswith("Eva Malá is asked.")
    assert mentions(story) == ["Petr Novák", "Eva Malá"]


def test_where_nobody_can_the_commander_decides() -> None:
    story = unable(unable(started()), PETR)

    said = shown(story, "direct_message/check-", PETR.id)[0]
    assert said.endswith("Nobody can log in. Next: claim the account back, or ask another keyholder (Ana Kovač).")


def test_who_is_asked_once_more_hears_it_again() -> None:
    story = unable(started()).later(5)
    before = {surface.key for surface in surfaces(story)}
    story.then([KeyholderAsked(account="a1", handle="@brand", who=JANA, by=ANA)], ANA)

    assert [s.key for s in surfaces(story) if s.key not in before and s.to is None] != []


def test_a_person_involved_by_now_hears_nothing_more() -> None:
    story = started()
    story.involves(PETR)

    assert [surface for surface in surfaces(story) if surface.to == PETR.id] == []
    assert "Petr Novák" not in mentions(story)


def test_a_late_step_of_a_person_involved_alerts_nobody() -> None:
    story = late(confirmed(confirmed(started()), JANA), 1, 1, to=EVA)
    assert mentions(story) == ["Eva Malá"]

    story.involves(EVA)

    assert mentions(story) == []


def test_who_leads_access_gets_duties_a_reason_and_a_path_out() -> None:
    assert shown(started(), "direct_message/closing-", JANA.id) == [
        "Crisis 12 · you lead closing access",
        "Accounts: @brand",
        "Walk the steps. Next step… shows each in its exact words.",
        "Done is not verified: somebody else looks, from outside.",
        "At last send those removed a calm word. It is ready.",
        "Why you: Ana Kovač chose you, 12:00 UTC.",
        "Can't? Tell Ana: Roles… names somebody else.",
        "[[Next step…]] [Go to room → place]",
    ]


def test_accounts_that_begin_at_once_are_one_direct_message_to_who_leads() -> None:
    story = started(started(), "a2", "@brand_hr")

    assert shown(story, "direct_message/closing-", JANA.id)[1] == "Accounts: @brand, @brand_hr"


def test_who_is_asked_for_the_role_in_the_same_press_gets_that_direct_message_alone() -> None:
    story = ask(started(), "access_lead", JANA)

    assert [s for s in surfaces(story) if s.key.startswith("direct_message/closing-")] == []


def test_who_chose_themselves_gets_no_direct_message_about_it() -> None:
    assert [s for s in surfaces(started(lead=ANA)) if s.key.startswith("direct_message/closing-")] == []


def test_a_late_step_mentions_its_owner_then_another_each_once() -> None:
    story = late(confirmed(confirmed(started()), JANA).later(14), 1, 1)
    assert shown(story, "late-") == [
        "Jana Horvat, “pause scheduled and paid” of @brand was due 12:14 UTC. Done, or in the way?",
        "Why you: it is your step. Could not? Say so in the form.",
        "[[Next step…]]",
    ]
    assert mentions(story) == ["Jana Horvat"]

    late(story.later(5), 1, 2, to=PETR)

    assert mentions(story) == ["Petr Novák"]
    (_first, second) = [s for s in surfaces(story) if s.key.startswith("late-")]
    assert isinstance(second.card, Card)
    assert read(second.card)[0] == (
        "Petr Novák, “pause scheduled and paid” of @brand was due 12:14 UTC, and Jana Horvat has not said. "
        "Please see to it."
    )

    saved(story, 1)
    assert mentions(story) == []
    assert all(s.settled for s in surfaces(story) if s.key.startswith("late-"))


def test_a_failed_step_mentions_its_owner_once() -> None:
    """Its owner, where somebody else or a connector tried it; where the owner says so, who commands."""
    story = saved(confirmed(confirmed(started()), JANA), 11, result="could_not", by=PETR)
    assert mentions(story) == ["Jana Horvat"]
    assert shown(story, "failed-")[0] == (
        "Jana Horvat, “check recovery e-mail and phone” of @brand: could not, 12:00 UTC (Petr)."
    )

    saved(story.later(3), 11)
    assert shown(story, "failed-") == ["“check recovery e-mail and phone” of @brand: done, not verified."]
    assert mentions(story) == []

    said = saved(confirmed(confirmed(started()), JANA), 11, result="could_not", by=JANA)
    assert mentions(said) == ["Ana Kovač"]


def test_what_the_commander_could_not_do_alerts_nobody() -> None:
    story = confirmed(confirmed(started(lead=ANA)), JANA)
    restriction = story.incident.restrictions.all[0]
    assert restriction.steps[10].step.to == JANA

    saved(story, 11, result="could_not", by=ANA)

    assert mentions(story) == ["Jana Horvat"]


@pytest.mark.parametrize(
    "end",
    [RestrictionStopped(account="a1", by=ANA), Resolved(by=ANA, outcome=Outcome.faded)],
    ids=["stopped", "resolved"],
)
def test_at_the_end_nobody_is_asked_for_anything(end: RestrictionStopped | Resolved) -> None:
    story = late(saved(confirmed(started()), 11, result="could_not"), 1, 1).then([end], ANA)

    assert mentions(story) == []
    assert all(surface.settled for surface in surfaces(story))
    rows = [p for s in surfaces(story) if isinstance(s.card, Card) for p in s.card.parts if isinstance(p, Row)]
    assert not any(isinstance(item, Button) for row in rows for item in row.items)


def test_whoever_is_asked_is_let_into_the_room_and_read_to_in_their_language() -> None:
    story = started(keyholders=(PETR, EVA))
    people = {EVA.id: Person(id=EVA.id, name=EVA.name, language="cs-CZ")}

    assert {PETR.id, EVA.id, JANA.id} <= named(story.incident)
    made = room(staged(incident=story.incident, book=BOOK, people=people))
    assert EVA.id in made.people
    (direct_message,) = [s for s in made.surfaces if s.to == EVA.id and s.key.startswith("direct_message/check-")]
    assert direct_message.language == "cs-CZ"


@pytest.mark.parametrize("language", ["en", PSEUDO])
def test_all_of_it_fits_slack_in_any_language(language: str) -> None:
    story = late(saved(confirmed(started()), 11, result="could_not"), 1, 1)
    unable(late(story, 1, 2, to=EVA))

    for surface in [*surfaces(story), *surfaces(verified(saved(story, 1, 11), 1, 11))]:
        assert isinstance(surface.card, Card)
        render(surface.card, Translator(language), {"place": "https://chat.example/place"})
