"""
Reads playbooks/*.yaml (YAML 1.2) into a Book and checks all of it: whoever edits them gets every mistake at once,
each with its file and line and a plain sentence.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from bot.crisis.playbook import Book, Kind, Roles
from bot.errors import CrisisError
from bot.playbooks.questions import Questions, refer
from bot.playbooks.roles import relate
from bot.playbooks.runbooks import FOLDER, runbooks
from bot.playbooks.sheet import Mistake, checked, missing, read
from bot.speech.holding_statement.rules import misplaced

__all__ = ["Mistake", "PlaybooksWrong", "load"]

QUESTIONS: Final = "questions.yaml"
ROLES: Final = "roles.yaml"

Texts = tuple[tuple[str, str], ...]
"""Names and texts of files."""


class PlaybooksWrong(CrisisError):
    """The playbooks cannot be used."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        """
        Args:
            mistakes: All of them, by file and line.
        """
        super().__init__("The playbooks cannot be used:\n" + "\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def load(folder: Traversable | None = None, today: date | None = None) -> Book:
    """
    The playbooks of *folder*, by default those that come with the product. What says the same is parsed once a process.

    Args:
        today: See ``runbooks``: a check of a later day is a mistake then.

    Raises:
        PlaybooksWrong: With every mistake.
    """
    folder = folder or files("playbooks")
    return _book(_texts(folder), _texts(folder.joinpath(FOLDER), f"{FOLDER}/"), today)


def _texts(folder: Traversable, before: str = "") -> Texts:
    """Name, with *before*, and text of each file; nothing where there is no such folder."""
    if not folder.is_dir():
        return ()
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return tuple((before + each.name, each.read_text(encoding="utf-8")) for each in found)


@lru_cache(maxsize=4)  # the texts are the key: a file that was edited is read anew
def _book(playbooks: Texts, runbook_texts: Texts, today: date | None) -> Book:
    sheets = {name: read(name, text) for name, text in playbooks}
    asked = sheets.pop(QUESTIONS, None) or missing(QUESTIONS)
    given = sheets.pop(ROLES, None) or missing(ROLES)
    questions, roles = checked(asked, Questions), checked(given, Roles)
    kinds = {name: checked(sheet, Kind) for name, sheet in sheets.items()}
    if questions:
        refer(asked, questions)
    if roles:
        relate(given, roles)
    manuals, found = runbooks(runbook_texts, today)
    for name, kind in kinds.items():
        if kind and f"{kind.id}.yaml" != name:
            sheets[name].wrong(("id",), f"the id is {kind.id}, so the file must be called {kind.id}.yaml.")
        for says in misplaced(kind.template) if kind else ():
            sheets[name].wrong(("template",), says)
    mistakes = [mistake for sheet in (asked, given, *sheets.values(), *manuals) for mistake in sheet.mistakes]
    if mistakes or questions is None or roles is None:
        raise PlaybooksWrong(sorted(mistakes))
    known = sorted((kind for kind in kinds.values() if kind), key=lambda kind: kind.order)
    return Book(
        questions=questions.questions,
        access=questions.access,
        kinds=tuple(known),
        roles=roles,
        runbooks=tuple(found),
        reask_after_minutes=questions.reask_after_minutes,
        reask_times=questions.reask_times,
    )
