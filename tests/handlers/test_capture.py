"""What people say is captured, and followed: through Bolt and the workspace, by what they see."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot import records
from bot.domain import identify
from bot.domain.entry import Entry, gathered
from bot.domain.events import MessageFlagged, MessageRead
from bot.domain.people import Right
from bot.domain.values import Given
from bot.rehearsal.acting import PIN, Actor, words
from bot.rehearsal.shapes import Json
from tests.conversation import Rehearsal, rehearsal

ADD, USE, BEGIN = "Add to crisis timeline", "Use as answer", "Open a crisis from this"
SAID = "The union quotes our post"
GIVEN: dict[str, dict[str, Given]] = {
    "accounts": {"whose": "main"},
    "live": {"live": "yes"},
    "mistake": {"mistake": "no"},
    "involved": {"involved": ("customer",)},
    "what_happened": {"what": "A post went out."},
    "when": {},
}


async def inside(crisis: Rehearsal, *names: str) -> Actor:
    """Petr's crisis, with these people in its room, who are there; gives Petr."""
    petr = await crisis.opened()
    for name in names:
        person: Actor = getattr(crisis, name)
        await petr.do("invite", channel=petr.place, users=[person.user])
        await crisis.settled()
        await person.go(petr.place)
    return petr


async def written(crisis: Rehearsal, number: int = 1) -> list[Entry]:
    """What people wrote or captured, as it stands now."""
    return [entry for entry in gathered(await crisis.events(number)) if entry.is_written]


async def last_whisper(crisis: Rehearsal, person: Actor) -> str:
    """The newest thing only this person sees where they are."""
    await crisis.settled()
    whispers = [words(m) for m in await person.everything() if m.get("ephemeral")]
    return whispers[-1] if whispers else ""


async def timeline(crisis: Rehearsal, person: Actor) -> str:
    """As the command shows it."""
    await crisis.settled()
    return str((await person.command("/crisis timeline"))["text"])


async def on(verb: str, person: Actor, text: str) -> Json:
    """Do something to a message that everybody sees, by its text: whispers repeat it."""
    said = [m for m in await person.everything() if text in words(m) and not m.get("ephemeral")]
    return await person.do(verb, channel=person.place, ts=said[-1]["ts"], **({"name": PIN} if "react" in verb else {}))


async def with_question(crisis: Rehearsal, question: str, *names: str) -> Actor:
    """Petr's crisis, in which this question is the open one."""
    petr, book = await inside(crisis, *names), crisis.app.book
    incident = await crisis.incident()
    by, given = await crisis.app.store.person("slack:U0PETR"), GIVEN
    assert by is not None
    for id, values in given.items():
        if id == question:
            break
        async with crisis.app.store.change(incident.id, f"given {id}", by, Right.inside) as change:
            change.record(identify.answer(change.incident, book, id, values, by, change.now, 0))
    await crisis.settled()
    return petr


async def test_a_pin_captures_and_its_text_follows(either: Rehearsal) -> None:
    """Committed first, with the link; then read. Who pinned it is whispered what stands there, with a way back."""
    petr = await inside(either, "jana")
    await either.jana.say(SAID)
    either.clock.forward(minutes=7)

    await on("react", petr, SAID)
    await either.settled()

    facts = [event.fact for event in await either.events()]
    flagged, read = (next(f for f in facts if isinstance(f, kind)) for kind in (MessageFlagged, MessageRead))
    assert facts.index(flagged) < facts.index(read) and isinstance(read, MessageRead) and read.text == SAID
    [entry] = await written(either)
    assert (entry.text, entry.author and entry.author.name) == (SAID, "Jana Horvat")
    assert entry.happened_at == entry.event.happened_at
    assert entry.event.at - entry.happened_at > timedelta(minutes=6)
    whisper = await last_whisper(either, petr)
    assert "On the timeline: " in whisper and "text follows" in whisper and "[Change…] [Strike…]" in whisper
    shown = await timeline(either, petr)
    assert f"Jana Horvat: “{SAID}” (added " in shown and "by Petr Novák" in shown


async def test_a_pin_twice_or_by_two_is_one_entry(crisis: Rehearsal) -> None:
    """Whoever comes second is told since when it stands there, and who can change it."""
    petr = await inside(crisis, "jana", "ana")
    await petr.say(SAID)
    await on("react", crisis.jana, SAID)
    await crisis.settled()

    await on("react", crisis.ana, SAID)
    await on("react", petr, SAID)

    assert len(await written(crisis)) == 1
    whisper = await last_whisper(crisis, crisis.ana)
    assert "On the timeline already" in whisper and SAID in whisper and "[Change…]" not in whisper
    assert "Only Jana Horvat or Petr Novák, who commands, can change this entry." in whisper
    assert "[Change…] [Strike…]" in await last_whisper(crisis, petr)


async def test_two_pins_at_the_same_moment_are_one_entry(crisis: Rehearsal) -> None:
    petr = await inside(crisis, "jana")
    await petr.say(SAID)

    await asyncio.gather(on("react", petr, SAID), on("react", crisis.jana, SAID))
    await crisis.settled()

    assert len(await written(crisis)) == 1


