"""`crisis check`: the playbooks and the catalogues of words, before somebody needs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from babel.messages.pofile import PoFileError

from bot.catalogue import TEMPLATE, faults
from bot.playbooks import PlaybooksWrong, load
from bot.playbooks.runbooks import stale
from bot.text import CATALOGUE, LOCALE


def check_all(playbooks: Traversable | None = None, locale: Path = LOCALE, today: date | None = None) -> list[str]:
    """Every mistake, one sentence each with its file; [] if all is well. By default the product's own files."""
    return [*_playbooks(playbooks, today), *_catalogues(locale)]


def stale_runbooks(today: date, playbooks: Traversable | None = None) -> list[str]:
    """A sentence for each runbook that somebody should look at again; [] where the playbooks cannot be read."""
    try:
        found = load(playbooks).runbooks
    except PlaybooksWrong:
        return []  # check_all says what is wrong
    return [f"playbooks/{says}" for runbook in found if (says := stale(runbook, today))]


def _playbooks(folder: Traversable | None, today: date | None) -> Iterator[str]:
    try:
        load(folder, today)
    except PlaybooksWrong as wrong:
        yield from (f"playbooks/{mistake}" for mistake in wrong.mistakes)


def _catalogues(locale: Path) -> Iterator[str]:
    template = TEMPLATE.read_text("utf-8")
    for path in sorted(locale.glob(f"*/{CATALOGUE}")):
        name = path.relative_to(locale.parent)
        try:
            with path.open("rb") as file:
                yield from (f"{name}: {fault}" for fault in faults(file, template))
        except (PoFileError, UnicodeDecodeError) as damaged:
            yield f"{name}: cannot be read: {damaged}"
