"""The test command: what the tests need is brought, then ruff, mypy and pytest run, each told in a line."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

EVERY_POINT = "CRISIS_STRIKE_EVERY_POINT"  # set for pytest: no sample of the moments at which a bot is killed
APT = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")


class Part(StrEnum):
    """A part of the test command that can be run alone."""

    LINT = "lint"
    TYPES = "types"
    TESTS = "tests"


class Program(NamedTuple):
    """A program that some tests need and Python's packages do not bring."""

    package: str  # Debian's name
    marker: str  # the pytest marker of the tests that need it
    found: Path | None


def chromium() -> Path | None:
    """The browser of the browser tests; None where there is none."""
    return next(
        (Path(each) for name in ("chromium", "chromium-browser", "google-chrome") if (each := shutil.which(name))), None
    )


def postgres_programs() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest where there are several; None where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*debian, *([Path(on_path).parent] if on_path else [])]
    return next((each for each in candidates if (each / "initdb").exists() and (each / "postgres").exists()), None)


def run_suite(root: Path, only: Part | None, pytest_arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """
    Run what was asked for, all of it, whatever fails on the way. mypy runs beside pytest, which waits much.

    Returns:
        The exit code of the first part that failed, 0 if none did. The last line printed is pytest's own.
    """
    failed: list[tuple[str, int]] = []
    left_out: list[str] = []
    if only in (None, Part.TESTS):
        left_out = bring_programs(os.geteuid() == 0 and shutil.which("apt-get") is not None)
        if left_out and environ.get("CI") == "true":
            failed.append(("what the tests need", 1))
    with ThreadPoolExecutor(1) as beside:
        types = None
        for name, command in commands(only, pytest_arguments, left_out):
            if name == "mypy" and only is None:
                types = beside.submit(run_beside, name, command, root)
                continue
            if name == "pytest" and failed:
                say(f"Failed: {', '.join(each for each, _ in failed)}. The tests run all the same.")
            failed += outcome(name, run_part(name, command, root, environ))
        failed += outcome("mypy", types.result()) if types else []
    return failed[0][1] if failed else 0


def run_part(name: str, command: list[str], root: Path, environ: Mapping[str, str]) -> int:
    """Run one part and say how it went, pytest's own last line apart; its exit code."""
    started = time.monotonic()
    code = subprocess.run([sys.executable, "-m", *command], cwd=root, env=environ, check=False).returncode
    if name != "pytest":
        say(told(name, code, started))
    return code


def run_beside(name: str, command: list[str], root: Path) -> int:
    """Run one part while others run, and say how it went on stderr: on stdout pytest has the last word."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    printed = done.stdout.decode(errors="replace") if done.returncode else ""
    print(f"\n{printed}{told(name, done.returncode, started)}", file=sys.stderr, flush=True)
    return done.returncode


def told(name: str, code: int, started: float) -> str:
    """How a part went."""
    return f"{name}: {'FAILED' if code else 'passed'} in {time.monotonic() - started:.1f} s"


def outcome(name: str, code: int) -> list[tuple[str, int]]:
    """The part, if it failed."""
    return [(name, code)] if code else []


def commands(
    only: Part | None, pytest_arguments: Sequence[str], left_out: Iterable[str]
) -> list[tuple[str, list[str]]]:
    """What is run, in order: its name and its module with arguments."""
    # More workers than cores, for many tests wait for processes and browsers; tests/conftest.py keeps together what
    # shares something dear.
    pytest = ["pytest", "-q", "-n", "4", "-r", "fEs", "--durations", "5", "--durations-min", "2"]
    without = " and ".join(f"not {marker}" for marker in left_out)
    pytest += ["-m", without] if without else []
    every = {
        Part.LINT: [
            ("ruff check", ["ruff", "check", "--quiet"]),
            ("ruff format", ["ruff", "format", "--check"]),
        ],
        Part.TYPES: [("mypy", ["mypy"])],
        Part.TESTS: [("pytest", [*pytest, *pytest_arguments])],
    }
    return [step for part, steps in every.items() if only in (None, part) for step in steps]


def needed() -> list[Program]:
    """The programs, found or not; no PostgreSQL of one's own where the environment names a server."""
    programs = [Program("chromium", "browser", chromium())]
    if not os.environ.get("CRISIS_TEST_POSTGRES"):
        programs.append(Program("postgresql", "postgres", postgres_programs()))
    return programs


def bring_programs(may_install: bool) -> list[str]:
    """
    Install what is missing where that is allowed, and say what is missing still.

    Returns:
        The markers of the tests that cannot run.
    """
    missing = [each.package for each in needed() if each.found is None]
    if missing and may_install:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        say(f"Installing {' and '.join(missing)} …")
        install = ["install", "-y", "--no-install-recommends"]
        for arguments in (["update"], *([*install, package] for package in missing)):
            done = subprocess.run([*APT, *arguments], env=quiet, capture_output=True, text=True, check=False)
            if done.returncode:
                say(f"apt-get {arguments[-1]}: {done.stderr.strip()[-500:]}")
    gone = [each for each in needed() if each.found is None]
    for program in gone:
        say(
            f"{program.package} is missing: the tests marked {program.marker} are left out. "
            f"Run: sudo apt-get install {program.package}"
        )
    return [program.marker for program in gone]


def say(line: str) -> None:
    """Print at once, so that lines stand in order with those of the programs run."""
    print(line, flush=True)