async def test_taking_the_pin_away_strikes_and_never_erases(either: Rehearsal) -> None:
    """Only by who put it there, or who commands; all others are told who can. Then it can be captured anew."""
    petr = await inside(either, "jana", "ana")
    await petr.say(SAID)
    for person in (either.jana, either.ana, petr):
        await on("react", person, SAID)
        await either.settled()

    await on("unreact", either.ana, SAID)
    assert "It stays on the timeline. Only Jana Horvat or" in await last_whisper(either, either.ana)
    assert (await written(either))[0].struck is None
    await on("unreact", either.jana, SAID)

    assert f"Struck, not erased: “{SAID}” · Petr Novák" in await last_whisper(either, either.jana)
    [entry] = await written(either)
    assert entry.struck and entry.struck[0].by.name == "Jana Horvat" and entry.text == SAID
    assert "struck by Jana Horvat" in await timeline(either, petr)
    assert (await either.incident()).counts["unconfirmed"] == 0
    await on("unreact", petr, SAID)  # the commander's: there is nothing left to strike
    await on("unreact", either.ana, SAID)
    await on("react", either.ana, SAID)
    await either.settled()
    assert [bool(entry.struck) for entry in await written(either)] == [True, False]


async def test_the_commander_strikes_by_their_own_pin_too(crisis: Rehearsal) -> None:
    petr = await inside(crisis, "jana")
    await petr.say(SAID)
    await on("react", crisis.jana, SAID)
    await on("react", petr, SAID)
    await crisis.settled()

    await on("unreact", petr, SAID)
    await crisis.settled()

    [entry] = await written(crisis)
    assert entry.struck and entry.struck[0].by.name == "Petr Novák"


async def test_a_pin_elsewhere_is_none_of_our_business(crisis: Rehearsal) -> None:
    """In a channel the bot is in, which is no crisis room: not a word, by anybody, guests included."""
    petr = await crisis.opened()
    await petr.do("invite", channel="C0SOCIAL", users=["U0APP"])
    for person in (petr, crisis.guest):
        await person.go("C0SOCIAL")
        await person.say("Nice weather today")
        await on("react", person, "Nice weather today")
        await crisis.settled()
        assert await last_whisper(crisis, person) == ""
        assert [m for m in await person.letters() if "room" in words(m) and "Guests" in words(m)] == []

    assert await written(crisis) == []


async def test_a_pin_on_our_own_card_adds_nothing(crisis: Rehearsal) -> None:
    petr = await inside(crisis)

    await on("react", petr, "Question 1 of")

    assert "Nothing was added" in await last_whisper(crisis, petr)
    assert await written(crisis) == []


async def test_a_pin_on_a_message_that_is_an_answer_adds_nothing(crisis: Rehearsal) -> None:
    """It stands on the timeline as the answer; taking the pin away again changes nothing."""
    petr = await with_question(crisis, "what_happened")
    await petr.say("A private post went out", under="What exactly went wrong?")
    await crisis.settled()

    await on("react", petr, "A private post went out")
    assert "That message is an answer" in await last_whisper(crisis, petr)
    await on("unreact", petr, "A private post went out")
    await crisis.settled()

    assert await written(crisis) == []
    assert (await crisis.incident()).answers["what_happened"].state == "answered"


async def test_a_message_gone_before_it_was_read_says_so(crisis: Rehearsal) -> None:
    """The chat is down when the pin comes; when it is back, the message is not there any more."""
    petr = await inside(crisis, "jana")
    await crisis.jana.say(SAID)
    crisis.workspace.weather.set_preset("down")
    await on("react", petr, SAID)
    await crisis.settled()
    assert (await crisis.incident()).to_read
    await on("delete", crisis.jana, SAID)
    crisis.workspace.weather.set_preset("calm")

    for _pause in range(4):
        await crisis.later(minutes=5)

    [entry] = await written(crisis)
    assert entry.text is None and (entry.is_deleted or entry.unread)
    assert (await crisis.incident()).to_read == ()
    assert "deleted before it was read" in await timeline(crisis, petr)


async def test_a_message_is_read_after_a_restart(tmp_path: Path) -> None:
    """The process dies between the commit and the reading: whoever starts next reads it, once."""
    async with rehearsal(tmp_path) as crisis:
        petr = await inside(crisis, "jana")
        await crisis.jana.say(SAID)
        crisis.workspace.weather.set_preset("down")
        await on("react", petr, SAID)
        await crisis.settled()
        assert [type(event.fact) for event in (await crisis.events())[-1:]] == [MessageFlagged]
        crisis.app.reader._waits.clear()  # what only a process knew
        crisis.workspace.weather.set_preset("calm")

        await crisis.later(minutes=6)

        kinds = [event.fact.kind for event in await crisis.events()]
        assert kinds.count("message_read") == 1
        assert (await written(crisis))[0].text == SAID


async def test_an_edit_and_a_deletion_in_the_room_are_followed(either: Rehearsal) -> None:
    """By a guest too, for it is what happened and no wish of theirs; the first text stays in the record."""
    petr = await inside(either, "guest")
    await either.guest.say(SAID)
    await on("react", petr, SAID)
    await either.settled()

    await either.guest.edit(SAID, "The union thanks us")
    await either.settled()
    [entry] = await written(either)
    assert (entry.text, entry.edited_at is None) == ("The union thanks us", False)
    assert "edited " in await timeline(either, petr)
    await on("delete", either.guest, "The union thanks us")
    await either.settled()

    shown = await timeline(either, petr)
    assert "“The union thanks us”" in shown and "deleted at its source" in shown
    assert SAID in await records.export(either.app.store, either.app.book, 1, "md")


async def test_nobody_elses_words_are_looked_at(crisis: Rehearsal) -> None:
    """Edited or deleted, what nobody captured leaves no trace."""
    petr = await inside(crisis)
    await petr.say("just chatting")
    before = len(await crisis.events())

    await petr.edit("just chatting", "still chatting")
    await on("delete", petr, "still chatting")
    await crisis.settled()

    assert len(await crisis.events()) == before
