"""Who may do what: what is not granted is refused, and the refusal says who can help."""

from __future__ import annotations

import pytest

from bot.crisis.command.facts import CommandTaken
from bot.crisis.command.rules import claim
from bot.crisis.opening.facts import Opened
from bot.errors import Refused
from bot.people.permission import may_read_restricted, permit, who_helps
from bot.people.who import Person, Right, Someone, Standing
from bot.text import Translator, Words
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story


def person(someone: Someone, standing: Standing = Standing.member) -> Person:
    return Person(id=someone.id, name=someone.name, standing=standing)


def refusal(right: Right, who: Person, story: Story | None) -> tuple[str | None, str]:
    """The code and the English sentence; ("", "") where they may pass."""
    try:
        permit(right, who, story.incident if story else None)
    except Refused as refused:
        assert isinstance(refused.words, Words)
        return refused.code, Translator().plain(refused.words)
    return "", ""


@pytest.mark.parametrize("right", [right for right in Right if right is not Right.anyone])
@pytest.mark.parametrize(
    ("standing", "code", "says"),
    [
        (Standing.guest, "guest", "Guests can't use this. Nothing was changed. Ask a colleague with a full account."),
        (Standing.outsider, "outsider", "You are here from another organisation, so I can't act for you."),
        (Standing.bot, "not_a_person", "Only people with a full account can use this. Nothing was changed."),
        (Standing.gone, "not_a_person", "Only people with a full account can use this. Nothing was changed."),
    ],
)
def test_only_full_members_may_do_anything(right: Right, standing: Standing, code: str, says: str) -> None:
    """Even inside the room."""
    story = Story().joined(TOM, standing=standing)

    refused = refusal(right, person(TOM, standing), story)

    assert refused[0] == code
    assert refused[1].startswith(says)


def test_anyone_may_ask_for_help() -> None:
    assert refusal(Right.anyone, person(TOM, Standing.guest), None) == ("", "")


def test_any_full_member_may_open() -> None:
    assert refusal(Right.staff, person(EVA), None) == ("", "")


@pytest.mark.parametrize("right", [Right.inside, Right.asked, Right.commander])
def test_who_is_not_in_the_room_acts_in_nothing(right: Right) -> None:
    code, says = refusal(right, person(EVA), Story())

    assert (code, says) == (
        "not_inside",
        "Only those in the room can do this. Nothing was changed. Ask Petr Novák.",
    )


def test_the_opener_may_command_until_somebody_does() -> None:
    story = Story().joined(ANA)

    before = refusal(Right.commander, person(PETR), story)
    story.then(claim(story.incident, ANA, story.now), ANA)

    assert before == ("", "")
    assert refusal(Right.commander, person(PETR), story) == (
        "not_allowed",
        "Only the commander can do this. Nothing was changed. Ask Ana Kovač.",
    )
    assert refusal(Right.commander, person(ANA), story) == ("", "")


@pytest.mark.parametrize("right", [Right.staff, Right.inside, Right.asked, Right.commander])
def test_a_person_involved_is_refused_without_a_reason(right: Right) -> None:
    """From the commit on, whatever their right was, the commander's own included."""
    story = Story().joined(EVA).involves(EVA)

    code, says = refusal(right, person(EVA), story)

    assert (code, says) == ("implicated", "You can't act in this crisis. Nothing was changed. Speak to Petr Novák.")


def test_an_involved_opener_does_not_act_as_commander() -> None:
    story = Story().involves(PETR)

    assert refusal(Right.commander, person(PETR), story)[0] == "implicated"
    assert story.incident.acting is None
    assert Translator().plain(who_helps(story.incident, person(EVA))) == "Ask an admin of this app."


def test_names_of_people_involved_are_for_few() -> None:
    """The commander and who typed them; HR and legal where setup names them; never who is involved."""
    story = Story().joined(ANA, EVA, TOM).involves(TOM)

    assert may_read_restricted(story.incident, person(PETR))
    assert may_read_restricted(story.incident, person(EVA), typed_by=EVA.id)
    assert not may_read_restricted(story.incident, person(ANA))
    assert not may_read_restricted(story.incident, person(TOM), typed_by=TOM.id)
    assert not may_read_restricted(story.incident, person(PETR, Standing.guest))


def test_nobody_is_sent_to_themselves_for_help() -> None:
    assert Translator().plain(who_helps(Story().incident, person(PETR))) == "Ask an admin of this app."


def test_a_commander_who_was_named_is_sent_to_an_owner() -> None:
    """Whoever took the seat since may be who named them."""
    story = Story(opened=Opened(title="Posts", opener=PETR, tag="a7c2", admins=(EVA,))).joined(ANA, JANA)
    story.then([CommandTaken(by=ANA)], ANA).involves(ANA)

    assert refusal(Right.inside, person(ANA), story)[1].endswith("Speak to Eva Malá.")
