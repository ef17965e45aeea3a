"""Which kind of crisis it is: suggested from the words of its title, set by a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import KindSet
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import _

Span = tuple[int, int]
"""Where a match begins and ends in a title."""

WORD: Final = re.compile(r"\w+")


def suggest(title: str, book: Book) -> str | None:
    """
    The id of the kind that the title's most telling words suggest; None where they suggest none.

    Words that belong to longer ones of another kind do not count: a former employee is no employee. Then several words
    in a row tell more than one, more of them more than fewer, long ones more than short; of equals it is the first.
    """
    plain = _plain(title)
    hits = {
        kind.id: [found.span() for words in kind.suggested_by if (found := _pattern(words).search(plain))]
        for kind in book.kinds
    }
    everything = [span for spans in hits.values() for span in spans]
    telling = {id: [span for span in spans if not _is_within_another(span, everything)] for id, spans in hits.items()}
    best = max(telling, key=lambda id: _weight(plain, telling[id]), default=None)
    return best if best is not None and telling[best] else None


def kind_of(incident: Incident, book: Book) -> str | None:
    """The kind everything goes by: the one a person chose or confirmed, else the one the title suggests."""
    return incident.opening.playbook or suggest(incident.opening.title, book)


def set_kind(incident: Incident, book: Book, kind: str, by: Someone) -> list[Fact]:
    """The kind a person chose. Raises Refused if no playbook has it, or the crisis is over."""
    must_be_open(incident)
    if kind not in {known.id for known in book.kinds}:
        raise Refused(_("No playbook has that kind. Nothing was changed."), code="unknown_kind")
    return [] if incident.opening.playbook == kind else [KindSet(playbook=kind, by=by)]


def _is_within_another(span: Span, others: Iterable[Span]) -> bool:
    return any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in others)


def _weight(title: str, spans: Sequence[Span]) -> tuple[int, int, int]:
    """Words of the longest match, how many matches, signs of the longest."""
    texts = [title[start:end] for start, end in set(spans)]
    return max((len(WORD.findall(text)) for text in texts), default=0), len(texts), max(map(len, texts), default=0)


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    """Whole words; a star stands for any ending."""
    word = re.escape(_plain(words)).replace(re.escape("*"), r"\w*")
    return re.compile(rf"(?<!\w){word}(?!\w)")


def _plain(text: str) -> str:
    """Small letters without marks, for many people type none."""
    split = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(char for char in split if not unicodedata.combining(char))
