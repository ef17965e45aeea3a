"""The size of the house, measured on a made-up one: what counts as a line, an import, a fact, a function, a word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.bench import house
from bot.bench.house import measured, text

FACTS = """\
from bot.frozen import (
    Frozen,
)


class Fact(Frozen):
    kind: str


class Asked(Fact):
    '''Has no kind of its own: nothing is recorded as it.'''


class PausingAsked(Asked):
    kind: str = "pausing_asked"


class Kept(facts.Fact):
    kind: str = "kept"


class Card:
    kind: str = "card"
"""
RULES = """\
import os


@cached
def pause(owner):
    def is_late():
        import time

        return time

    return is_late


async def verify(): ...
"""


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A checkout with two files of the product, and others that are none of it."""
    for name, content in {
        "bot/facts.py": FACTS,
        "handlers/pause.py": RULES,
        "playbooks/pausing.yaml": "import: pausing\n",
        "tests/test_pausing.py": "import pausing\n" * 500,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path


def test_every_line_of_the_products_python_counts_and_nothing_else(made: Path) -> None:
    found = measured(made)

    assert found.files == [(23, "bot/facts.py"), (14, "handlers/pause.py")]
    assert found.lines == 37


def test_an_import_counts_with_all_its_lines_wherever_it_stands(made: Path) -> None:
    assert measured(made).imports == 3 + 1 + 1


def test_a_fact_is_a_class_below_fact_that_says_its_kind(made: Path) -> None:
    assert measured(made).facts == 2


def test_a_function_is_as_long_as_it_is_without_decorators(made: Path) -> None:
    assert measured(made).functions == [
        (7, "handlers/pause.py:5 pause"),
        (4, "handlers/pause.py:6 is_late"),
        (1, "handlers/pause.py:14 verify"),
    ]


def test_a_word_is_named_where_a_word_begins_with_it(made: Path) -> None:
    (made / "bot/seen.py").write_text("# an instance\nclass HasPosture: ...\nTO_KEEP = 1\n", "utf-8")
    (made / "bot/unseen.py").write_text("# instances, upkeep\n", "utf-8")

    assert measured(made, ["pausing", "posture", "keep"]).naming == {
        "pausing": ["bot/facts.py"],
        "posture": ["bot/seen.py"],
        "keep": ["bot/seen.py"],
    }


def test_any_folder_is_measured_with_the_standard_library_alone(made: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", house.__file__, str(made), "--word", "late"], capture_output=True, text=True, check=True
    )

    assert done.stdout.rstrip() == text(measured(made, ["late"]))
    assert done.stdout.splitlines()[:6] == [
        "Python: 37 lines in 2 files",
        "Imports: 5 lines, 13.5%",
        "Facts: 2",
        "Functions: 3, median 4 lines, p90 8.8, 0 above 40",
        'Files naming "late": 1',
        "       handlers/pause.py",
    ]
