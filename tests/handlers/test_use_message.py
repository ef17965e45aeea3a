"""A message used as an answer: at once where it can be one, by the form where it can't, followed while in the room."""

from __future__ import annotations

from bot.crisis.questions.facts import QuestionAnswered
from bot.crisis.questions.state import Answered
from bot.crisis.timeline.facts import SourceDeleted, SourceEdited
from bot.crisis.wording import moment
from bot.rehearsal.acting import Actor, words
from tests.conversation import Rehearsal
from tests.handlers.captured import USE, form, inside, last_private_reply, menu, on, with_question

WENT_OUT = "A private post went out on the main account"


async def known(crisis: Rehearsal, question: str) -> Answered:
    await crisis.settled()
    return (await crisis.incident()).questions.answers[question]


async def room(crisis: Rehearsal, petr: Actor) -> str:
    """All that stands there, once it is up to date."""
    await crisis.later(seconds=3)
    return await crisis.read(petr)


async def test_a_message_of_the_room_answers_the_open_question(either: Rehearsal) -> None:
    """Said by Jana, used by Petr: both stand there, with the link; one press takes it back."""
    petr = await with_question(either, "what_happened", "jana")
    await either.jana.say(WENT_OUT)

    await menu(petr, USE, WENT_OUT)

    answered = await known(either, "what_happened")
    assert answered.answer.values["what"] == WENT_OUT
    assert (answered.by.name, answered.answer.author and answered.answer.author.name) == ("Petr Novák", "Jana Horvat")
    private_reply = await last_private_reply(either, petr)
    assert "Used as the answer:" in private_reply and WENT_OUT in private_reply and "[Not an answer]" in private_reply
    assert "Jana Horvat's message, used by Petr Novák" in await room(either, petr)
    await petr.press("Not an answer", on="Used as the answer:")
    await either.settled()
    assert "what_happened" not in (await either.incident()).questions.answers


async def test_an_edit_of_that_message_changes_the_answer(either: Rehearsal) -> None:
    """The old one is kept. Deleted, the answer stays and says so."""
    petr = await with_question(either, "what_happened", "jana")
    await either.jana.say(WENT_OUT)
    await menu(petr, USE, WENT_OUT)
    await either.settled()

    await on("edit", either.jana, WENT_OUT, text="Two private posts went out")
    answered = await known(either, "what_happened")
    assert (answered.answer.values["what"], answered.by.name, answered.version) == (
        "Two private posts went out",
        "Jana Horvat",
        2,
    )
    await on("delete", either.jana, "Two private posts went out")

    answered = await known(either, "what_happened")
    assert answered.state == "answered" and answered.source_deleted_at
    assert "deleted at its source" in await room(either, petr)
    kinds = [type(event.fact) for event in await either.events()]
    assert kinds.count(QuestionAnswered) == 7 and kinds.count(SourceDeleted) == 1


async def test_a_time_is_the_writers_own_on_the_day_it_was_said(crisis: Rehearsal) -> None:
    """Jana writes 01:50 in her zone; used the next day, it is still the day she wrote it."""
    petr = await with_question(crisis, "when", "jana")
    await crisis.jana.say("01:50")
    said = crisis.clock.now
    crisis.clock.forward(hours=23)

    await menu(petr, USE, "01:50")

    answered = await known(crisis, "when")
    at = moment(answered.answer.values["at"])
    assert said.day - at.day <= 1 and (said - at).total_seconds() < 86_400


async def test_an_edit_that_is_no_answer_only_marks_it(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "when", "jana")
    await crisis.jana.say("01:50")
    await menu(petr, USE, "01:50")
    before = (await known(crisis, "when")).answer

    await on("edit", crisis.jana, "01:50", text="at ten to three, I think")

    answered = await known(crisis, "when")
    assert (answered.answer, answered.source_edited_at is None) == (before, False)
    assert "edited at its source" in await room(crisis, petr)


async def test_a_guests_edit_only_marks_the_answer(crisis: Rehearsal) -> None:
    """A guest answers nothing; that their message changed is a fact all the same."""
    petr = await with_question(crisis, "what_happened", "guest")
    await crisis.guest.say(WENT_OUT)
    await menu(petr, USE, WENT_OUT)
    await crisis.settled()

    await on("edit", crisis.guest, WENT_OUT, text="Nothing went out")

    answered = await known(crisis, "what_happened")
    assert answered.answer.values["what"] == WENT_OUT and answered.source_edited_at
    assert [event.fact.question for event in await crisis.events() if isinstance(event.fact, SourceEdited)] == [
        "what_happened"
    ]


