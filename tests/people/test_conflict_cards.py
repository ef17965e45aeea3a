"""Direct messages about who must not see a crisis: to whom, what they say, and that nothing else says it."""

from __future__ import annotations

import pytest

from bot.chat.card import Button, Card, Row
from bot.crisis.command.rules import claim
from bot.crisis.playbook import Book
from bot.crisis.room.facts import Left, StepRefused
from bot.people.conflict.cards import direct_messages
from bot.people.conflict.rules import remove, take_back
from bot.people.organisation import Responder
from bot.room.room import room
from bot.room.surface import Surface
from bot.views import staged
from tests.matrix.test_private import strings
from tests.people.test_conflict import crisis, kept, says
from tests.record.story import ANA, EVA, JANA, PETR, Story
from tests.record.thread import person
from tests.room.test_direct_messages import text

BOOK = Book()
OFFER = "direct_message/conflict-1@1772452800"  # the first named, since the moment they came in


def found(story: Story) -> dict[str, Surface]:
    scene = staged(story.incident, BOOK, {EVA.id: person(EVA)})
    surfaces = direct_messages(scene)
    assert len({surface.key for surface in surfaces}) == len(surfaces)
    assert {surface.key for surface in surfaces} <= {surface.key for surface in room(scene).surfaces}
    return {surface.key: surface for surface in surfaces}


def named() -> Story:
    """Petr named Jana, who is inside; Ana commands."""
    return says(crisis(), PETR, JANA)


def test_the_commander_is_asked_and_told_who_said_so() -> None:
    direct_messages = found(named())

    assert list(direct_messages) == [f"{OFFER}/{ANA.id}"]
    assert (direct_messages[f"{OFFER}/{ANA.id}"].to, direct_messages[f"{OFFER}/{ANA.id}"].settled) == (ANA.id, False)
    assert text(direct_messages[f"{OFFER}/{ANA.id}"]) == [
        "Crisis 12 · somebody who must not see it",
        "Petr Novák named Jana Horvat as involved, 12:00 UTC.",
        "They are in the room and can read everything there. They can do nothing in this crisis.",
        "Next: you decide. Remove them from the room, or take it back.",
        "Why you: you command this crisis.",
        "[Remove from the room] [Take it back…]",
    ]


def test_removing_is_dangerous_and_asks_first() -> None:
    card = found(named())[f"{OFFER}/{ANA.id}"].card
    assert isinstance(card, Card)
    (row,) = [part for part in card.parts if isinstance(part, Row)]
    button = row.items[0]

    assert isinstance(button, Button) and button.style == "danger" and button.confirm is not None
    assert JANA.id not in button.value


def test_while_it_is_done_and_once_they_are_out() -> None:
    """The direct message changes where it stands; the person gets one that says no more than that."""
    story = named()
    story.then(remove(story.incident, person(ANA), 1), ANA)
    doing = found(story)[f"{OFFER}/{ANA.id}"]
    story.later(2).then([Left(person=JANA)])
    direct_messages = found(story)
    out, theirs = direct_messages[f"{OFFER}/{ANA.id}"], direct_messages["direct_message/removed-1@1772452920"]

    assert text(doing)[2] == "Jana is being taken out of the room." and text(doing)[-1] == "[Take it back…]"
    assert text(out)[2] == "They are not in the room. They can do nothing in this crisis."
    assert (out.settled, theirs.settled, theirs.to) == (True, False, JANA.id)
    assert text(theirs) == [
        "You are out of the room of Crisis 12 for now.",
        "This is a precaution, not an accusation.",
        "Questions: Ana Kovač.",
        "Why you: you were in that room until 12:02 UTC.",
    ]


def test_refused_it_can_be_tried_again() -> None:
    story = named()
    story.then(remove(story.incident, person(ANA), 1), ANA)
    story.then([StepRefused(step=f"remove/{story.incident.seq}", reason="restricted_action")])
    lines = text(found(story)[f"{OFFER}/{ANA.id}"])
    story.then(remove(story.incident, person(ANA), 1), ANA)

    assert "Slack did not remove them. Try again, or ask an administrator of Slack." in lines
    assert lines[-1] == "[Remove from the room] [Take it back…]"
    assert "Jana is being taken out of the room." in text(found(story)[f"{OFFER}/{ANA.id}"])


def test_who_comes_back_is_offered_in_another_direct_message() -> None:
    story = named()
    story.then(remove(story.incident, person(ANA), 1), ANA)
    story.then([Left(person=JANA)])
    before = set(found(story))

    story.later(5).joined(JANA)

    assert f"direct_message/conflict-1@{int(story.now.timestamp())}/{ANA.id}" in set(found(story)) - before


