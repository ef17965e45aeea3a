"""Changing and striking entries: through Bolt and the workspace, by those who may, one after the other and at once."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.incoming import Pressed
from bot.chat.outcome import Reply
from bot.record.fact import Weight
from bot.text import Translator
from tests.conversation import Rehearsal
from tests.handlers.captured import form, inside, last_private_reply, timeline, written


async def test_a_note_can_be_changed_from_its_private_reply(either: Rehearsal) -> None:
    """Text, type and time; what it said before stays in the record, and the line says by whom and when."""
    petr = await inside(either)
    earlier = either.clock.now - timedelta(minutes=40)
    await petr.command("/crisis note fact: two posts")

    await petr.press("Change…", on="On the timeline")
    assert "two posts" in await form(either, petr)
    sent = await petr.fill({"What happened?": "three posts", "Type": "decision", "When did it happen?": earlier})

    assert sent["ok"], sent
    [entry] = await written(either)
    assert (entry.text, entry.weight, entry.happened_at) == ("three posts", Weight.decision, earlier)
    assert "“three posts”" in await last_private_reply(either, petr)
    shown = (await timeline(either, petr)).splitlines()
    assert "three posts" in shown[1] and "changed " in shown[1] and "two posts" not in "".join(shown)


async def test_a_note_is_struck_with_a_reason(either: Rehearsal) -> None:
    """It stays, struck through, with who and why; without a reason the form stays open."""
    petr = await inside(either)
    await petr.command("/crisis note fact: two posts")

    await petr.press("Strike…", on="On the timeline")
    assert "A few words are enough." in str((await petr.fill({"One line": " "}))["errors"])
    await petr.fill({"One line": "wrong account"})

    assert "Struck, not erased: “two posts” · Petr Novák" in await last_private_reply(either, petr)
    drawn = str((await petr.command("/crisis timeline"))["answer"]["blocks"])
    assert "two posts”~ · struck by Petr Novák: wrong account" in drawn
    await petr.press("Change…", on="On the timeline")
    assert "Petr Novák struck this entry at " in await last_private_reply(either, petr)


async def test_who_may_not_is_told_who_can(crisis: Rehearsal) -> None:
    """
    An old private reply is not only on its writer's screen: the rule is asked again, at the press and at the sending.
    """
    await inside(crisis, "jana", "ana")
    await crisis.jana.command("/crisis note the shop is quiet")
    [entry] = await written(crisis)
    incident = await crisis.incident()
    press = {"action": "timeline.strike", "value": f"{incident.id} {entry.seq}"}

    for who, told in (("ana", "Only Jana Horvat or Petr Novák, who commands"), ("petr", "")):
        outcome = await pressed(crisis, who, **press)
        assert told in outcome

    await crisis.ana.press("Take command")
    await crisis.settled()
    assert "Only Jana Horvat or Ana Kovač" in await pressed(crisis, "petr", **press)


async def pressed(crisis: Rehearsal, who: str, action: str, value: str) -> str:
    by = await crisis.app.store.person(f"slack:U0{who.upper()}")
    assert by is not None
    act = Pressed(
        action=action, by=by, platform="slack", tenant="T0REHEARSAL", key=f"{who} {action} {value}", value=value
    )
    outcome = await crisis.app.router(act)
    return "\n".join(Translator().plain(line) for line in outcome.lines) if isinstance(outcome, Reply) else ""


async def test_the_second_of_two_compares_and_sends_again(crisis: Rehearsal) -> None:
    """Both opened the form; the second keeps what they typed, above it what is new, and then it counts."""
    petr = await inside(crisis, "jana")
    await crisis.jana.command("/crisis note the shop is quiet")
    await crisis.jana.press("Change…", on="On the timeline")
    await petr.command("/crisis timeline")
    await petr.choose("Change an entry", "the shop is quiet · Jana Horvat")
    await crisis.settled()
    await petr.press("Change…", on="the shop is quiet")
    await crisis.settled()
    await petr.fill({"What happened?": "the shop is closed"})
    await crisis.settled()

    sent = await crisis.jana.fill({"What happened?": "the shop is full"})

    assert sent["ok"]
    shown = await form(crisis, crisis.jana)
    assert "Petr Novák changed this at " in shown and "Your words are still here" in shown
    assert "So far: “the shop is closed”" in shown and "the shop is full" in shown
    assert (await written(crisis))[0].text == "the shop is closed"
    await crisis.jana.fill({})
    await crisis.settled()
    assert (await written(crisis))[0].text == "the shop is full"


async def test_an_older_entry_is_found_in_the_menu(crisis: Rehearsal) -> None:
    """One's own are under the timeline; the commander finds all of them; what was struck is not offered."""
    petr = await inside(crisis, "jana")
    await petr.command("/crisis note first of all")
    await crisis.jana.command("/crisis note the shop is quiet")
    for n in range(3):
        await petr.command(f"/crisis note and more {n}")

    answer = await crisis.jana.command("/crisis timeline")
    mine = str(answer["answer"]["blocks"])
    assert "the shop is quiet" in mine and "Change an entry" in mine
    await crisis.jana.choose("Change an entry", "the shop is quiet")
    assert "[Change…] [Strike…]" in await last_private_reply(crisis, crisis.jana)
    await petr.command("/crisis timeline")
    await petr.choose("Change an entry", "the shop is quiet · Jana Horvat")
    await crisis.settled()
    await petr.press("Strike…", on="the shop is quiet")
    await petr.fill({"One line": "not ours"})
    await crisis.settled()

    assert [bool(entry.struck) for entry in await written(crisis)] == [False, True, False, False, False]


async def test_earlier_entries_are_a_page_away(crisis: Rehearsal) -> None:
    """Forty at a time, the newest last; the button is gone at the beginning."""
    petr = await inside(crisis)
    for n in range(45):
        await petr.command(f"/crisis note entry number {n}")

    newest = await timeline(crisis, petr)
    assert "entry number 44" in newest and "entry number 4”" not in newest
    await petr.press("Earlier", on="entry number 44")

    before = await last_private_reply(crisis, petr)
    assert "before the newest 40" in before and "entry number 4”" in before and "opened" in before
    assert "[Earlier]" not in before and "entry number 5”" not in before


async def test_after_the_end_a_correction_is_still_possible(crisis: Rehearsal) -> None:
    """The record stays true; the summary counts what is true now."""
    petr = await inside(crisis)
    await petr.command("/crisis note fact: two posts went out")
    await petr.press("Resolve…")
    await petr.fill({"Outcome": "Stopped", "Why resolve now?": "All of it is over now"})
    await crisis.later(seconds=5)

    await petr.press("Change…", on="On the timeline")
    await petr.fill({"What happened?": "three posts went out"})
    await crisis.later(seconds=5)

    assert "three posts went out" in await crisis.read(petr)
    assert "What happened: three posts went out" in await crisis.read(petr)
