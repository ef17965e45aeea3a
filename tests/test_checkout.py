"""The product runs from its checkout; where something of that is not there, each command says so in a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import BESIDE, OF_REQUIREMENTS, NoCheckout, app, in_checkout
from bot.rehearse import FolderUnusable

ROOT = Path(__file__).resolve().parent.parent
EACH = """
import sys
from bot.cli import main
for command in sys.argv[1:]:
    sys.argv[1:] = command.split()
    try:
        main()
    except SystemExit as end:
        print(command, "→", end.code)
"""
COMMANDS = ("rehearse --no-browser", "doctor", "check", "words", "requirements", "serve", "verify", "import x.csv")


def test_the_code_alone_says_that_it_needs_the_checkout(tmp_path: Path) -> None:
    """As a wheel leaves it: the packages, and nothing that stands beside them."""
    for name in ("bot", "handlers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.pot"))

    done = subprocess.run(
        [sys.executable, "-c", EACH, *COMMANDS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stderr == ""
    said = done.stdout.splitlines()
    assert [line.partition(" → ")[0] for line in said] == list(COMMANDS)
    assert all("runs from its checkout" in line and "app.yaml" in line for line in said)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bot", "handlers"]


def test_a_checkout_has_all_that_is_asked_for() -> None:
    in_checkout((*BESIDE, *OF_REQUIREMENTS))


@pytest.mark.parametrize("name", [*BESIDE, *OF_REQUIREMENTS])
def test_each_part_of_the_checkout_is_missed_by_its_name(tmp_path: Path, name: str) -> None:
    for other in {*BESIDE, *OF_REQUIREMENTS} - {name}:
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / other).touch()

    with pytest.raises(NoCheckout, match=f": {name} not found"):
        in_checkout((*BESIDE, *OF_REQUIREMENTS), tmp_path)


def unusable(folder: Path, form: str) -> Path:
    """A folder in which no rehearsal can be kept, of that form."""
    match form:
        case "a file":
            folder.touch()
        case "in a file":
            folder.touch()
            return folder / "x"
        case "a circle":
            folder.symlink_to(folder)
        case "too long":
            return folder / ("x" * 300)
        case "a folder in its place":
            (folder / "workspace.json").mkdir(parents=True)
        case "a cut file":
            folder.mkdir()
            (folder / "workspace.json").write_text('{"a":')
        case "no text":
            folder.mkdir()
            (folder / "workspace.json").write_bytes(b"\xff\x00\xfe")
    return folder


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("form", ["a file", "in a file", "a circle", "too long", "a folder in its place"])
def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path, form: str, fresh: bool) -> None:
    folder = unusable(tmp_path / "state", form)

    done = CliRunner().invoke(
        app, ["rehearse", "--no-browser", "--folder", str(folder), *(["--fresh"] if fresh else [])]
    )

    assert done.exit_code == 1
    assert isinstance(done.exception, FolderUnusable)
    assert "--folder" in str(done.exception)


@pytest.mark.parametrize("form", ["a cut file", "no text"])
def test_a_rehearsal_that_cannot_be_read_is_said(tmp_path: Path, form: str) -> None:
    done = CliRunner().invoke(app, ["rehearse", "--no-browser", "--folder", str(unusable(tmp_path / "state", form))])

    assert isinstance(done.exception, FolderUnusable)
    assert "--fresh" in str(done.exception)


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_said(tmp_path: Path, port: str) -> None:
    done = CliRunner().invoke(app, ["rehearse", "--no-browser", "--folder", str(tmp_path), "--port", port])

    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
