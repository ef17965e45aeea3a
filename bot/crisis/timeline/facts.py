"""Facts of what people put on the timeline, and of what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, MessageRef, Weight


class Noted(Fact):
    kind: Literal["noted"] = "noted"
    text: str
    as_: Weight = Weight.unconfirmed
    by: Someone
    source: MessageRef | None = None  # the message it was taken from
    author: Someone | None = None  # who wrote that message, where it was somebody else
    link: str = ""  # address of that message
    copied: bool = False  # that message stands outside the room: later changes of it are not seen
    reworded: bool = False  # the text is not that message's own any more, but of who noted it


class MessageFlagged(Fact):
    """A message was captured by a reaction. Its text follows: until then the entry has only the link."""

    weight: ClassVar[Weight] = Weight.unconfirmed
    kind: Literal["message_flagged"] = "message_flagged"
    source: MessageRef
    by: Someone
    link: str = ""


class MessageRead(Fact):
    """What a captured message said, as it was when it was read."""

    kind: Literal["message_read"] = "message_read"
    entry: int  # seq of the MessageFlagged
    text: str
    author: Someone | None = None
    said_at: datetime  # aware UTC
    link: str = ""  # its address; that of the pin knows of no thread


class MessageUnread(Fact):
    """A captured message of which no text is kept: gone, not for us, or it held a secret."""

    kind: Literal["message_unread"] = "message_unread"
    entry: int
    reason: str  # the chat's own code; "secret_seen" where it held a password or key


class EntryChanged(Fact):
    """An entry says something else now; the original stays on the record. None: as it was."""

    kind: Literal["entry_changed"] = "entry_changed"
    entry: int  # seq of the note or the captured message
    by: Someone
    text: str | None = None
    was: Weight  # what it weighed until now
    as_: Weight
    happened_at: datetime | None = None  # aware UTC


class EntryStruck(Fact):
    """Struck through, never erased."""

    kind: Literal["entry_struck"] = "entry_struck"
    entry: int
    by: Someone
    as_: Weight  # what it weighed until now
    source: MessageRef | None = None  # of the message it was taken from, which may be captured again
    reason: str = ""


class SourceEdited(Fact):
    """
    A captured message was changed where it was written; the first text stays on the record.

    Of a *question*: the message its answer was taken from, where what it says now is no answer. The answer stays.
    """

    kind: Literal["source_edited"] = "source_edited"
    entry: int | None = None
    question: str = ""
    text: str = ""


class SourceDeleted(Fact):
    """A captured message, or one an answer was taken from, was deleted where it was written. What it said stays."""

    kind: Literal["source_deleted"] = "source_deleted"
    entry: int | None = None
    question: str = ""


FACTS = (
    Noted,
    MessageFlagged,
    MessageRead,
    MessageUnread,
    EntryChanged,
    EntryStruck,
    SourceEdited,
    SourceDeleted,
)
