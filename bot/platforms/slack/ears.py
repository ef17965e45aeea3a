"""What a chat tells the rest of the product."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.incoming import Deleted, Incoming, Moved, PlaceChanged
from bot.chat.outcome import Outcome
from bot.chat.platform import Links
from bot.people.who import Person


async def _none(_incoming: Incoming) -> Links:
    return {}


async def _unheard(_changed: PlaceChanged) -> None:
    return None


async def _first(_act: str, _within: timedelta) -> bool:
    return True


async def _nothing(_act: str, _by: Person) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Ears:
    """
    Who is told. An event whose ear raises is delivered again by Slack: at once, after a minute, after five.

    *router* answers what people command, press, send, say and react. *people* is given whoever was read anew. *moved*
    and *deleted* are facts, not wishes: nobody's permission is asked; a Reply to *moved* is said in a private reply to
    whoever
    joined. *gap* is called whenever events may have been missed: after every connection, with the seconds for which
    nothing could be heard; members must be read again. *links* is asked where things are only for an answer with a
    button that leads somewhere; what it does not know is left out. *claims* claims the private reply to an act, by its
    key: whether nobody did so within that time. *saved* tells whether anything was recorded for an act. *changed* is
    told what became of a place the bot is in, or was.
    """

    router: Callable[[Incoming], Awaitable[Outcome]]
    people: Callable[[Sequence[Person]], Awaitable[None]]
    moved: Callable[[Moved], Awaitable[Outcome]]
    deleted: Callable[[Deleted], Awaitable[None]]
    gap: Callable[[float], Awaitable[None]]
    links: Callable[[Incoming], Awaitable[Links]] = _none
    claims: Callable[[str, timedelta], Awaitable[bool]] = _first
    saved: Callable[[str, Person], Awaitable[bool]] = _nothing
    changed: Callable[[PlaceChanged], Awaitable[None]] = _unheard
