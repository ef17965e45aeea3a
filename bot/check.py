"""`crisis check`: the playbooks and the catalogues of words, before somebody needs them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from babel.messages.pofile import PoFileError

from bot.catalogue import TEMPLATE, faults
from bot.playbooks import PlaybooksWrong, load
from bot.text import CATALOGUE, LOCALE


def check_all(playbooks: Traversable | None = None, locale: Path = LOCALE) -> list[str]:
    """Every mistake, one sentence each with its file; [] if all is well. By default the product's own files."""
    return [*_playbooks(playbooks), *_catalogues(locale)]


def _playbooks(folder: Traversable | None) -> Iterator[str]:
    try:
        load(folder)
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
