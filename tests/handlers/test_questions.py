"""Answering, asking and rating, as handlers do it on a real store; then once as people see it in the chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.form import Form
from bot.chat.incoming import Given, Pressed, Said
from bot.chat.outcome import Done, OpenForm, Outcome
from bot.crisis.incident import Incident
from bot.crisis.questions.facts import QuestionAnswered
from bot.crisis.questions.state import Answered
from bot.crisis.severity.facts import SeveritySet
from bot.people.who import Person
from bot.playbooks import load
from bot.rehearsal.acting import Actor
from handlers.ask import Ask
from handlers.questions import Questions
from handlers.severity import Severity
from handlers.thread import Thread as Replies
from tests.conversation import Rehearsal
from tests.handlers.desk import ANA, EVA, JANA, PETR, TENANT, TOM, Desk, lines
from tests.handlers.desk import desk as at

BOOK = load()
PLACE, ROOT = "C1", "1.0"


@dataclass
class Thread:
    """The questions of Petr's crisis. Ana, Jana and a guest are inside; Eva is not."""

    desk: Desk
    id: str
    said: int = 0

    async def incident(self) -> Incident:
        return await self.desk.incident()

    async def known(self, question: str) -> Answered:
        return (await self.incident()).questions.answers[question]

    async def version(self, question: str) -> int:
        known = (await self.incident()).questions.answers.get(question)
        return known.version if known else 0

    async def presses(
        self, by: Person, action: str, question: str, choice: str = "", seen: int | None = None
    ) -> Outcome:
        """*seen*: the version on the card they press; None: the newest."""
        self.desk.later(1)
        version = await self.version(question) if seen is None else seen
        return await self.desk.press(by, action, f"{self.id} {question} {version} {choice}")

    async def sends(self, by: Person, action: str, question: str, version: int = 0, /, **given: Given) -> Outcome:
        self.desk.later(1)
        return await self.desk.submit(by, action, f"{self.id} {question} {version}", "", **given)

    async def says(
        self, by: Person, text: str, thread: str | None = ROOT, edits: str | None = None, at: datetime | None = None
    ) -> Outcome:
        """*edits*: the message it is an edit of. *at*: when it was said, where that is not now."""
        self.desk.later(1)
        self.said += 1
        message = Said(
            action="said",
            by=by,
            platform="slack",
            tenant=TENANT,
            key=f"said {self.said}",
            place=PLACE,
            ref=edits or f"9.{self.said}",
            text=text,
            thread=thread,
            edited=edits is not None,
            at=at,
        )
        return await self.desk.router(message)

    async def until(self, question: str) -> Thread:
        """Everything before this question is answered."""
        given: dict[str, dict[str, Given]] = {
            "accounts": {"whose": "main"},
            "live": {"live": "yes"},
            "unauthorised_use": {"unauthorised_use": "no"},
            "mistake": {"mistake": "no"},
            "involved": {"involved": ("ex_employee",), "who_named": "Xaver Geheim"},
        }
        for earlier, values in given.items():
            if earlier == question:
                break
            assert await self.sends(PETR, "question.submit", earlier, **values) == Done()
        return self


HOW = "If it is the answer, press Use as answer: it is taken, or the form opens with your words."


@pytest.fixture
async def thread(tmp_path: Path) -> AsyncIterator[Thread]:
    async with at(tmp_path) as desk:
        asking, asked = Questions(desk.store, BOOK, lambda: desk.now), Ask(desk.store, BOOK)
        for handler in (asking, asked, Replies(desk.store, BOOK), Severity(desk.store)):
            desk.router.add(handler.routes())
        incident = await desk.opened(inside=[ANA, JANA, TOM])
        work = await desk.store.take(incident.id)
        assert work is not None
        assert await desk.store.keep_place(work, "slack", TENANT, PLACE)
        await desk.store.mark(work, "questions", platform="slack", place=PLACE, ref=ROOT, state="sent")
        await desk.store.release(work)
        yield Thread(desk, incident.id)


def form(outcome: Outcome) -> Form:
    assert isinstance(outcome, OpenForm)
    return outcome.form


async def test_a_press_answers_and_the_next_question_is_asked(thread: Thread) -> None:
    await thread.until("live")

    assert await thread.presses(ANA, "question.answer", "live", "yes") == Done()

    assert (await thread.known("live")).by == ANA.someone
    assert (await thread.incident()).questions.asking("unauthorised_use") is not None
    assert (await thread.incident()).level == "SEV2"


