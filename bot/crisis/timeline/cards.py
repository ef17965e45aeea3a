"""What a person is shown of the timeline: one entry with what can be done to it, and the newest ones as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.card import Button, Item, Menu, Option, on
from bot.chat.carried import Carried
from bot.chat.outcome import Reply
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.timeline.rules import is_theirs, who_can
from bot.crisis.timeline.words import words_of
from bot.crisis.wording import shortened
from bot.people.who import Person
from bot.record.entries import line, lines, marks
from bot.record.entry import Entry
from bot.record.say import weight_words
from bot.room.status import when
from bot.text import Joined, Words, _, raw

WORDS_CHARS = 500  # of a person's words in a private reply of one entry
LABEL_CHARS = 40  # of an entry's words in a menu, with a name behind


@dataclass(frozen=True, slots=True)
class OfEntry(Carried):
    """An entry, and how often it had been altered when its reader saw it."""

    entry: int
    seen: int = 0


@dataclass(frozen=True, slots=True)
class FromEntry(Carried):
    """How many of the newest entries come after those to show."""

    skipped: int = 0


def private_reply(incident: Incident, entry: Entry, book: Book, reader: Person, already: bool = False) -> Reply:
    """One entry as it stands now: *Change…* and *Strike…* for those who may. *already*: nothing was added."""
    if entry.struck or entry.by is None:
        return Reply((line(entry, book),))
    at, weight = when(incident, entry.happened_at), weight_words(entry.weight)
    first = _("On the timeline: {at} · {weight}", at=at, weight=weight)
    if already:
        first = _("On the timeline already: {at} · {weight}", at=at, weight=weight)
    told = (first, _second(entry))
    if not is_theirs(incident, entry, reader):
        return Reply((*told, who_can(incident, entry.by)))
    value = on(incident.id, OfEntry(entry.seq))
    return Reply(told, (Button("timeline.change", _("Change…"), value), Button("timeline.strike", _("Strike…"), value)))


def struck(entry: Entry) -> Reply:
    """It is struck now; *entry* as it was before."""
    return Reply((_("Struck, not erased: {what}", what=_second(entry)),))


def _second(entry: Entry) -> Words:
    """ "“Union rep quotes the post” · Jana (link)"."""
    who = entry.by if entry.author is None or entry.is_reworded else entry.author
    said = _("{what} · {name}", what=words_of(entry, WORDS_CHARS), name=who.name if who else "–")
    noted = marks(entry)
    return _("{line} ({marks})", line=said, marks=Joined(tuple(noted))) if noted else said


def timeline(
    incident: Incident, shown: Sequence[Entry], book: Book, reader: Person, skipped: int, earlier: bool
) -> Reply:
    """
    A page of lines, newest last, with a menu of those the reader may change.

    Args:
        skipped: How many newer entries come after these.
        earlier: Whether there are older ones.
    """
    head = _("Timeline of Crisis {n}, newest last", n=incident.number)
    if skipped:
        head = _("Timeline of Crisis {n}, before the newest {skipped}", n=incident.number, skipped=skipped)
    mine = [entry for entry in reversed(shown) if entry.struck is None and is_theirs(incident, entry, reader)]
    items: list[Item] = []
    if mine:
        options = tuple(Option(str(entry.seq), _label(entry, reader)) for entry in mine)
        items.append(Menu("timeline.entry", _("Change an entry"), options, on(incident.id)))
    if earlier:
        items.append(Button("timeline.show", _("Earlier"), on(incident.id, FromEntry(skipped + len(shown)))))
    return Reply((head, *lines(shown, book, incident.opening.zone)), tuple(items))


def _label(entry: Entry, reader: Person) -> Words:
    """Its words, and whose it is where it is somebody else's: no time, for a menu shows none in the reader's zone."""
    text = shortened(entry.text or "", LABEL_CHARS)
    what = raw(text) if text else words_of(entry, LABEL_CHARS)
    if entry.by is None or entry.by.id == reader.id:
        return what
    return _("{what} · {name}", what=what, name=shortened(entry.by.name, LABEL_CHARS // 2))
