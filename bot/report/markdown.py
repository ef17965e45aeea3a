"""The timeline as a Markdown file: every entry whole, times in the organisation's zone with UTC beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from dateutil import tz

from bot.domain import events as e
from bot.domain.entries import say, weight_words
from bot.domain.events import Event
from bot.domain.incident import Incident
from bot.domain.playbook import Book
from bot.text import Translator, Words, _, clean, translator

MARKUP = re.compile(r"([\\`*_\[\]<>&~|])")
"""What Markdown or HTML would read as markup inside a line; a person's words are data, so it is escaped."""


def timeline_file(incident: Incident, book: Book, events: Iterable[Event]) -> str:
    """The whole timeline in the incident's language. Restricted values are not in it."""
    words = translator(incident.language)
    zone = tz.gettz(incident.zone) or tz.UTC
    head = _("Timeline of Crisis {n}: {title}", n=incident.number, title=incident.title)
    about = _("Times are in {zone}, with UTC beside them. It rests on {n} events.", zone=incident.zone, n=incident.seq)
    lines = [f"# {_md(words, head)}", "", _md(words, about), ""]
    lines += [line for event in events if (line := _entry(event, book, words, zone))]
    known = f"{incident.seq}:{incident.head}"
    lines += ["", _md(words, _("Head of the record, to verify it: {head}", head=known)), ""]
    return "\n".join(lines)


def _entry(event: Event, book: Book, words: Translator, zone: tzinfo) -> str | None:
    what = say(event.fact, book, None)
    if what is None:
        return None
    weight = weight_words(event.fact.as_ if isinstance(event.fact, e.Noted) else event.fact.weight)
    added = f" ({_md(words, _('added'))} {clock(event.at, zone)})" if event.at != event.happened_at else ""
    return f"- {clock(event.happened_at, zone)} · {_md(words, weight)} · {_md(words, what)}{added}"


def clock(at: datetime, zone: tzinfo) -> str:
    """``2013-01-31 14:21 GMT (14:21 UTC)``."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()} ({at.astimezone(tz.UTC):%H:%M} UTC)"


def _md(words: Translator, what: Words) -> str:
    return escaped(words.plain(what))


def escaped(text: str) -> str:
    """Text that Markdown shows to the letter, on one line."""
    return MARKUP.sub(r"\\\1", " ".join(clean(text).split()))
