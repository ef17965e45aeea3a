"""What people say is captured, and followed: through Bolt and the workspace, by what they see."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot import records
from bot.crisis.timeline.facts import MessageFlagged, MessageRead, Noted
from bot.record.fact import Weight
from bot.rehearsal.acting import words
from tests.conversation import Rehearsal, rehearsal
from tests.handlers.captured import (
    ADD,
    BEGIN,
    form,
    inside,
    last_private_reply,
    menu,
    on,
    timeline,
    with_question,
    written,
)

SAID = "The union quotes our post"


async def test_a_pin_captures_and_its_text_follows(either: Rehearsal) -> None:
    """
    Committed first, with the link; then read. Who pinned it is said in a
    private reply what stands there, with a path back.
    """
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
    private_reply = await last_private_reply(either, petr)
    assert "On the timeline: " in private_reply and "its text follows in a moment" in private_reply
    assert "[Change…] [Strike…]" in private_reply
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
    private_reply = await last_private_reply(crisis, crisis.ana)
    assert "On the timeline already" in private_reply and SAID in private_reply and "[Change…]" not in private_reply
    assert "Only Jana Horvat or Petr Novák, who commands, can change this entry." in private_reply
    assert "[Change…] [Strike…]" in await last_private_reply(crisis, petr)


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
    assert "It stays on the timeline. Only Jana Horvat or" in await last_private_reply(either, either.ana)
    assert (await written(either))[0].struck is None
    await on("unreact", either.jana, SAID)

    assert f"Struck, not erased: “{SAID}” · Petr Novák" in await last_private_reply(either, either.jana)
    [entry] = await written(either)
    assert entry.struck and entry.struck[0].by.name == "Jana Horvat" and entry.text == SAID
    assert "struck by Jana Horvat" in await timeline(either, petr)
    assert (await either.incident()).timeline.counts["unconfirmed"] == 0
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
        assert await last_private_reply(crisis, person) == ""
        assert [m for m in await person.direct_messages() if "room" in words(m) and "Guests" in words(m)] == []

    assert await written(crisis) == []


async def test_a_pin_on_our_own_card_adds_nothing(crisis: Rehearsal) -> None:
    petr = await inside(crisis)

    await on("react", petr, "Question 1 of")

    assert "Nothing was added" in await last_private_reply(crisis, petr)
    assert await written(crisis) == []


async def test_a_pin_on_a_message_that_is_an_answer_adds_nothing(crisis: Rehearsal) -> None:
    """It stands on the timeline as the answer; taking the pin away again changes nothing."""
    petr = await with_question(crisis, "what_happened")
    await petr.say("A private post went out", under="What exactly went wrong?")
    await crisis.settled()

    await on("react", petr, "A private post went out")
    assert "That message is an answer" in await last_private_reply(crisis, petr)
    await on("unreact", petr, "A private post went out")
    await crisis.settled()

    assert await written(crisis) == []
    assert (await crisis.incident()).questions.answers["what_happened"].state == "answered"


async def test_a_message_gone_before_it_was_read_says_so(crisis: Rehearsal) -> None:
    """The chat is down when the pin comes; when it is back, the message is not there any more."""
    petr = await inside(crisis, "jana")
    await crisis.jana.say(SAID)
    crisis.workspace.weather.set_preset("down")
    await on("react", petr, SAID)
    await crisis.settled()
    assert (await crisis.incident()).timeline.to_read
    await on("delete", crisis.jana, SAID)
    crisis.workspace.weather.set_preset("calm")

    for _pause in range(4):
        await crisis.later(minutes=5)

    [entry] = await written(crisis)
    assert entry.text is None and (entry.is_deleted or entry.unread)
    assert (await crisis.incident()).timeline.to_read == ()
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
        crisis.app.reader.waits.clear()  # what only a process knew
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


async def test_a_message_of_the_room_is_added_by_its_menu(either: Rehearsal) -> None:
    """The form begins with its words, its time and its link; sent, it is the writer's entry and is followed."""
    petr = await inside(either, "jana")
    await either.jana.say(SAID)
    either.clock.forward(minutes=20)

    await menu(petr, ADD, SAID)
    shown = await form(either, petr)
    assert SAID in shown and "/archives/" in shown and "If the message is edited or deleted later" in shown
    sent = await petr.fill({"Type": "fact"})

    assert sent["ok"], sent
    assert f"“{SAID}” · Jana Horvat (added " in await last_private_reply(either, petr)
    [entry] = await written(either)
    assert (entry.text, entry.weight, entry.is_copied, entry.is_reworded) == (SAID, Weight.fact, False, False)
    assert entry.event.at - entry.happened_at > timedelta(minutes=19)
    await on("edit", either.jana, SAID, text="The union thanks us")
    await either.settled()
    assert (await written(either))[0].text == "The union thanks us"
    await menu(petr, ADD, "The union thanks us")
    assert "On the timeline already" in await last_private_reply(either, petr)


