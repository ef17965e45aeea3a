"""The list of requirements can be read by a program, and a mark cannot name one that does not exist."""

from pathlib import Path

import pytest

from bot.requirements import Mark, marks, report, requirements

TABLE = """# Requirements

| id | what it asks | phase |
|---|---|---|
| S1.1 | It is asked what happened. | during |
| S1.2 | Somebody learns from it. | after |
| S1.3 | Somebody is told. | during |
"""
TEST = """
import pytest

@pytest.mark.requirement("S1.3", partly="nobody is told")
def test_d():
    assert len(kinds) == 11 and (len(a), b.count(c)) == (1, 2)

@pytest.mark.requirement("S1.1")
def test_a():
    pass

class TestB:
    @pytest.mark.requirement("S1.1", "S9.9")
    async def test_c(self):
        pass
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with two requirements and two marked tests."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/requirements.md").write_text(TABLE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_x.py").write_text(TEST)
    return tmp_path


def test_the_table_holds_every_requirement_of_both_sources_once_and_in_order() -> None:
    ids = [each.id for each in requirements()]

    assert ids == [f"S1.{n}" for n in range(1, 35)] + [f"S2.{n}" for n in range(1, 32)]


def test_every_requirement_says_when_it_matters() -> None:
    phases = {phase for each in requirements() for phase in each.phase.split(", ")}

    assert phases == {"before", "during", "after"}


def test_every_mark_names_a_requirement_that_exists() -> None:
    known = {each.id for each in requirements()}

    assert [mark for mark in marks() if mark.id not in known] == []


def test_no_mark_stands_on_a_test_that_only_counts() -> None:
    assert [mark for mark in marks() if mark.counts] == []


def test_marks_are_found_without_importing_the_tests(checkout: Path) -> None:
    found = list(marks(checkout))

    assert found == [
        Mark("S1.3", "tests/test_x.py::test_d", "nobody is told", counts=True),
        Mark("S1.1", "tests/test_x.py::test_a"),
        Mark("S1.1", "tests/test_x.py::test_c"),
        Mark("S9.9", "tests/test_x.py::test_c"),
    ]


def test_a_mark_that_is_no_plain_string_is_seen_all_the_same(checkout: Path) -> None:
    (checkout / "tests/test_x.py").write_text("pytestmark = pytest.mark.requirement(ID)\n")

    found = list(marks(checkout))

    assert found == [Mark("ID", "tests/test_x.py")]


def test_the_report_has_every_requirement_shown_partly_or_not_yet(checkout: Path) -> None:
    told = report(checkout).splitlines()

    assert told == [
        "S1.1   shown    It is asked what happened.",
        "                 tests/test_x.py::test_a",
        "                 tests/test_x.py::test_c",
        "S1.2   not yet  Somebody learns from it.",
        "S1.3   partly   Somebody is told.",
        "                 missing: nobody is told",
        "                 tests/test_x.py::test_d",
        "",
        "1 of 3 shown by a test, 1 partly.",
    ]
