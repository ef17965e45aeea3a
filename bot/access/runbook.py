"""How access to one platform is closed, proven and given back: playbooks/runbooks/, one file a platform."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.record.frozen import Frozen

RunbookPurpose = Literal[
    "evidence",
    "pause",
    "keyholders",
    "remove",
    "rotate",
    "end_sessions",
    "revoke_apps",
    "recovery",
    "delete",
    "tools",
    "verify",
    "tell",
    "restore",
    "lost",
    "freeze",
]


CLOSING = ("rotate", "end_sessions", "revoke_apps", "remove")
"""The purposes of steps that close access: run.MUST, and removing people (domain.md §5.3)."""


class RunbookStep(Frozen):
    """One thing to do, in the words of the platform's own menus. Without a source it is from memory."""

    purpose: RunbookPurpose
    text: str  # English; a message id
    by: str  # who may do it there: "owner", "admin", "second person"
    source: str = ""
    checked_on: date | None = None  # None: not checked on the live platform
    checked_by: str = ""
    tested_in: str = ""  # the drill in which it was tried
    link: str = ""
    residual_minutes: int | None = None  # how long somebody may still post after it; None: not known


class Runbook(Frozen):
    """One platform's steps; of each purpose in the order they are done."""

    id: str
    title: str
    also: tuple[str, ...] = ()  # what else people call the platform
    note: str = ""
    recovery: str = ""  # address where a lost account is claimed
    owner: str  # who keeps it true
    steps: tuple[RunbookStep, ...] = ()

    @property
    def is_tested(self) -> bool:
        """Whether each step that closes access was checked on the live platform, or tried in a drill."""
        steps = [step for step in self.steps if step.purpose in CLOSING]
        return bool(steps) and all(step.checked_on or step.tested_in for step in steps)

    def of(self, purpose: RunbookPurpose) -> tuple[RunbookStep, ...]:
        """Its steps of one purpose."""
        return tuple(step for step in self.steps if step.purpose == purpose)
