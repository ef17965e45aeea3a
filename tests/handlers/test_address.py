"""Which crisis a command is for: a person's own words never decide it, and what was refused is given back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.crisis.evidence.facts import EvidenceAdded
from bot.crisis.timeline.facts import Noted
from bot.rehearsal.acting import Actor
from tests.conversation import Rehearsal

OWN_WORDS = ["#1 trending topic on X now", "1 person was hurt", "#12 is what they call it", "in 1:30 it was gone"]


async def two(crisis: Rehearsal) -> Actor:
    """Two open crises, and Petr in the room of the second."""
    await crisis.opened("First thing we saw")
    return await crisis.opened("Another matter entirely")


async def notes(crisis: Rehearsal, number: int) -> Sequence[str]:
    return [event.fact.text for event in await crisis.events(number) if isinstance(event.fact, Noted)]


@pytest.mark.parametrize("words", OWN_WORDS)
async def test_in_a_room_a_note_is_that_rooms_whatever_number_it_begins_with(crisis: Rehearsal, words: str) -> None:
    petr = await two(crisis)

    answer = await petr.command(f"/crisis note {words}")

    assert "On the timeline" in answer["text"]
    assert (await notes(crisis, 1), await notes(crisis, 2)) == ([], [words])


@pytest.mark.parametrize("words", OWN_WORDS)
async def test_elsewhere_a_note_is_the_only_crisis_and_keeps_its_number(crisis: Rehearsal, words: str) -> None:
    """The answer says which crisis it was."""
    petr = await crisis.opened()
    await petr.go("C0GENERAL")

    answer = await petr.command(f"/crisis note {words}")

    assert answer["text"].startswith("Crisis 1 · Offensive post from our account\n")
    assert await notes(crisis, 1) == [words]


async def test_with_two_crises_it_is_asked_which_and_the_words_are_given_back(crisis: Rehearsal) -> None:
    petr = await two(crisis)
    await petr.go("C0GENERAL")

    answer = await petr.command("/crisis note 1 person was hurt\nand 2 were shouted at")

    assert answer["text"] == (
        "This belongs in a crisis room. Nothing was changed. Your rooms: Crisis 2, Crisis 1. "
        "From here, name the crisis: “/crisis note in 2: …”.\n"
        "You typed:\n/crisis note 1 person was hurt\nand 2 were shouted at"
    )
    assert (await notes(crisis, 1), await notes(crisis, 2)) == ([], [])


@pytest.mark.parametrize("form", ["in 1: ", "in #1: ", "In 1 : ", "IN 1:\n"])
@pytest.mark.parametrize("place", ["", "C0GENERAL"])
async def test_a_form_of_its_own_names_another_crisis(crisis: Rehearsal, form: str, place: str) -> None:
    """From the other room and from elsewhere; the answer names it."""
    petr = await two(crisis)
    await petr.go(place or petr.place)

    answer = await petr.command(f"/crisis note {form}fact: it was deleted")

    assert answer["text"].startswith("Crisis 1 · First thing we saw\n")
    assert (await notes(crisis, 1), await notes(crisis, 2)) == (["it was deleted"], [])


async def test_the_rooms_own_number_is_no_other_crisis(crisis: Rehearsal) -> None:
    petr = await two(crisis)

    answer = await petr.command("/crisis note in 2: it was deleted")

    assert not answer["text"].startswith("Crisis")
    assert await notes(crisis, 2) == ["it was deleted"]


async def test_a_crisis_that_is_not_theirs_is_refused_and_the_words_given_back(crisis: Rehearsal) -> None:
    """Whether there is one of that number is not told."""
    await crisis.opened("First thing we saw", by="ana")
    petr = await crisis.opened("Another matter entirely")

    there = (await petr.command("/crisis note in 1: it was deleted"))["text"]
    none = (await petr.command("/crisis note in 9: it was deleted"))["text"]

    assert "Your rooms: Crisis 2." in there and there.endswith("You typed:\n/crisis note in 1: it was deleted")
    assert there.replace("in 1:", "in 9:") == none
    assert (await notes(crisis, 1), await notes(crisis, 2)) == ([], [])


async def test_evidence_and_a_reason_to_reopen_keep_their_numbers(crisis: Rehearsal) -> None:
    petr = await two(crisis)

    await petr.command("/crisis evidence 1 of 3 screenshots https://x.example/1")
    refused = await petr.command("/crisis reopen #1 topic on X again")
    added = [event.fact for event in await crisis.events(2) if isinstance(event.fact, EvidenceAdded)]

    assert [fact.shows for fact in added] == ["1 of 3 screenshots"]
    assert "This crisis is open" in refused["text"] or "is open" in refused["text"]
    assert refused["text"].endswith("You typed:\n/crisis reopen #1 topic on X again")


@pytest.mark.parametrize("typed", ["status 1", "status #1", "status in 1", "timeline 1", "brief 1"])
async def test_a_command_without_words_of_ones_own_takes_a_number_and_names_the_crisis(
    crisis: Rehearsal, typed: str
) -> None:
    petr = await two(crisis)

    answer = await petr.command(f"/crisis {typed}")

    assert answer["text"].startswith("Crisis 1 · First thing we saw\n")


async def test_a_number_among_other_words_is_no_address(crisis: Rehearsal) -> None:
    """Who gives reasons for the end of this crisis does not end another."""
    petr = await two(crisis)

    await petr.command("/crisis resolve 1 post deleted, all is quiet")
    form = await petr.form()

    assert "Resolve crisis 2" in str(form)


async def test_the_form_of_another_crisis_names_it(crisis: Rehearsal) -> None:
    petr = await two(crisis)

    await petr.command("/crisis note in 1:")
    form = await petr.form()

    assert "Crisis 1 · First thing we saw" in str(form)


async def test_an_unknown_command_gives_its_text_back(crisis: Rehearsal) -> None:
    answer = await crisis.petr.command("/crisis opne Offensive post\nfrom our account")

    assert "Did you mean “/crisis open”?" in answer["text"]
    assert answer["text"].endswith("You typed:\n/crisis opne Offensive post\nfrom our account")


async def test_a_crisis_opens_after_a_new_line(either: Rehearsal) -> None:
    await either.petr.command("/crisis open\nOffensive post")
    await either.settled()

    assert (await either.incident()).opening.title == "Offensive post"


async def test_a_guest_gets_their_text_back(crisis: Rehearsal) -> None:
    await crisis.guest.go("C0SOCIAL")

    answer = await crisis.guest.command("/crisis open They posted something bad")

    assert answer["text"].endswith("You typed:\n/crisis open They posted something bad")


async def test_a_password_is_not_repeated(crisis: Rehearsal) -> None:
    petr = await two(crisis)

    answer = await petr.command("/crisis note the password is Kx7#mPq2!vT9")

    assert "Kx7#mPq2!vT9" not in answer["text"] and await notes(crisis, 2) == []
