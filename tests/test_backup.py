"""A backup, as docs/connect-slack.md tells it: taken beside a running bot, restored elsewhere, and verified."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from asyncio import to_thread
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.conversation import Rehearsal, rehearsal
from tests.handlers.test_evidence import posts

ROOT = Path(__file__).resolve().parent.parent
TOLD = (ROOT / "docs/connect-slack.md").read_text(encoding="utf-8")
TAKE, RESTORE = re.findall(r"```sh\n(.+?)```", TOLD.partition("## Backup and upgrade")[2], re.DOTALL)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """A bot with a crisis and a file of evidence in a folder."""
    async with rehearsal(tmp_path, CRISIS_EVIDENCE_FOLDER=str(tmp_path / "evidence")) as crisis:
        petr = await crisis.opened()
        await posts(crisis, petr, "shot.png", "Lay-offs on our account")
        await crisis.settled()
        yield crisis


async def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The lines, one after the other, in the folder; the first that fails ends it."""
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run = partial(subprocess.run, cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False)
    return await to_thread(run, ["sh", "-e", "-c", script])


def without(line: str) -> str:
    """How to restore, but for one line."""
    assert f"{line}\n" in RESTORE
    return str(RESTORE).replace(f"{line}\n", "")


async def test_both_halves_restored_are_whole(running: Rehearsal, tmp_path: Path) -> None:
    taken = await shell(TAKE, tmp_path)
    await running.petr.command("/crisis note fact: after the backup")
    restored = await shell(RESTORE, tmp_path)

    assert (taken.returncode, taken.stderr) == (0, "")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "Crisis 1: whole" in restored.stdout
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "backup").rglob("*")}
    assert modes == {0}  # what people said is for its owner alone, in a copy too


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("cp -R backup/evidence restored/", "Restore the folder of CRISIS_EVIDENCE_FOLDER too."),
        ("export CRISIS_EVIDENCE_FOLDER=restored/evidence", "a folder that CRISIS_EVIDENCE_FOLDER does not name"),
        ("cp backup/crisis.db restored/", "Check CRISIS_DATABASE_URL"),
    ],
)
async def test_a_half_that_is_missing_is_named(running: Rehearsal, tmp_path: Path, line: str, says: str) -> None:
    await shell(TAKE, tmp_path)

    restored = await shell(without(line), tmp_path)

    assert restored.returncode == 1
    assert says in restored.stderr
    assert "Traceback" not in restored.stderr
