"""Undo as people meet it: on the card, in the private reply, as a command; and when it is too late."""

from __future__ import annotations

from bot.rehearsal.acting import words
from tests.conversation import Rehearsal

LIVE = "Is it still happening?"


async def inside(crisis: Rehearsal, *names: str) -> None:
    users = [getattr(crisis, name).user for name in names]
    await crisis.petr.do("invite", channel=crisis.petr.place, users=users)
    await crisis.settled()
    for name in names:
        await getattr(crisis, name).go_to_room()


async def answered(crisis: Rehearsal) -> None:
    """Up to the first question that is a press, and that."""
    await crisis.petr.press("Don't know yet", "Which of our accounts are touched?")
    await crisis.later(seconds=3)
    await crisis.petr.press("Yes", LIVE)
    await crisis.later(seconds=3)


async def test_an_answer_is_taken_back_on_its_card(either: Rehearsal) -> None:
    """The question is open again as it was, and the next one waits."""
    petr = await either.opened()
    await answered(either)
    before = await either.read(petr)
    await petr.press("Undo", LIVE)
    await either.later(seconds=3)
    after = await either.read(petr)

    assert "✔ 2 · Is it still happening? Yes" in before
    assert (
        "Question 2 of 8\n*Is it still happening?*" in after
        and "Taken back. The question is as before" in after
        and "✔ 2" not in after
    )
    assert "live" not in (await either.incident()).questions.answers
    assert [event.fact.kind for event in await either.events()].count("undone") == 1


async def test_after_a_minute_it_says_what_to_do_instead(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await answered(crisis)
    await crisis.later(seconds=61)

    said = await petr.command("/crisis undo")

    assert said["text"] == "That was more than a minute ago. Nothing was changed. Use Change on the question."
    assert "live" in (await crisis.incident()).questions.answers


async def test_nobody_undoes_for_somebody_else(crisis: Rehearsal) -> None:
    await crisis.opened()
    await inside(crisis, "jana")
    await answered(crisis)

    await crisis.jana.press("Undo", LIVE)
    said = await crisis.jana.command("/crisis undo")

    assert said["text"].startswith("Nothing to undo. Nothing was changed.")
    assert "live" in (await crisis.incident()).questions.answers


async def test_take_command_is_answered_with_undo(either: Rehearsal) -> None:
    await either.opened()
    await inside(either, "ana")
    await either.ana.press("Take command")
    await either.settled()
    taken = (await either.incident()).command.commander
    await either.ana.press("Undo", "You have command of Crisis 1.")
    await either.later(seconds=3)
    board = words(await either.board(either.petr))

    assert taken is not None and taken.id == "slack:U0ANA"
    assert (await either.incident()).command.commander is None
    assert "Commander: nobody yet · Petr Novák acts" in board
    assert "[Take command]" in board


async def test_resolved_by_mistake_the_room_is_open_again(crisis: Rehearsal) -> None:
    """The summary says so, and who was to review does not have to."""
    petr = await crisis.opened()
    await petr.press("Take command")
    await crisis.settled()
    await petr.press("Resolve…")
    sent = await petr.fill(
        {
            "Outcome": "Stopped",
            "Review owner": "U0JANA",
            "Review date": crisis.clock.now,
            "Why resolve now?": "it is over now",
        }
    )
    await crisis.later(seconds=3)
    asked = await crisis.direct_messages("jana")
    await petr.press("Undo", "Crisis 1 is resolved.")
    await crisis.later(seconds=3)
    seen = await crisis.read(petr)

    assert sent["ok"] and "You own the review of Crisis 1." in asked
    assert not (await crisis.incident()).is_resolved
    assert "Crisis 1 was opened again at" in seen and "Next:" in words(await crisis.board(petr))
    assert await crisis.direct_messages("jana") == ""


async def test_notes_are_taken_back_newest_first_and_then_command(either: Rehearsal) -> None:
    """Never command while something newer is there to be taken back; each answer names what it was."""
    petr = await either.opened()
    await petr.press("Take command")
    await petr.command("/crisis note first thing")
    await petr.command("/crisis note second thing")

    second = await petr.command("/crisis undo")
    first = await petr.command("/crisis undo")
    seat = (await either.incident()).command.commander
    third = await petr.command("/crisis undo")
    fourth = await petr.command("/crisis undo")

    assert second["text"] == "Taken back. Struck, not erased: “second thing” · Petr Novák"
    assert first["text"] == "Taken back. Struck, not erased: “first thing” · Petr Novák"
    assert seat is not None and third["text"] == "Taken back. Nobody has command."
    assert fourth["text"].startswith("Nothing to undo. Nothing was changed.")
    kinds = [event.fact.kind for event in await either.events()]
    assert (kinds.count("noted"), kinds.count("entry_struck")) == (2, 2)


async def test_a_captured_message_is_taken_back_and_may_be_captured_again(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.say("They call us again")
    await petr.react("They call us again")
    await crisis.settled()

    said = await petr.command("/crisis undo")

    assert "They call us again" in said["text"]
    assert (await crisis.incident()).timeline.sources == {}


async def test_evidence_of_one_message_is_taken_back_together(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.say("https://x.example/1 and https://x.example/2", under="Questions")
    await crisis.settled()

    said = await petr.command("/crisis undo")

    assert "evidence 1" in said["text"] and "evidence 2" in said["text"]
    assert [exhibit.struck is not None for exhibit in (await crisis.incident()).evidence.exhibits] == [True, True]


async def test_a_note_changed_since_is_not_taken_back_unseen(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.press("Take command")
    await petr.command("/crisis note first thing")
    await petr.press("Change…", "first thing")
    await crisis.settled()
    await petr.fill({"What happened?": "another thing"})
    await crisis.settled()

    said = await petr.command("/crisis undo")

    assert said["text"].startswith("This was changed again since. Nothing was changed.")
    assert (await crisis.incident()).command.commander is not None


async def test_the_card_of_an_answer_means_that_answer_whatever_was_written_since(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await answered(crisis)
    await petr.command("/crisis note something else")

    await petr.press("Undo", LIVE)
    await crisis.settled()

    assert "live" not in (await crisis.incident()).questions.answers
    assert "entry_struck" not in [event.fact.kind for event in await crisis.events()]


async def test_a_note_is_taken_back_within_a_minute_only(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.command("/crisis note first thing")
    await crisis.later(seconds=61)

    said = await petr.command("/crisis undo")

    assert said["text"] == (
        "That was more than a minute ago. Nothing was changed. Use Timeline to change or strike it."
    )