async def test_two_who_press_at_once_are_one_answer_and_the_second_is_told(thread: Thread) -> None:
    await thread.until("mistake")

    said = await asyncio.gather(
        thread.presses(ANA, "question.answer", "mistake", "yes", seen=0),
        thread.presses(JANA, "question.answer", "mistake", "no", seen=0),
    )

    [refused] = [lines(each)[0] for each in said if each != Done()]
    known = await thread.known("mistake")
    assert known.version == 1
    assert refused.startswith(f"{known.by.name} answered at")
    assert refused.endswith("Your answer was not saved. Use Change on that question.")


async def test_the_same_press_delivered_three_times_at_once_is_one_answer(thread: Thread) -> None:
    await thread.until("mistake")
    press = [thread.desk.press(ANA, "question.answer", f"{thread.id} mistake 0 yes", key="once") for _ in range(3)]

    assert await asyncio.gather(*press) == [Done()] * 3

    assert (await thread.known("mistake")).version == 1
    assert (await thread.desk.kinds()).count("question_answered") == 4


@pytest.mark.parametrize("by", [TOM, EVA])
async def test_guests_and_people_outside_answer_nothing(thread: Thread, by: Person) -> None:
    await thread.until("mistake")

    outcome = await thread.presses(by, "question.answer", "mistake", "yes")

    assert "Nothing was changed." in lines(outcome)[0]
    assert "mistake" not in (await thread.incident()).questions.answers


async def test_a_form_that_was_overtaken_keeps_its_words_and_can_be_sent_again(thread: Thread) -> None:
    await thread.until("what_happened")
    await thread.says(PETR, "A reply was quicker.")

    overtaken = form(await thread.sends(ANA, "question.submit", "what_happened", what="What I typed"))
    version = int(overtaken.carried.split()[2])
    again = await thread.sends(ANA, "question.submit", "what_happened", version, what="What I typed")

    assert "Your words are still here. Compare, then send again." in str(overtaken)
    assert "What I typed" in str(overtaken)
    assert "A reply was quicker." in str(overtaken)
    assert again == Done()
    assert (await thread.known("what_happened")).version == 2


async def test_a_wrong_field_is_said_under_it_and_nothing_is_recorded(thread: Thread) -> None:
    await thread.until("what_happened")
    before = await thread.incident()

    outcome = await thread.sends(ANA, "question.submit", "what_happened", what="x", link="nowhere")

    assert lines(outcome) == ["link: A full address, https://…"]
    assert await thread.incident() == before


@pytest.mark.requirement("S1.25")
async def test_a_reply_about_people_is_not_taken_and_its_writer_is_told(thread: Thread) -> None:
    await thread.until("involved")

    told = await thread.says(PETR, "It was Xaver Geheim")

    assert lines(told) == [
        "Names go in the form, so your reply was not taken and not stored. Press Answer on that question.",
        HOW,
    ]
    assert "Geheim" not in str(await thread.desk.store.event_rows(thread.id))


async def test_a_reply_whose_time_is_not_clear_is_not_taken_and_its_writer_is_told(thread: Thread) -> None:
    """Day or month first? They are asked to write it anew; what is no attempt at a time may be used all the same."""
    await (await thread.until("what_happened")).says(PETR, "A post")

    assert lines(await thread.says(PETR, "9/10/2025 8:00")) == [
        "It is not certain which time that is, so it was not taken. Write it like 14:21, yesterday 14:21 "
        "or 2026-03-02 14:21, or choose it on the question.",
        HOW,
    ]
    assert lines(await thread.says(PETR, "Give me a minute, Jana knows")) == [
        "Your message was not taken as the answer to “When did it happen?”.",
        HOW,
    ]
    assert "when" not in (await thread.incident()).questions.answers

    assert await thread.says(PETR, "2026-02-10 8:00") == Done()
    assert (await thread.known("when")).answer.values["at"] == "2026-02-10T07:00:00+00:00"


async def test_a_time_of_day_is_of_the_day_it_was_said_however_late_it_is_heard(thread: Thread) -> None:
    """Said just before midnight, heard after it; edited the next day it is still that evening."""
    await (await thread.until("what_happened")).says(PETR, "A post")
    evening = thread.desk.now.replace(hour=22, minute=55)  # 23:55 in Petr's zone
    thread.desk.later(24 * 60)

    await thread.says(PETR, "23:50", at=evening)
    first = await thread.known("when")
    assert first.answer.source is not None
    thread.desk.later(60)
    await thread.says(PETR, "0:10", edits=first.answer.source.ref, at=evening)

    day = evening.date()
    assert first.answer.values["at"] == f"{day}T22:50:00+00:00"
    assert (await thread.known("when")).answer.values["at"] == f"{day - timedelta(days=1)}T23:10:00+00:00"


