"""The timeline as a Markdown file: every entry whole, times in the organisation's zone with UTC beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from urllib.parse import quote

from dateutil import tz

from bot.capabilities import say
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.timeline.facts import MessageRead
from bot.record.entries import what_happened
from bot.record.entry import Entry, gathered
from bot.record.event import Event
from bot.record.fact import Unreadable
from bot.record.say import weight_words
from bot.report.evidence import evidence_lines
from bot.text import Translator, Words, _, clean, translator

MARKUP = re.compile(r"([\\`*_\[\]<>&~|])")
"""What Markdown or HTML would read as markup inside a line; a person's words are data, so it is escaped."""

ADDRESS = re.compile(r"[\s<>]")
"""What would end an address inside its angle brackets."""


def timeline_file(incident: Incident, book: Book, events: Iterable[Event]) -> str:
    """The whole timeline in the incident's language. Restricted values are not in it."""
    words = translator(incident.room.language, zone=incident.opening.zone)
    zone = tz.gettz(incident.opening.zone) or tz.UTC
    head = _("Timeline of Crisis {n}: {title}", n=incident.number, title=incident.opening.title)
    about = _(
        "Times are in {zone}, with UTC beside them. It rests on {n} events.", zone=incident.opening.zone, n=incident.seq
    )
    lines = [f"# {_md(words, head)}", "", _md(words, about), ""]
    lines += [line for entry in gathered(events) for line in _entry(entry, book, words, zone)]
    lines += _evidence(incident, words, zone)
    known = f"{incident.seq}:{incident.checksum}"
    lines += ["", _md(words, _("Record checksum: {checksum}", checksum=known)), ""]
    return "\n".join(lines)


def _evidence(incident: Incident, words: Translator, zone: tzinfo) -> list[str]:
    listed = [f"- {_md(words, line)}" for line in evidence_lines(incident, lambda at: clock(at, zone))]
    return ["", f"## {_md(words, _('Evidence'))}", "", *listed] if listed else []


def _entry(entry: Entry, book: Book, words: Translator, zone: tzinfo) -> list[str]:
    """The line as it stands now, and below it, where it was altered, how it came to be so."""
    what = what_happened(entry, book, None)
    if what is None:
        return []
    at, weight = clock(entry.happened_at, zone), weight_words(entry.weight)
    said = f"{at} · {_md(words, weight)} · {_md(words, what)}{_beside(entry, words, zone)}"
    return [f"- ~~{said}~~" if entry.struck else f"- {said}", *_history(entry, book, words, zone)]


def _beside(entry: Entry, words: Translator, zone: tzinfo) -> str:
    """When and by whom it was put in, and where it came from."""
    found: list[str] = []
    if entry.event.at != entry.happened_at:
        found.append(f"{_md(words, _('added'))} {clock(entry.event.at, zone)}")
    if entry.by and entry.author:
        found.append(_md(words, _("added by {name}", name=entry.by.name)))
    if entry.is_copied:
        found.append(_md(words, _("copied from elsewhere; later changes are not seen")))
    if entry.link:
        found.append(f"<{ADDRESS.sub(lambda sign: quote(sign[0]), clean(entry.link).strip())}>")
    return f" ({', '.join(found)})" if found else ""


def _history(entry: Entry, book: Book, words: Translator, zone: tzinfo) -> list[str]:
    """What was recorded of a line, from the first; nothing where that is the line itself, or was erased."""
    altered = [event for event in entry.later if not isinstance(event.fact, MessageRead)]
    if not altered or isinstance(entry.event.fact, Unreadable):
        return []
    told = [(event.at, said) for event in (entry.event, *entry.later) if (said := say(event.fact, book, None))]
    return [f"  - {clock(at, zone)} · {_md(words, said)}" for at, said in told]


def clock(at: datetime, zone: tzinfo) -> str:
    """``2013-01-31 14:21 GMT (14:21 UTC)``."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()} ({at.astimezone(tz.UTC):%H:%M} UTC)"


def _md(words: Translator, what: Words) -> str:
    return escaped(words.plain(what))


def escaped(text: str) -> str:
    """Text that Markdown shows to the direct message, on one line."""
    return MARKUP.sub(r"\\\1", " ".join(clean(text).split()))
