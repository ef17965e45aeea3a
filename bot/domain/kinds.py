"""Which kind of crisis it is: suggested from the words of its title, set by a person."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.domain.events import Fact, KindSet
from bot.domain.incident import Incident
from bot.domain.opening import must_be_open
from bot.domain.people import Someone
from bot.domain.playbook import Book, Kind
from bot.errors import Refused
from bot.text import _


def suggest(title: str, book: Book) -> str | None:
    """The id of the kind whose words the title has most of, the first of equals; None where it has none."""
    plain = _plain(title)
    best = max(book.kinds, key=lambda kind: _hits(kind, plain), default=None)
    return best.id if best and _hits(best, plain) else None


def set_kind(incident: Incident, book: Book, kind: str, by: Someone) -> list[Fact]:
    """The kind a person chose. Raises Refused if no playbook has it, or the crisis is over."""
    must_be_open(incident)
    if kind not in {known.id for known in book.kinds}:
        raise Refused(_("No playbook has that kind. Nothing was changed."), code="unknown_kind")
    return [] if incident.playbook == kind else [KindSet(playbook=kind, by=by)]


def _hits(kind: Kind, title: str) -> int:
    return sum(bool(_pattern(words).search(title)) for words in kind.suggested_by)


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    """Whole words; a star stands for any ending."""
    word = re.escape(_plain(words)).replace(re.escape("*"), r"\w*")
    return re.compile(rf"(?<!\w){word}(?!\w)")


def _plain(text: str) -> str:
    """Small letters without marks, for many people type none."""
    split = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(char for char in split if not unicodedata.combining(char))