async def test_only_a_reply_in_the_questions_thread_from_the_opener_answers(thread: Thread) -> None:
    await thread.until("what_happened")

    for by, where in ((PETR, None), (PETR, "5.0"), (ANA, ROOT), (TOM, ROOT)):
        assert await thread.says(by, "A post went out", where) == Done()
    assert "what_happened" not in (await thread.incident()).questions.answers

    assert await thread.says(PETR, "A post went out") == Done()
    assert (await thread.known("what_happened")).answer.values == {"what": "A post went out"}


async def test_an_edited_message_changes_its_answer(thread: Thread) -> None:
    await (await thread.until("what_happened")).says(PETR, "A post")
    source = (await thread.known("what_happened")).answer.source
    assert source is not None

    await thread.says(PETR, "Two posts", edits=source.ref)

    known = await thread.known("what_happened")
    assert (known.answer.values["what"], known.version) == ("Two posts", 2)


async def test_not_an_answer_opens_the_question_again(thread: Thread) -> None:
    await (await thread.until("what_happened")).says(PETR, "one moment")

    assert await thread.presses(ANA, "question.not_answer", "what_happened") == Done()

    assert "what_happened" not in (await thread.incident()).questions.answers


async def test_names_are_told_only_to_who_may_read_them(thread: Thread) -> None:
    await thread.until("what_happened")

    petr = lines(await thread.presses(PETR, "question.history", "involved"))
    jana = lines(await thread.presses(JANA, "question.history", "involved"))
    his = await thread.presses(PETR, "question.change", "involved")
    hers = await thread.presses(JANA, "question.change", "involved")

    assert petr[-1] == "Names, for you only: Xaver Geheim"
    assert "1 former employee. Name kept private." in jana[1]
    assert "Geheim" not in str(jana)
    assert "Xaver Geheim" in str(form(his))
    assert lines(hers) == ["This answer holds names you can't see. Nothing was changed. Ask Petr Novák."]


@pytest.mark.parametrize(
    ("action", "question", "kind"),
    [("question.skip", "unauthorised_use", "question_skipped"), ("question.why_unknown", "live", "question_unknown")],
)
async def test_what_needs_a_reason_asks_for_it(thread: Thread, action: str, question: str, kind: str) -> None:
    await thread.until("live")
    await thread.presses(PETR, "question.unknown", "live")

    asked = form(await thread.presses(PETR, action, question))
    empty = await thread.sends(PETR, action, question, reason=" ")
    sent = await thread.sends(PETR, action, question, reason="nobody has looked")

    assert (asked.action, asked.carried) == (action, f"{thread.id} {question} 0")
    assert lines(empty) == ["reason: A few words are enough."]
    assert sent == Done()
    assert (await thread.known(question)).reason == "nobody has looked"
    assert kind in await thread.desk.kinds()


async def test_going_back_and_answering_anew_keep_the_old_answer_on_the_timeline(thread: Thread) -> None:
    await thread.until("involved")

    await thread.presses(PETR, "question.back", "involved")
    await thread.presses(PETR, "question.answer", "mistake", "alleged")

    facts = [event.fact for event in await thread.desk.store.events(thread.id)]
    answers = [fact for fact in facts if isinstance(fact, QuestionAnswered) and fact.question == "mistake"]
    assert [fact.answer.values["mistake"] for fact in answers] == ["no", "alleged"]


async def test_somebody_is_asked_and_says_why_not(thread: Thread) -> None:
    await thread.until("mistake")

    refused = await thread.sends(PETR, "ask.submit", "mistake", who=TOM.id, note="")
    outside = await thread.sends(PETR, "ask.submit", "mistake", who=EVA.id, note="")
    asked = await thread.sends(PETR, "ask.submit", "mistake", who=JANA.id, note="you saw the log")

    assert lines(refused) == ["who: Tom Reed can't be asked here."]
    assert lines(outside) == ["who: Eva Malá is not in this room. Invite them first."]
    assert asked == Done()
    assert lines(await thread.presses(ANA, "ask.decline", "mistake")) == [
        "Only Jana Horvat was asked this. Nothing was changed."
    ]
    assert form(await thread.presses(JANA, "ask.decline", "mistake")).action == "ask.decline"
    assert await thread.sends(JANA, "ask.decline", "mistake", reason="I was away") == Done()
    asking = (await thread.incident()).questions.asking("mistake")
    assert asking is not None
    assert asking.to is None


async def test_the_kind_is_chosen_from_the_list(thread: Thread) -> None:
    def choice(kind: str) -> Pressed:
        return Pressed(
            action="question.kind", by=ANA, platform="slack", tenant=TENANT, key=kind, value=thread.id, chosen=(kind,)
        )

    assert lines(await thread.desk.router(choice("aliens"))) == ["No playbook has that kind. Nothing was changed."]
    assert await thread.desk.router(choice("data_leak")) == Done()

    assert (await thread.incident()).opening.playbook == "data_leak"


