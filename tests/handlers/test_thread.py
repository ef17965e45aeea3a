"""Whoever is expected to answer and writes in the questions' thread hears at once: taken, or not, and how."""

from __future__ import annotations

import pytest

from bot.rehearsal.acting import Actor
from tests.conversation import Rehearsal
from tests.handlers.captured import inside, with_question

NOT_TAKEN = "Your message was not taken as the answer to"
HOW = "If it is the answer, press Use as answer"


async def replies(crisis: Rehearsal, person: Actor, text: str, under: str = "Questions") -> str:
    """What only this person reads after writing that."""
    before = await crisis.read(person)
    await person.say(text, under=under)
    after = await crisis.read(person)
    return "" if after.count(HOW) == before.count(HOW) else after


@pytest.mark.parametrize("text", ["20 min ago", "since 9:15 this morning", "jučer u 15h", "around 3pm CET"])
async def test_a_time_that_is_not_read_is_offered_back(crisis: Rehearsal, text: str) -> None:
    """And by the button the question's form opens with these words above it."""
    petr = await with_question(crisis, "when")

    heard = await replies(crisis, petr, text)
    await petr.press("Use as answer", HOW)
    await crisis.settled()

    assert HOW in heard
    assert text in str(await petr.form())
    assert "when" not in (await crisis.incident()).questions.answers


async def test_what_is_typed_to_a_form_is_offered_back(either: Rehearsal) -> None:
    """The first question is one."""
    petr = await inside(either)

    heard = await replies(either, petr, "our main account")
    await petr.press("Use as answer", HOW)
    await either.settled()

    assert f"{NOT_TAKEN} “Which of our accounts are touched?”." in heard
    assert "our main account" in str(await petr.form())


@pytest.mark.parametrize("text", ["yes", "Yes.", "YES!", "*Yes*", "`yes`", "“Yes”", "```Yes```"])
async def test_a_word_of_a_button_is_taken_however_it_is_dressed(crisis: Rehearsal, text: str) -> None:
    petr = await with_question(crisis, "live")

    heard = await replies(crisis, petr, text)

    assert heard == ""
    assert (await crisis.incident()).questions.answers["live"].answer.values == {"live": "yes"}


@pytest.mark.parametrize("text", ["I think so", ":thumbsup:", "👍", "?", "x" * 3_500])
async def test_other_words_to_a_choice_are_offered_back(crisis: Rehearsal, text: str) -> None:
    petr = await with_question(crisis, "live")

    assert f"{NOT_TAKEN} “Is it still happening?”." in await replies(crisis, petr, text)
    assert "live" not in (await crisis.incident()).questions.answers


async def test_dont_know_yet_is_taken_with_the_apostrophe_of_a_phone(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "live")

    await replies(crisis, petr, "don’t know yet")

    assert (await crisis.incident()).questions.answers["live"].state == "unknown"


async def test_an_answer_that_is_too_long_is_offered_and_the_form_says_what_does_not_fit(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "what_happened")

    heard = await replies(crisis, petr, "word " * 700)
    await petr.press("Use as answer", HOW)
    await crisis.settled()

    assert "Shorten" in heard and HOW in heard
    assert "characters do not fit" in str(await petr.form())


async def test_the_commander_hears_that_the_openers_reply_counts_and_answers_by_a_press(either: Rehearsal) -> None:
    """What Ana wrote is taken as it stands, once she says that it is the answer."""
    await with_question(either, "what_happened", "ana")
    await either.ana.press("Take command")

    heard = await replies(either, either.ana, "Somebody posted it by mistake.")
    await either.ana.press("Use as answer", HOW)
    await either.settled()
    answer = (await either.incident()).questions.answers["what_happened"]

    assert NOT_TAKEN in heard
    assert answer.answer.values["what"] == "Somebody posted it by mistake." and answer.by.id == "slack:U0ANA"


async def test_others_may_talk_without_a_word(crisis: Rehearsal) -> None:
    await with_question(crisis, "what_happened", "ana", "jana")

    assert await replies(crisis, crisis.jana, "Has anybody called the agency?") == ""


async def test_beside_the_thread_the_opener_may_talk_too(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "live")
    before = await crisis.read(petr)
    await petr.say("Has anybody called the agency?")

    assert HOW not in before + await crisis.read(petr)


async def test_an_edit_of_what_was_not_taken_is_offered_too(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "live")
    await replies(crisis, petr, "I think so")

    await petr.edit("I think so", "I am sure so")
    seen = await crisis.read(petr)

    assert seen.count(NOT_TAKEN) == 2


async def test_an_edit_that_is_no_answer_says_that_the_answer_stays(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "live")
    await replies(crisis, petr, "Yes.")

    await petr.edit("Yes.", "I am not sure any more")
    seen = await crisis.read(petr)

    assert "Your edit was not taken as the answer to “Is it still happening?”." in seen
    assert (await crisis.incident()).questions.answers["live"].answer.values == {"live": "yes"}


async def test_evidence_with_words_is_kept_and_the_words_are_offered(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "live")

    heard = await replies(crisis, petr, "it is here https://x.example/1")
    alone = await replies(crisis, petr, "https://x.example/2")

    assert "Evidence 1: " in heard and NOT_TAKEN in heard
    assert alone == "" and len((await crisis.incident()).evidence.exhibits) == 2


async def test_names_are_refused_and_the_form_is_one_press_away(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "involved")

    heard = await replies(crisis, petr, "it was Xaver Geheim")

    assert "Names go in the form" in heard and HOW in heard
    assert all("Xaver" not in str(event.fact.model_dump()) for event in await crisis.events())


async def test_a_question_answered_meanwhile_is_not_written_over(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "live")
    await replies(crisis, petr, "I think so")
    await petr.press("No", "Is it still happening?")

    await petr.press("Use as answer", HOW)
    seen = await crisis.read(petr)

    assert "No question is open now." in seen
    assert (await crisis.incident()).questions.answers["live"].answer.values == {"live": "no"}
