"""What a runbook must have so that closing an account by it can be proven, and what of it should be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Final

from bot.access.runbook import Runbook
from bot.playbooks.sheet import Path, Sheet, checked, read

FOLDER: Final = "runbooks"
CHECKED_FOR: Final = timedelta(days=180)  # after that a menu may have moved: ours


def runbooks(texts: Iterable[tuple[str, str]], today: date | None = None) -> tuple[list[Sheet], list[Runbook]]:
    """
    The runbooks with their mistakes noted in the sheets.

    Args:
        texts: Name of the file, below the folder of the playbooks, and what it holds.
        today: A check of a later day is a mistake. None where the clock must not decide, as when the bot starts.
    """
    sheets, found = list[Sheet](), list[Runbook]()
    for name, text in texts:
        sheets.append(sheet := read(name, text))
        if runbook := checked(sheet, Runbook):
            _study(sheet, runbook, today)
            found.append(runbook)
    return sheets, found


def stale(runbook: Runbook, today: date) -> str | None:
    """How many of its steps nobody has checked, or not lately; None where all is fresh."""
    checks = [step.checked_on for step in runbook.steps]
    never = sum(on is None for on in checks)
    old = sum(on is not None and today - on > CHECKED_FOR for on in checks)
    said = [f"{never} never checked"] if never else []
    said += [f"{old} checked more than {CHECKED_FOR.days} days ago"] if old else []
    if not said:
        return None
    return f"{FOLDER}/{runbook.id}.yaml: of {len(checks)} steps {', '.join(said)}. {runbook.owner} keeps it true."


def _study(sheet: Sheet, runbook: Runbook, today: date | None) -> None:
    if f"{runbook.id}.yaml" != PurePosixPath(sheet.file).name:
        sheet.wrong(("id",), f"the id is {runbook.id}, so the file must be called {runbook.id}.yaml.")
    if not runbook.owner.strip():
        sheet.wrong(("owner",), "owner is empty: somebody must keep it true.")
    if not runbook.of("verify"):
        sheet.wrong(("steps",), "there must be a step with the purpose verify.")
    _address(sheet, ("recovery",), runbook.recovery)
    for n, step in enumerate(runbook.steps):
        here: Path = ("steps", n)
        _address(sheet, (*here, "link"), step.link)
        for name in ("text", "by"):
            if not getattr(step, name).strip():
                sheet.wrong((*here, name), f"{name} is empty.")
        if step.checked_on and not step.source.strip():
            sheet.wrong((*here, "checked_on"), "what was checked? A check needs a source.")
        if step.checked_on and today and step.checked_on > today:
            sheet.wrong((*here, "checked_on"), f"{step.checked_on} is still to come.")
        if step.residual_minutes is not None and step.residual_minutes < 0:
            sheet.wrong((*here, "residual_minutes"), "residual_minutes can't be less than 0.")


def _address(sheet: Sheet, path: Path, address: str) -> None:
    if address and not address.startswith("https://"):
        sheet.wrong(path, f"{path[-1]} must be an address that begins with https://.")