async def test_one_press_confirms_the_kind_that_the_title_suggests(crisis: Rehearsal) -> None:
    petr = await crisis.opened("Ex-employee still has the password")

    await petr.press("Confirm the kind")
    await crisis.settled()

    assert (await crisis.incident()).opening.playbook == "ex_employee_access"
    await crisis.later(seconds=3)
    assert "Confirm the kind" not in await crisis.read(petr)


async def test_the_level_is_set_by_the_commander_with_a_reason(thread: Thread) -> None:
    press, level = thread.desk.press, {"level": "SEV1"}

    assert "Only the commander can do this." in lines(await press(JANA, "severity.form", thread.id))[0]
    assert lines(await press(PETR, "severity.form", thread.id)) == ["Change severity"]
    short = await thread.desk.submit(PETR, "severity.set", thread.id, reason="very bad", **level)
    sent = await thread.desk.submit(PETR, "severity.set", thread.id, reason="the national press calls", **level)

    assert lines(short) == ["reason: Say why, in a few words."]
    assert sent == Done()
    incident = await thread.incident()
    assert (incident.level, incident.severity.computed and incident.severity.computed.level) == ("SEV1", "SEV3")
    facts = [event.fact for event in await thread.desk.store.events(thread.id)]
    assert [fact.reason for fact in facts if isinstance(fact, SeveritySet)] == ["the national press calls"]


async def test_what_was_not_known_falls_due_and_is_asked_again_once(thread: Thread) -> None:
    for question in ("accounts", "live", "mistake", "involved", "what_happened", "when", "blame", "damage"):
        await thread.presses(PETR, "question.unknown", question)
    known = await thread.incident()

    assert known.level == "SEV2"
    assert all(answer.state == "unknown" for answer in known.questions.answers.values())
    thread.desk.later(25)
    assert lines(await thread.presses(PETR, "question.unknown", "damage"))[0].startswith("Petr Novák answered at")


# As people see it.


async def until_what_happened(crisis: Rehearsal) -> Actor:
    petr = await crisis.opened()
    await petr.press("Answer…")
    await petr.fill({"Account names": "@brand", "What kind of account is touched?": "A main account"})
    await crisis.settled()
    await petr.press("Yes")
    await crisis.settled()
    for _n in range(2):  # nobody used the account, and there was no mistake
        await petr.press("No")
        await crisis.settled()
    await petr.press("Answer…")
    await petr.fill({"Who is involved?": ["A former employee"], "Name, if not in chat": "Xaver Geheim"})
    await crisis.settled()
    return petr


@pytest.mark.requirement("S1.23")
async def test_the_questions_are_answered_from_the_first_to_the_last(crisis: Rehearsal) -> None:
    petr = await until_what_happened(crisis)
    await petr.say("Posts went out by hand.", under="Questions")
    await crisis.settled()
    await petr.press("Choose time…")
    at_once = crisis.clock.now - timedelta(minutes=30)
    await petr.fill({"When was it?": at_once, "How exact is that?": "About"})
    await crisis.settled()
    await petr.press("Answer…")
    await petr.fill({"Is someone to blame?": "Someone who left", "Was it an accident?": "Deliberate"})
    await crisis.settled()
    await petr.press("Rate damage…")
    await petr.fill({"Reputation": "2 serious", "Empty lines mean": "None", "How far has it spread?": "Everywhere"})
    await crisis.later(seconds=3)

    room = await crisis.read(petr)
    assert "Questions · 9 of 9 answered" in room
    assert "✔ 5 · Involved: 1 former employee. Name kept private." in room
    assert "✔ 6 · What went wrong? “Posts went out by hand.”" in room
    assert "All 9 asked. Critical (SEV1): reputation serious, mass spread" in room
    assert "Geheim" not in room


async def test_somebody_asked_is_notified_by_a_new_reply(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.do("invite", channel=petr.place, users=["U0ANA"])
    await crisis.settled()

    await petr.press("Ask someone…", on="Which of our accounts")
    await petr.fill({"Who?": "U0ANA", "Note": "you know them"})
    await crisis.later(seconds=3)

    heard = [(sound["why"], sound["text"]) for sound in await crisis.ana.notified()]
    assert ("mention", "Ana Kovač is asked question 1: Which of our accounts are touched?") in heard
    room = await crisis.read(petr)
    assert "Asked of Ana Kovač below." in room
    assert "Is it still happening?" in room
