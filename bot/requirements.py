"""
What the product is asked to do, and which tests show it: the table of docs/requirements.md beside the marks in tests/.

Tests are read, not imported, so that this works without what they need.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parent.parent
LINE: Final = re.compile(r"\| (?P<id>S\d+\.\d+) \| (?P<asks>.+) \| (?P<phase>[a-z, ]+) \|")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the table."""

    id: str
    asks: str
    phase: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A test that says which requirement it shows. *where* is what pytest takes: tests/test_x.py::test_y."""

    id: str
    where: str


def requirements(root: Path = CHECKOUT) -> list[Requirement]:
    """All requirements, in the order of the table."""
    lines = (root / "docs/requirements.md").read_text(encoding="utf-8").splitlines()
    return [Requirement(**found.groupdict()) for line in lines if (found := LINE.fullmatch(line))]


def marks(root: Path = CHECKOUT) -> Iterator[Mark]:
    """Every ``pytest.mark.requirement(…)`` in the tests; one that is no plain string has its source as id."""
    for path in sorted((root / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            id(each): node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            for each in node.decorator_list
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.requirement"):
                where = "::".join(filter(None, [path.relative_to(root).as_posix(), names.get(id(node))]))
                yield from (Mark(_value(argument), where) for argument in node.args)


def report(root: Path = CHECKOUT) -> str:
    """Every requirement with the tests that show it, or *not yet*; the count stands last."""
    asked = requirements(root)
    shown = _by_id(root)
    lines = [line for each in asked for line in _told(each, shown.get(each.id, []))]
    count = sum(1 for each in asked if each.id in shown)
    return "\n".join([*lines, "", f"{count} of {len(asked)} shown by a test."])


def _told(requirement: Requirement, tests: list[str]) -> list[str]:
    head = f"{requirement.id:<6} {'shown  ' if tests else 'not yet'}  {requirement.asks}"
    return [head, *(f"{'':<17}{test}" for test in tests)]


def _by_id(root: Path) -> Mapping[str, list[str]]:
    shown: dict[str, list[str]] = defaultdict(list)
    for mark in marks(root):
        shown[mark.id].append(mark.where)
    return shown


def _value(argument: ast.expr) -> str:
    return (
        argument.value
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        else ast.unparse(argument)
    )
