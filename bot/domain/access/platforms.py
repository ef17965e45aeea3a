"""What a platform is called, and which one is meant by a word: its runbook's id, whatever people call it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.access.runbook import Runbook
from bot.domain.playbook import Book

SHORTEST = 4  # letters of a name from which an ending may follow: na Instagramu, na Twitteru
ENDING = 3  # letters of the longest such ending


def platform_name(book: Book, platform: str) -> str:
    """As its runbook calls it; where there is none, the word that somebody entered."""
    runbook = book.runbook(platform)
    return runbook.title if runbook else platform


def platform_of(word: str, runbooks: Iterable[Runbook]) -> str | None:
    """The id of its runbook; None where no runbook is for it. An exact name comes before one with an ending."""
    wanted = word.strip().casefold()
    names = [(name.casefold(), runbook.id) for runbook in runbooks for name in _names(runbook)]
    exact = (id for name, id in names if name == wanted)
    return next(exact, None) or next((id for name, id in names if _inflected(wanted, name)), None)


def _names(runbook: Runbook) -> tuple[str, ...]:
    return (runbook.id, runbook.title, *runbook.also)


def _inflected(wanted: str, name: str) -> bool:
    stem = name[:-1] if name[-1:] in "aeo" else name  # na Mastodonu, na Bluesky-ju; Reddit, Redditu
    return len(name) >= SHORTEST and wanted.startswith(stem) and len(wanted) - len(name) <= ENDING
