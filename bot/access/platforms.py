"""What a platform is called, and which one is meant by a word: its runbook's id, whatever people call it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.access.runbook import Runbook
from bot.crisis.playbook import Book

SHORTEST: Final = 4  # direct messages of a name that endings may follow: na Instagramu, na Twitteru
ENDINGS: Final = frozenset(("a", "u", "e", "i", "y", "ě", "om", "em", "ju", "jem", "jom", "ovi", "ou"))
"""How Croatian and Czech bend such a name in a sentence; another ending makes another word: Metro, Instant."""


def platform_name(book: Book, platform: str) -> str:
    """As its runbook calls it; where there is none, the word that somebody entered."""
    runbook = book.runbook(platform)
    return runbook.title if runbook else platform


def platform_of(word: str, runbooks: Iterable[Runbook]) -> str | None:
    """The id of the runbook for exactly this name; spaces, signs and capitals make no other. None where none is."""
    wanted = _bare(word)
    return next((id for name, id in _names(runbooks) if wanted and name == wanted), None)


def platform_in(word: str, runbooks: Iterable[Runbook]) -> str | None:
    """As ``platform_of``, for a word of a sentence, which may have an ending."""
    runbooks = tuple(runbooks)
    wanted = _bare(word)
    bent = (id for name, id in _names(runbooks) if _inflected(wanted, name))
    return platform_of(word, runbooks) or next(bent, None)


def _names(runbooks: Iterable[Runbook]) -> list[tuple[str, str]]:
    return [(_bare(name), each.id) for each in runbooks for name in (each.id, each.title, *each.also)]


def _bare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _inflected(wanted: str, name: str) -> bool:
    stem = name[:-1] if name[-1:] in "aeo" else name  # na Mastodonu, na Bluesky-ju; na Instagramu, na Meti
    if len(name) < SHORTEST or not wanted.startswith(stem):
        return False
    return wanted.removeprefix(stem) in ENDINGS or wanted.removeprefix(name) in ENDINGS