async def test_words_changed_in_the_form_are_of_who_changed_them(crisis: Rehearsal) -> None:
    """Nobody is quoted with what they did not say."""
    petr = await inside(crisis, "jana")
    await crisis.jana.say(SAID)
    await menu(petr, ADD, SAID)
    await crisis.settled()

    await petr.fill({"What happened?": "A union rep quotes it"})

    assert "Petr Novák, from a message of Jana Horvat: “A union rep quotes it”" in await timeline(crisis, petr)


async def test_a_message_from_elsewhere_is_a_copy_and_says_so(either: Rehearsal) -> None:
    """Its words go into the one crisis the person is in, and nothing of the crisis goes where it came from."""
    petr = await inside(either)
    await petr.do("invite", channel="C0SOCIAL", users=["U0APP"])
    await petr.go("C0SOCIAL")
    await petr.say("Customers ask about the post")

    await menu(petr, ADD, "Customers ask")
    assert "copied. Later changes are not seen" in await form(either, petr)
    await petr.fill({})
    await on("edit", petr, "Customers ask", text="never mind")
    await either.settled()

    [entry] = await written(either)
    assert (entry.text, entry.is_copied, entry.edited_at) == ("Customers ask about the post", True, None)
    assert "/archives/C0SOCIAL/" in entry.link
    assert "copied from elsewhere" in await timeline(either, petr)
    seen = [words(m) for m in await either.jana.everything("C0SOCIAL")]
    assert not any("timeline" in text.lower() for text in seen)


async def test_with_several_crises_the_form_asks_for_which(crisis: Rehearsal) -> None:
    """Only the person's own are offered; nobody reads another's title."""
    petr = await inside(crisis)
    await crisis.opened("Another matter entirely")
    await crisis.opened("Not for Petr at all", by="tom")
    await petr.go("C0GENERAL")
    await petr.say("Customers ask about the post")

    await menu(petr, ADD, "Customers ask")
    shown = str(await petr.form())
    assert "Crisis 1 · Offensive post" in shown and "Crisis 2 · Another matter" in shown and "Not for Petr" not in shown
    sent = await petr.fill({"Which crisis?": "Crisis 2 · Another matter entirely"})

    assert sent["ok"], sent
    assert await written(crisis, 1) == []
    assert [entry.text for entry in await written(crisis, 2)] == ["Customers ask about the post"]


async def test_without_a_crisis_there_are_words_and_a_path_on(crisis: Rehearsal) -> None:
    await crisis.petr.say("Customers ask about the post")

    await menu(crisis.petr, ADD, "Customers ask")

    told = await last_private_reply(crisis, crisis.petr) or words((await crisis.petr.direct_messages())[-1])
    assert "no open crisis" in told and "Open a crisis from this" in told and "[Open a crisis…]" in told


