"""The test command: what is missing is said, what was asked for runs, and the first failure is the answer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import suite
from bot.suite import Part, Program, commands, run_suite
from tests.conftest import TOGETHER, Together

MISSING = [Program("chromium", "browser", None), Program("postgresql", "postgres", Path("/usr"))]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small project with one test that passes and one that writes down that it ran."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[tool.mypy]\nfiles = ["tests"]\n[tool.pytest.ini_options]\nmarkers = ["browser: x"]\n'
    )
    (tmp_path / "tests/test_it.py").write_text(
        "import pytest\n\n\ndef test_passes() -> None:\n    assert True\n\n\n"
        "@pytest.mark.browser\ndef test_in_a_browser() -> None:\n    assert False\n"
    )
    return tmp_path


def test_everything_runs_in_order_and_a_part_alone_where_that_is_asked_for() -> None:
    assert [name for name, _ in commands(None, [], [])] == ["ruff check", "ruff format", "mypy", "pytest"]
    assert [name for name, _ in commands(Part.TYPES, [], [])] == ["mypy"]


def test_what_else_is_given_goes_to_pytest() -> None:
    ((_, command),) = commands(Part.TESTS, ["-k", "open"], ["browser", "postgres"])

    assert command[-4:] == ["-m", "not browser and not postgres", "-k", "open"]


@pytest.mark.parametrize(("environ", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_a_missing_program_leaves_its_tests_out_and_fails_in_ci(
    environ: dict[str, str],
    code: int,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(suite, "needed", lambda: MISSING)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    result = run_suite(checkout, Part.TESTS, ["-n", "0"], {**os.environ, "CI": "", **environ})

    printed = capfd.readouterr().out
    assert result == code
    assert "chromium is missing: the tests marked browser are left out. Run: sudo apt-get install chromium" in printed
    assert "postgresql" not in printed
    assert printed.splitlines()[-1].startswith("1 passed, 1 deselected in ")


def test_a_failure_on_the_way_is_told_and_is_the_answer_though_the_tests_run_all_the_same(
    checkout: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "needed", list)
    (checkout / "tests/test_it.py").write_text("def test_passes():\n    assert True\n")
    (checkout / "pyproject.toml").write_text('[tool.mypy]\nfiles = ["tests"]\nstrict = true\n')

    (checkout / "tests/unused.py").write_text("import os\n")

    result = run_suite(checkout, None, ["-n", "0"], os.environ)

    printed, beside = capfd.readouterr()
    assert result == 1
    assert "ruff check: FAILED in " in printed
    assert "Function is missing a return type annotation" in beside and "mypy: FAILED in " in beside
    assert "Failed: ruff check. The tests run all the same." in printed
    assert printed.splitlines()[-1].startswith("1 passed in ")


def test_root_on_debian_gets_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apt, chromium = tmp_path / "apt-get", tmp_path / "chromium"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\ncase "$*" in *chromium) touch {chromium};; esac\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    found = Program("chromium", "browser", chromium)
    monkeypatch.setattr(suite, "needed", lambda: [found if chromium.exists() else MISSING[0]])

    left_out = suite.bring_programs(may_install=True)

    assert left_out == []
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line.split()[-1] for line in asked] == ["update", "chromium"]


def test_the_command_runs_from_anywhere_and_hands_on_what_it_does_not_know(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from bot.cli import main; main()", "test", "--only", "tests"]
    root = Path(__file__).resolve().parent.parent

    done = subprocess.run(
        [*command, "--noconftest", "-n", "0", "-k", "no_test_has_this_name", "tests/test_suite.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root), "CI": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "deselected" in done.stdout.splitlines()[-1]


def test_what_shares_something_dear_stays_with_one_worker() -> None:
    """Each path that is named is there; two tests of one of them are one piece of work, others are one each."""
    together = Together.__new__(Together)
    root = Path(__file__).resolve().parent.parent

    assert [path for path in TOGETHER if not (root / path).exists()] == []
    split = together._split_scope
    assert split("tests/test_play.py::test_a") == split("tests/test_play.py::test_b[x@y]")
    assert split("tests/test_text.py::test_a") != split("tests/test_text.py::test_b")
