"""
One line of the timeline as it stands now: what was recorded first, and what became of it since.

    noted ─────────┐
    captured ─read─┴─▶ changed · edited or deleted at its source ─▶ struck

The state of an incident has only counts. This is the second fold of its events, of as many as somebody looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.crisis.timeline.facts import (
    EntryChanged,
    EntryStruck,
    MessageFlagged,
    MessageRead,
    MessageUnread,
    Noted,
    SourceDeleted,
    SourceEdited,
)
from bot.people.who import Someone
from bot.record.event import Event
from bot.record.fact import Fact, Weight

LATER = MessageRead | MessageUnread | EntryChanged | EntryStruck | SourceEdited | SourceDeleted
"""Facts that alter a line. They stand below it in the file, and are no lines of their own."""

LATER_KINDS = tuple(
    cls.model_fields["kind"].default
    for cls in (MessageRead, MessageUnread, EntryChanged, EntryStruck, SourceEdited, SourceDeleted)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """*event* began it; *later* altered it since, oldest first."""

    event: Event
    later: tuple[Event, ...] = ()

    @property
    def seq(self) -> int:
        return self.event.seq

    @property
    def is_written(self) -> bool:
        """Whether people wrote or captured it, so that they may change it."""
        return isinstance(self.event.fact, Noted | MessageFlagged)

    @property
    def by(self) -> Someone | None:
        """Who put it on the timeline; None where nobody did, or it was erased."""
        fact = self.event.fact
        return fact.by if isinstance(fact, Noted | MessageFlagged) else None

    @property
    def author(self) -> Someone | None:
        """Who wrote the message it was taken from, if that is known and somebody else."""
        read = [event.fact.author for event in self.later if isinstance(event.fact, MessageRead)]
        fact = self.event.fact
        author = fact.author if isinstance(fact, Noted) else read[-1] if read else None
        return author if author and self.by and author.id != self.by.id else None

    @property
    def text(self) -> str | None:
        """
        Its words; None while a captured message is not read, or where it cannot be.

        Those of a person who worded the line anew stay, whatever becomes of the message.
        """
        facts = [event.fact for event in self.later]
        worded = [fact.text for fact in facts if isinstance(fact, EntryChanged) and fact.text is not None]
        told = [fact.text for fact in facts if isinstance(fact, MessageRead | SourceEdited)]
        first = [self.event.fact.text] if isinstance(self.event.fact, Noted) else []
        return next(reversed([*first, *told, *worded]), None)

    @property
    def weight(self) -> Weight:
        changed = [event.fact.as_ for event in self.later if isinstance(event.fact, EntryChanged)]
        fact = self.event.fact
        return changed[-1] if changed else fact.as_ if isinstance(fact, Noted) else fact.weight

    @property
    def happened_at(self) -> datetime:
        """When it happened: as a person changed it last, else when the message was said, else as it was recorded."""
        said, changed = None, None
        for event in self.later:
            if isinstance(event.fact, MessageRead):
                said = event.fact.said_at
            elif isinstance(event.fact, EntryChanged):
                changed = event.fact.happened_at or changed
        return changed or said or self.event.happened_at

    @property
    def link(self) -> str:
        """Address of the message it was taken from."""
        read = [event.fact.link for event in self.later if isinstance(event.fact, MessageRead) and event.fact.link]
        fact = self.event.fact
        return read[-1] if read else fact.link if isinstance(fact, Noted | MessageFlagged) else ""

    @property
    def is_copied(self) -> bool:
        return isinstance(self.event.fact, Noted) and self.event.fact.copied

    @property
    def is_reworded(self) -> bool:
        """Whether its words are not the message's own any more."""
        changed = any(isinstance(event.fact, EntryChanged) and event.fact.text is not None for event in self.later)
        return changed or (isinstance(self.event.fact, Noted) and self.event.fact.reworded)

    @property
    def unread(self) -> MessageUnread | None:
        """Why its text cannot be read, if that is so."""
        return next((event.fact for event in self.later if isinstance(event.fact, MessageUnread)), None)

    @property
    def edited_at(self) -> datetime | None:
        """When its message was last changed where it was written."""
        return next((event.at for event in reversed(self.later) if isinstance(event.fact, SourceEdited)), None)

    @property
    def is_deleted(self) -> bool:
        """Whether its message is gone where it was written."""
        return any(isinstance(event.fact, SourceDeleted) for event in self.later)

    @property
    def changed(self) -> tuple[EntryChanged, datetime] | None:
        """The last change by a person, and when."""
        for event in reversed(self.later):
            if isinstance(event.fact, EntryChanged):
                return event.fact, event.at
        return None

    @property
    def struck(self) -> tuple[EntryStruck, datetime] | None:
        for event in self.later:
            if isinstance(event.fact, EntryStruck):
                return event.fact, event.at
        return None


def altered(fact: Fact) -> int | None:
    """The seq of the entry that this fact alters; None where it is a line of its own."""
    return fact.entry if isinstance(fact, LATER) else None


def gathered(events: Iterable[Event]) -> list[Entry]:
    """
    The lines of these events, by the time they happened, then as they were recorded.

    What alters a line that is not among them is left out.
    """
    begun: dict[int, Event] = {}
    later: dict[int, list[Event]] = {}
    for event in events:
        entry = altered(event.fact)
        if entry is None:
            begun[event.seq] = event
        else:
            later.setdefault(entry, []).append(event)
    entries = [Entry(event, tuple(later.get(seq, ()))) for seq, event in begun.items()]
    return sorted(entries, key=lambda entry: (entry.happened_at, entry.seq))
