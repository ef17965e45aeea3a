"""A message somebody pointed at, as a form carries it: where it stands and who wrote it, never its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.approval import mark
from bot.chat.carried import Carried
from bot.chat.incoming import Message
from bot.crisis.incident import Incident
from bot.crisis.timeline.rules import NOTE_CHARS
from bot.crisis.wording import shortened
from bot.record.fact import MessageRef
from bot.text import Words, _

COPIED: Final = _("It stands outside the crisis room, so it is copied. Later changes are not seen.")
TITLE_CHARS: Final = 50  # of a crisis's title in a menu


@dataclass(frozen=True, slots=True)
class Pointed(Carried):
    """A message, or none: where it stands is then empty."""

    place: str = ""
    ref: str = ""
    thread: str = ""
    author: str = ""  # id of who wrote it
    at: str = ""
    mark: str = ""  # of the words the form was opened with
    link: str = ""
    crisis: str = ""  # the one it is added to, where that is not asked in the form

    @property
    def source(self) -> MessageRef | None:
        return MessageRef(place=self.place, ref=self.ref, thread=self.thread or None) if self.place else None

    @property
    def said_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


def pointed(message: Message, crisis: str = "") -> Pointed:
    """The message as a form carries it."""
    source, author = message.source, message.author.id if message.author else ""
    where = source.place, source.ref, source.thread or ""
    return Pointed(*where, author, message.at.isoformat(), mark(begun(message.text)), message.link, crisis)


def begun(text: str) -> str:
    """The message's words as a form begins with them: as many as a field holds."""
    return cut(text.strip(), NOTE_CHARS)


def cut(text: str, chars: int) -> str:
    """At most so many characters, its lines kept, ended at a word by "…" where it is longer."""
    if len(text) <= chars:
        return text
    head = text[: chars - 1]
    return (head.rsplit(None, 1)[0] if len(head.split()) > 1 else head) + "…"


def too_long(message: Message) -> tuple[Words, ...]:
    """Said above a form that does not begin with all of the message."""
    n, shown = len(message.text.strip()), len(begun(message.text))
    if n <= NOTE_CHARS:
        return ()
    return (_("It has {n} characters; the first {shown} are here. The link leads to all.", n=n, shown=shown),)


def crisis_label(incident: Incident) -> Words:
    """A crisis of the person's own, in a menu."""
    return _("Crisis {n} · {title}", n=incident.number, title=shortened(incident.opening.title, TITLE_CHARS))
