"""
Reads playbooks/*.yaml (YAML 1.2) into a Book and checks all of it: whoever edits them gets every mistake at once,
each with its file and line and a plain sentence.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from bot.domain.first_word import misplaced
from bot.domain.playbook import Book, Kind, Roles
from bot.errors import CrisisError
from bot.playbooks.questions import Questions, refer
from bot.playbooks.roles import relate
from bot.playbooks.runbooks import runbooks
from bot.playbooks.sheet import Mistake, checked, missing, read

__all__ = ["Mistake", "PlaybooksWrong", "load"]

QUESTIONS: Final = "questions.yaml"
ROLES: Final = "roles.yaml"


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
    The playbooks of *folder*, by default those that come with the product.

    Args:
        today: See ``runbooks``: a check of a later day is a mistake then.

    Raises:
        PlaybooksWrong: With every mistake.
    """
    folder = folder or files("playbooks")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    sheets = {name: read(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names}
    asked = sheets.pop(QUESTIONS, None) or missing(QUESTIONS)
    given = sheets.pop(ROLES, None) or missing(ROLES)
    questions, roles = checked(asked, Questions), checked(given, Roles)
    kinds = {name: checked(sheet, Kind) for name, sheet in sheets.items()}
    if questions:
        refer(asked, questions)
    if roles:
        relate(given, roles)
    manuals, found = runbooks(folder, today)
    for name, kind in kinds.items():
        if kind and f"{kind.id}.yaml" != name:
            sheets[name].wrong(("id",), f"the id is {kind.id}, so the file must be called {kind.id}.yaml.")
        for says in misplaced(kind.first_line) if kind else ():
            sheets[name].wrong(("first_line",), says)
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
