"""What people say is captured, and followed: through Bolt and the workspace, by what they see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.entry import Entry, gathered
from bot.domain.events import EntryStruck, MessageFlagged, MessageRead, MessageUnread, Noted, SourceDeleted
from bot.rehearsal.acting import Actor, words
from tests.conversation import Rehearsal

ADD, USE, BEGIN = "Add to crisis timeline", "Use as answer", "Open a crisis from this"
SAID = "The union quotes our post"


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


async def test_a_pin_captures_and_its_text_follows(either: Rehearsal) -> None:
    """Committed first, with the link; then read. Who pinned it is whispered what stands there, with a way back."""
    petr = await inside(either, "jana")
    await either.jana.say(SAID)
    either.clock.forward(minutes=7)

    await petr.react(SAID)
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