async def test_what_does_not_parse_opens_the_form_with_it(crisis: Rehearsal) -> None:
    """A time that is none is quoted above; saved, the message is still the source."""
    petr = await with_question(crisis, "when", "jana")
    await crisis.jana.say("around lunch")

    await menu(petr, USE, "around lunch")
    shown = await form(crisis, petr)
    assert "From a message of Jana Horvat. Check it, then save." in shown and "around lunch" in shown
    sent = await petr.fill({"When was it?": crisis.clock.now, "How exact is that?": "About"})

    assert sent["ok"], sent
    answered = await known(crisis, "when")
    assert answered.answer.source and answered.answer.author


async def test_a_choice_is_taken_by_its_label_only(crisis: Rehearsal) -> None:
    """ "Yes" answers; a sentence opens the form, where it is quoted."""
    petr = await with_question(crisis, "live", "jana")
    await crisis.jana.say("I think they still post")
    await menu(petr, USE, "I think they still post")
    assert "I think they still post" in await form(crisis, petr)

    await crisis.jana.say("yes")
    await menu(petr, USE, "yes")

    assert (await known(crisis, "live")).answer.values["live"] == "yes"


async def test_names_go_into_the_form_and_nowhere_else(crisis: Rehearsal) -> None:
    """Of a question about names nothing is taken by itself; its words stand in the field nobody else reads."""
    petr = await with_question(crisis, "involved", "jana")
    await crisis.jana.say("Zxqjivo of the agency")

    await menu(petr, USE, "Zxqjivo")
    shown = await form(crisis, petr)
    sent = await petr.fill({"Who is involved?": ["An external worker or agency"]})

    assert "Zxqjivo of the agency" in shown and sent["ok"], sent
    answered = await known(crisis, "involved")
    assert [name.reveal() for name in answered.answer.private.values()] == ["Zxqjivo of the agency"]
    assert answered.answer.source is None
    ours = [words(m) for m in await petr.everything() if m["author"]["bot"]]
    assert not any("Zxqjivo" in text for text in ours)


async def test_a_message_from_elsewhere_is_copied_and_says_so(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "what_happened")
    await petr.go("C0GENERAL")
    await petr.say(WENT_OUT)

    await menu(petr, USE, WENT_OUT)

    answered = await known(crisis, "what_happened")
    assert (answered.answer.values["what"], answered.answer.copied) == (WENT_OUT, True)
    told = await last_private_reply(crisis, petr) or words((await petr.direct_messages())[-1])
    assert "copied. Later changes are not seen" in told
    await petr.go_to_room()
    assert "copied from elsewhere" in await room(crisis, petr)


async def test_with_several_crises_it_asks_which(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "what_happened")
    await crisis.opened("Another matter entirely")
    await petr.go("C0GENERAL")
    await petr.say(WENT_OUT)

    await menu(petr, USE, WENT_OUT)
    assert "Which crisis?" in await form(crisis, petr)
    await petr.fill({"Which crisis?": "Crisis 1 · Offensive post from our account"})

    assert (await known(crisis, "what_happened")).answer.values["what"] == WENT_OUT


async def test_too_long_for_the_field_opens_the_form(crisis: Rehearsal) -> None:
    petr = await with_question(crisis, "what_happened", "jana")
    await crisis.jana.say("word " * 700)

    await menu(petr, USE, "word word")

    assert "word word" in await form(crisis, petr)
    assert "what_happened" not in (await crisis.incident()).questions.answers


async def test_with_no_question_open_it_says_what_to_do(crisis: Rehearsal) -> None:
    """And without any crisis too; used twice, the second is told."""
    await crisis.petr.say(WENT_OUT)
    await menu(crisis.petr, USE, WENT_OUT)
    told = await last_private_reply(crisis, crisis.petr) or words((await crisis.petr.direct_messages())[-1])
    assert "no question waits" in told

    petr = await inside(crisis, "jana")
    await petr.say("Yes")
    await menu(petr, USE, "Yes")
    await crisis.settled()
    assert await petr.form() is not None  # the first question has more than one answer
