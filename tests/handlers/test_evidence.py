"""Evidence, as people meet it: a screenshot or a link in the questions' thread, the form, the list."""

from __future__ import annotations

import hashlib

from bot.rehearsal.acting import Actor
from tests.conversation import Rehearsal

PNG = b"\x89PNG\r\n what Petr saw"
ROOT = "Questions ·"
LINK = "https://x.example/post/1"


async def posts(crisis: Rehearsal, who: Actor, name: str, text: str = "", data: bytes = PNG) -> None:
    """A file in the questions' thread."""
    await who.say(text, under=ROOT, files=[await who.upload(name, data)])
    await crisis.later(seconds=5)  # a message is shown anew every two seconds at most


async def whispers(person: Actor) -> str:
    """What this person alone was told, oldest first."""
    return "\n".join(str(m["text"]) for m in await person.everything() if m.get("whisper"))


async def test_a_screenshot_in_the_questions_thread_is_kept(either: Rehearsal) -> None:
    """Posted, numbered, hashed, kept, on the board: on both transports, without a press."""
    petr = await either.opened()

    await posts(either, petr, "shot.png", "Lay-offs on our account")

    [exhibit] = (await either.incident()).exhibits
    assert (exhibit.n, exhibit.shows, exhibit.state) == (1, "Lay-offs on our account", "kept")
    assert exhibit.sha256 == hashlib.sha256(PNG).hexdigest()
    assert await either.app.store.exhibit((await either.incident()).id, exhibit.seq) == PNG
    print(await either.read(petr))
    assert "They are kept as evidence: 1 so far." in await either.read(petr)
