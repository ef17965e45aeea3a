"""kill -9 at each call and each commit: after a restart the room is as if nothing had happened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.chaos.acts import OPEN, RESOLVE, before_open, nothing, opened, opening, resolving
from tests.chaos.databases import Fresh
from tests.chaos.matrix import Undisturbed, lost_or_doubled, undisturbed
from tests.chaos.runner import AT_START

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


async def test_opening_on_sqlite(sqlite: Fresh, usual: Undisturbed) -> None:
    """Every point there is: one room, each message once, pinned once, opener inside, the timeline usual."""
    setting = before_open(sqlite)

    points = usual.points("call") + usual.points("commit")

    assert {"conversations.create", "conversations.invite", "chat.postMessage", "pins.add"} <= set(usual.calls)
    assert (wrong := await lost_or_doubled(setting, opening, OPEN, usual, points)) == "", wrong


@pytest.mark.postgres
async def test_opening_on_postgresql(postgresql: Fresh) -> None:
    """Before every commit, and after every call."""
    setting = before_open(postgresql)
    whole = await undisturbed(setting, opening, OPEN)

    points = whole.points("commit", after=(False,)) + whole.points("call", after=(True,))

    assert (wrong := await lost_or_doubled(setting, opening, OPEN, whole, points)) == "", wrong


async def test_resolving_on_sqlite(sqlite: Fresh, tmp_path: Path) -> None:
    """One summary, one timeline under it, one file; the board says so."""
    async with opened(sqlite, tmp_path) as setting:
        whole = await undisturbed(setting, resolving, RESOLVE)

        points = whole.points("call", after=(True,)) + whole.points("commit", after=(False,))

        assert "files.completeUploadExternal" in whole.calls
        assert (wrong := await lost_or_doubled(setting, resolving, RESOLVE, whole, points)) == "", wrong


@pytest.mark.postgres
async def test_resolving_on_postgresql(postgresql: Fresh, tmp_path: Path) -> None:
    """After every call and before every commit, as on SQLite."""
    async with opened(postgresql, tmp_path) as setting:
        whole = await undisturbed(setting, resolving, RESOLVE)

        points = whole.points("call", after=(True,)) + whole.points("commit", after=(False,))

        assert (wrong := await lost_or_doubled(setting, resolving, RESOLVE, whole, points)) == "", wrong


async def test_what_fell_due_while_nobody_ran(fresh: Fresh, tmp_path: Path) -> None:
    """Six minutes later: Ana stays silent, and her deputy is asked once, wherever the bot dies while it starts."""
    async with opened(fresh, tmp_path, ahead=timedelta(minutes=6)) as setting:
        whole = await undisturbed(setting, nothing, AT_START)

        points = whole.points("commit", after=(True,)) + whole.points("call", after=(False,))

        assert any("U0TOM" in sound for sound in whole.picture.sounds)
        assert (wrong := await lost_or_doubled(setting, nothing, AT_START, whole, points)) == "", wrong
