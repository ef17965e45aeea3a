"""
Which of the points at which a bot could be killed are struck in this run: each is within four commits.

All of them are where what is killed was changed, and by ``crisis test --all``.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from bot.suite import EVERY_POINT

TURNS = 4
ROOT = Path(__file__).resolve().parent.parent.parent
STRUCK = (
    "bot/store",
    "bot/worker.py",
    "bot/room/plan.py",
    "bot/room/reconcile.py",
    "bot/platforms/slack",
    "bot/app.py",
)

T = TypeVar("T")


def in_turn(points: Sequence[T]) -> list[T]:
    """Those of *points* whose turn it is: all, or every fourth from another one on with each commit."""
    turn = _turn()
    return list(points) if turn is None else list(points[turn % min(TURNS, max(1, len(points))) :: TURNS])


@cache
def _turn() -> int | None:
    """Whose turn it is, 0 to 3; None: everybody's, as where git cannot be asked."""
    if os.environ.get(EVERY_POINT):
        return None
    count = _git("rev-list", "--count", "HEAD")
    return None if count is None or _is_changed() else int(count) % TURNS


def _is_changed() -> bool:
    """Whether what is killed is changed here: since this branch left the one it is for, or else in the last commit."""
    left = _git("merge-base", "HEAD", "@{upstream}")
    base = left if left and left != _git("rev-parse", "HEAD") else "HEAD~1"
    return _git("diff", "--name-only", base, "--", *STRUCK) != ""


def _git(*arguments: str) -> str | None:
    """What git says; None where it fails or is not there."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
