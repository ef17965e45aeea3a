"""
What the product is asked to do, and which tests show it: the table of docs/requirements.md beside the marks in tests/.

Tests are read, not imported, so that this works without what they need.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
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
    """
    A test that says which requirement it shows.

    Attributes:
        where: What pytest takes: tests/test_x.py::test_y.
        partly: What of the requirement is missing still; empty where the test shows all of it.
        counts: Whether the test asserts nothing but how many there are of something.

    """

    id: str
    where: str
    partly: str = ""
    counts: bool = False


def requirements(root: Path = CHECKOUT) -> list[Requirement]:
    """All requirements, in the order of the table."""
    lines = (root / "docs/requirements.md").read_text(encoding="utf-8").splitlines()
    return [Requirement(**found.groupdict()) for line in lines if (found := LINE.fullmatch(line))]


def marks(root: Path = CHECKOUT) -> Iterator[Mark]:
    """Every ``pytest.mark.requirement(…)`` in the tests; one that is no plain string has its source as id."""
    for path in sorted((root / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marked = {
            id(each): node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            for each in node.decorator_list
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.requirement"):
                test = marked.get(id(node))
                where = "::".join([path.relative_to(root).as_posix(), *([test.name] if test else [])])
                partly = "; ".join(_value(each.value) for each in node.keywords if each.arg == "partly")
                counts = test is not None and _only_counts(test)
                yield from (Mark(_value(argument), where, partly, counts) for argument in node.args)


def _only_counts(test: ast.AST) -> bool:
    """Whether it compares numbers alone, as in ``len(kinds) == 11``: what was counted may be anything."""
    asserted = [node.test for node in ast.walk(test) if isinstance(node, ast.Assert)]
    return bool(asserted) and all(_is_count(each) for each in asserted)


def _is_count(expression: ast.expr) -> bool:
    if isinstance(expression, ast.BoolOp):
        return all(_is_count(each) for each in expression.values)
    return isinstance(expression, ast.Compare) and all(
        _is_number(each) for each in (expression.left, *expression.comparators)
    )


def _is_number(expression: ast.expr) -> bool:
    if isinstance(expression, ast.Constant):
        return isinstance(expression.value, int) and not isinstance(expression.value, bool)
    if isinstance(expression, ast.Tuple | ast.List):
        return all(_is_number(each) for each in expression.elts)
    name = ast.unparse(expression.func) if isinstance(expression, ast.Call) else ""
    return name in ("len", "sum") or name.endswith(".count")


def report(root: Path = CHECKOUT) -> str:
    """Every requirement, shown, partly or not yet, with its tests and what is missing; the counts stand last."""
    asked, found = requirements(root), _by_id(root)
    lines = [line for each in asked for line in _told(each, found.get(each.id, []))]
    states = Counter(_state(found.get(each.id, [])) for each in asked)
    counts = f"{states['shown']} of {len(asked)} shown by a test, {states['partly']} partly."
    return "\n".join([*lines, "", counts])


def _told(requirement: Requirement, found: list[Mark]) -> list[str]:
    state = _state(found)
    missing = dict.fromkeys(f"{'':<17}missing: {mark.partly}" for mark in found if state == "partly")
    head = f"{requirement.id:<6} {state:<7}  {requirement.asks}"
    return [head, *missing, *(f"{'':<17}{mark.where}" for mark in found)]


def _state(found: list[Mark]) -> str:
    if not found:
        return "not yet"
    return "partly" if all(mark.partly for mark in found) else "shown"


def _by_id(root: Path) -> Mapping[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks(root):
        found[mark.id].append(mark)
    return found


def _value(argument: ast.expr) -> str:
    return (
        argument.value
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        else ast.unparse(argument)
    )