def test_of_whoever_commanded_the_owners_hear_even_if_they_left() -> None:
    """
    The next commander gets no such direct message, so that nobody can name their way to a seat and clear the room.
    """
    story = says(crisis(), JANA, ANA)
    story.then(claim(story.incident, JANA, story.now), JANA)
    direct_message = found(story)[f"{OFFER}/{EVA.id}"]
    story.then([Left(person=ANA)])
    left = found(story)[f"{OFFER}/{EVA.id}"]

    assert {surface.to for surface in found(story).values()} == {EVA.id}
    assert text(direct_message)[1] == "Jana Horvat named Ana Kovač as involved, 12:00 UTC."
    assert (
        text(direct_message)[-2]
        == "Why you: whoever commanded was named, so it is not for the next commander to decide."
    )
    assert not left.settled


def test_naming_a_commander_is_heard_by_the_owners_however_soon_it_is_taken_back() -> None:
    """Else somebody names the commander, takes the seat and names nobody again, before a direct message is out."""
    story = crisis()
    says(story, JANA, ANA)
    story.then(claim(story.incident, JANA, story.now), JANA)
    direct_messages = found(says(story, JANA))

    (direct_message,) = direct_messages.values()
    assert (direct_message.to, direct_message.settled) == (EVA.id, False)
    assert text(direct_message)[1:3] == [
        "Nobody names them any more, since 12:00 UTC.",
        "Jana Horvat had named them, 12:00 UTC.",
    ]


def test_who_is_kept_out_and_not_inside_is_nobodys_matter() -> None:
    story = crisis(commander=None)

    kept(story, PETR, EVA)

    assert found(story) == {}


def test_taken_back_nobody_has_anything_to_press() -> None:
    """Who was taken out hears that they may come back; why is nobody's business but theirs who decided."""
    story = named()
    story.then(remove(story.incident, person(ANA), 1), ANA)
    story.then([Left(person=JANA)])
    story.then(take_back(story.incident, person(EVA), 1, "a mistake"), EVA)
    direct_messages = found(story)

    assert text(direct_messages[f"{OFFER}/{ANA.id}"]) == [
        "Crisis 12 · somebody who must not see it",
        "Eva Malá took back what kept somebody out of this, 12:00 UTC.",
        "Why: a mistake",
        "Why you: you command this crisis.",
    ]
    assert text(direct_messages["direct_message/back-1"]) == [
        "You can take part in Crisis 12 again.",
        "If you are not in its room, ask Ana Kovač to invite you.",
        "Why you: you were kept out of it until 12:00 UTC.",
        "[Go to room]",
    ]
    assert (
        direct_messages[f"{OFFER}/{ANA.id}"].settled,
        direct_messages["direct_message/removed-1@1772452800"].settled,
    ) == (True, True)


def test_who_was_never_out_is_not_told_that_they_are_back() -> None:
    """They do not know that they were named."""
    story = named()

    story.then(take_back(story.incident, person(ANA), 1, "a mistake"), ANA)

    assert "direct_message/back-1" not in found(story)


@pytest.mark.parametrize("refused", [False, True])
def test_nothing_in_the_room_and_no_key_says_whom_it_is_about(refused: bool) -> None:
    """Not even on the board that a removal was refused; a refused direct message stands on the timeline by its key."""
    story = named()
    story.then(remove(story.incident, person(ANA), 1), ANA)
    if refused:
        story.then([StepRefused(step=f"remove/{story.incident.seq}", reason="restricted_action")])
    story.then([Left(person=JANA)]).then([])
    scene = staged(story.incident, BOOK, {}, tuple(story.events))
    made = room(scene)
    cards = [surface for surface in made.surfaces if surface.to is None]

    assert [text for surface in cards for text in strings(surface.card) if "Jana" in text or JANA.id in text] == []
    assert [surface.key for surface in made.surfaces if JANA.id in surface.key] == []
    assert [step for step in made.removed if JANA.id in step] == []


def test_a_responder_who_is_named_is_not_invited_again() -> None:
    """Nor after they were taken out; taken back, they are."""
    story = Story(Responder(person=JANA)).joined(ANA, JANA)
    story.then(claim(story.incident, ANA, story.now), ANA)

    def invited() -> tuple[str, ...]:
        return room(staged(story.incident, BOOK)).people

    before = invited()
    says(story, PETR, JANA).then([Left(person=JANA)])
    out = invited()
    story.then(take_back(story.incident, person(ANA), 1, "a mistake"), ANA)

    assert (before, out, invited()) == ((JANA.id,), (), (JANA.id,))