async def test_a_long_message_is_cut_honestly(crisis: Rehearsal) -> None:
    """As many characters as a form holds; the form says how many there are, and the link leads to all."""
    petr, long = await inside(crisis), "seen " * 800
    await petr.say(long)

    await menu(petr, ADD, "seen seen")
    shown = await form(crisis, petr)
    await petr.fill({})

    assert "It has 3999 characters; the first " in shown
    [entry] = await written(crisis)
    assert len(entry.text or "") <= 3_000 and (entry.text or "").endswith("seen…") and not entry.is_reworded


async def test_a_guest_and_who_is_outside_capture_nothing(crisis: Rehearsal) -> None:
    petr = await inside(crisis, "guest")
    await petr.say(SAID)
    await on("react", crisis.guest, SAID)
    assert "Guests can't use this" in await last_private_reply(crisis, crisis.guest)

    await menu(crisis.guest, ADD, SAID)
    await crisis.settled()

    assert await crisis.guest.form() is None
    assert await written(crisis) == []


async def test_hostile_words_are_captured_to_the_direct_message(crisis: Rehearsal) -> None:
    """As what was said: nobody is alerted, and no sign of it is read."""
    petr = await inside(crisis)
    hostile = "<!channel> *all* ~gone~ `rm` \u202eevil\u202c https://evil.example/|x> " + "x" * 3_200
    await petr.say(hostile)

    await on("react", petr, "*all*")
    await crisis.settled()
    shown = await timeline(crisis, petr)

    [entry] = await written(crisis)
    assert "*all* ~gone~ `rm`" in (entry.text or "") and "\u202e" not in (entry.text or "")
    assert "*all* ~gone~ `rm`" in shown
    assert crisis.workspace.refused_answers == []
    bot = [call.args for call in crisis.workspace.calls if call.method.startswith("chat.")]
    assert not any("<!channel" in str(args) for args in bot)


async def test_a_crisis_is_opened_from_a_message(either: Rehearsal) -> None:
    """Its words are the title, cut; the whole is the first entry, with who said it, when, and where it stands."""
    petr = either.petr
    said = "Somebody posted a joke about lay-offs https://social.example/p/1\nand it has 900 shares already"
    await either.jana.say(said)
    either.clock.forward(minutes=6)

    await menu(petr, BEGIN, "Somebody posted")
    shown = await form(either, petr)
    assert "Only those in the room see it." in shown and "https://social.example/p/1" in shown
    sent = await petr.fill({"Kind": "Employee conduct"})
    await either.settled()

    assert sent["ok"], sent
    incident = await either.incident()
    assert incident.opening.title.startswith(
        "Somebody posted a joke about lay-offs https://social.example/p/1 and it has"
    )
    captured = next(entry for entry in await written(either) if entry.is_copied)
    assert isinstance(captured.event.fact, Noted) and captured.author and captured.author.name == "Jana Horvat"
    assert (captured.text, captured.is_reworded) == (said, False)
    assert captured.happened_at < (incident.opening.opened_at or captured.happened_at)
    await petr.go_to_room()
    assert (await timeline(either, petr)).splitlines()[1].count("Somebody posted a joke") == 1


async def test_what_was_taken_out_of_the_message_is_not_captured(crisis: Rehearsal) -> None:
    """Private parts can be left out before it is opened; emptied, only the title stays."""
    await crisis.jana.say("Ivo did it, call +385 1 234")
    await menu(crisis.petr, BEGIN, "Ivo did it")

    await crisis.petr.fill({"What are people seeing?": "A post went out", "The message": ""})
    await crisis.settled()

    assert "Ivo" not in await records.export(crisis.app.store, crisis.app.book, 1, "json")


async def test_a_pinned_reply_is_linked_in_its_thread(crisis: Rehearsal) -> None:
    """The pin knows of no thread; the message that was read does."""
    petr = await inside(crisis)
    await petr.say("It is in German too", under="Question 1 of")

    await on("react", petr, "It is in German too")
    await crisis.settled()

    [entry] = await written(crisis)
    assert "thread_ts=" in entry.link and isinstance(entry.event.fact, MessageFlagged)
