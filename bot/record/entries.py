"""
The timeline as lines: each event in words, for the room, a private reply and a file. A restricted value never appears.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.capabilities import say
from bot.crisis.playbook import Book
from bot.crisis.timeline.words import written
from bot.crisis.wording import day_of
from bot.record.entry import Entry, gathered
from bot.record.event import Event
from bot.record.say import weight_words
from bot.text import Joined, Link, Moment, Struck, Style, Words, _

CHAT_CHARS = 160  # a person's words in one line of the chat; the file has them whole
LATE = timedelta(minutes=1)  # an entry recorded this much after it happened says when it was added


def entries(events: Iterable[Event], book: Book, zone: str = "UTC") -> list[Words]:
    """The timeline of these events as it stands now: one line each that says something, by time of happening."""
    return lines(gathered(events), book, zone)


def lines(gathered: Iterable[Entry], book: Book, zone: str = "UTC") -> list[Words]:
    """Entries as lines. Where they are of several days in *zone* (IANA name), the first of each day names it."""
    shown = [entry for entry in gathered if shows(entry, book)]
    days = [day_of(entry.happened_at, zone) for entry in shown]
    before = [days[-1], *days[:-1]] if days else []
    return [
        line(entry, book, "time" if day == known else "date_time")
        for entry, day, known in zip(shown, days, before, strict=True)
    ]


def line(entry: Entry, book: Book, style: Style = "time") -> Words:
    """When, what it weighs, what happened; then what became of it."""
    at, weight = Moment(entry.happened_at, style), weight_words(entry.weight)
    words = _("{at} · {weight} · {what}", at=at, weight=weight, what=what_happened(entry, book, CHAT_CHARS) or "")
    if noted := marks(entry):
        words = _("{line} ({marks})", line=words, marks=Joined(tuple(noted)))
    if entry.struck is None:
        return words
    return _("{line} · {struck}", line=Struck(words), struck=say(entry.struck[0], book, CHAT_CHARS) or "")


def shows(entry: Entry, book: Book) -> bool:
    """Whether it says something to a reader."""
    return what_happened(entry, book, CHAT_CHARS) is not None


def what_happened(entry: Entry, book: Book, cut: int | None) -> Words | None:
    """What a line says without its time; None where it says nothing to a reader."""
    return written(entry, cut) if entry.is_written else say(entry.event.fact, book, cut)


def marks(entry: Entry) -> list[Words | Link]:
    """What stands behind a line: when and by whom it was added, what changed since, and where it came from."""
    event, found = entry.event, list[Words | Link]()
    late = event.at - entry.happened_at > LATE
    by = entry.by.name if entry.by and entry.author and not entry.is_reworded else ""
    if late and by:
        found.append(_("added {added} by {name}", added=Moment(event.at), name=by))
    elif late or by:
        found.append(_("added {added}", added=Moment(event.at)) if late else _("added by {name}", name=by))
    if entry.changed:
        fact, at = entry.changed
        found.append(_("changed {at} by {name}", at=Moment(at), name=fact.by.name))
    if entry.edited_at:
        found.append(_("edited {at}", at=Moment(entry.edited_at)))
    if entry.is_deleted:
        found.append(_("deleted at its source"))
    if entry.is_copied:
        found.append(_("copied from elsewhere"))
    if entry.link:
        found.append(Link(_("link"), url=entry.link))
    return found
