"""
The size of the house: `python -m bot.bench.house [FOLDER] [--word WORD]`, for this checkout or for any other.

It only reads the files of FOLDER, and imports nothing but the standard library: an older checkout is measured by the
same rules as this one, so numbers of before and after can be compared. What is counted:

- lines: every line of every `.py` file in `bot/`, `handlers/` and `playbooks/`, empty lines and comments too;
- import lines: the lines that import statements take, wherever they stand;
- facts: classes below `Fact`, directly or not, that say their own `kind`;
- functions: from `def` to the last line, without decorators; a function in another counts for both;
- a word: the files in whose text a word begins with it, in upper or lower case ("posture": `PostureSet`, not instance).
"""

from __future__ import annotations

import argparse
import ast
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PRODUCT: Final = ("bot", "handlers", "playbooks")
WORD: Final = "pausing"
LARGEST: Final = 10


@dataclass(frozen=True)
class House:
    """What was counted; the largest first."""

    files: Sequence[tuple[int, str]]  # lines, path
    imports: int
    facts: int
    functions: Sequence[tuple[int, str]]  # lines, path and name
    naming: Mapping[str, Sequence[str]]  # word → files

    @property
    def lines(self) -> int:
        return sum(lines for lines, _path in self.files)


def measured(folder: Path, words: Sequence[str] = (WORD,)) -> House:
    """The product's code in a checkout."""
    paths = sorted(path for part in PRODUCT for path in (folder / part).rglob("*.py"))
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    trees = {name: ast.parse(text, name) for name, text in texts.items()}
    nodes = [(name, node) for name, tree in trees.items() for node in ast.walk(tree)]
    return House(
        files=sorted(((len(text.splitlines()), name) for name, text in texts.items()), reverse=True),
        imports=sum(_length(node) for _name, node in nodes if isinstance(node, ast.Import | ast.ImportFrom)),
        facts=len(_facts([node for _name, node in nodes if isinstance(node, ast.ClassDef)])),
        functions=sorted(
            (
                (_length(node), f"{name}:{node.lineno} {node.name}")
                for name, node in nodes
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            ),
            reverse=True,
        ),
        naming={word: [name for name, text in texts.items() if _names(text, word)] for word in words},
    )


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _names(text: str, word: str) -> bool:
    """Also in the middle of a class's name, where a word begins with a capital."""
    return bool(re.search(rf"(?i:(?<![a-z]){re.escape(word)})|{re.escape(word.capitalize())}", text))


def _facts(classes: Sequence[ast.ClassDef]) -> set[str]:
    """By name: the classes of a checkout are told apart by it."""
    below = {"Fact"}
    while grown := {each.name for each in classes if below & set(_bases(each))} - below:
        below |= grown
    return {each.name for each in classes if each.name in below - {"Fact"} and _says_kind(each)}


def _bases(made: ast.ClassDef) -> Iterator[str]:
    for base in made.bases:
        plain = base.value if isinstance(base, ast.Subscript) else base
        yield plain.attr if isinstance(plain, ast.Attribute) else getattr(plain, "id", "")


def _says_kind(made: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.AnnAssign) and getattr(each.target, "id", "") == "kind" for each in made.body)


def text(house: House) -> str:
    """The measurements in words, the same lines in each checkout."""
    lengths = [length for length, _name in house.functions]
    median, p90 = statistics.median(lengths), statistics.quantiles(lengths, n=10)[-1]
    said = [
        f"Python: {house.lines} lines in {len(house.files)} files",
        f"Imports: {house.imports} lines, {house.imports / house.lines:.1%}",
        f"Facts: {house.facts}",
        f"Functions: {len(lengths)}, median {median:g} lines, p90 {p90:g}, {sum(n > 40 for n in lengths)} above 40",
    ]
    for word, names in house.naming.items():
        said += [f'Files naming "{word}": {len(names)}', *(f"       {name}" for name in names)]
    for what, largest in (("files", house.files), ("functions", house.functions)):
        said += [f"Largest {what}:", *(f"{lines:6} {name}" for lines, name in largest[:LARGEST])]
    return "\n".join(said)


def main() -> None:
    parser = argparse.ArgumentParser(description="The size of the house.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="a checkout; without it, this folder")
    parser.add_argument("--word", action="append", help=f"count the files naming it (without it: {WORD})")
    given = parser.parse_args()
    print(text(measured(given.folder, given.word or (WORD,))))


if __name__ == "__main__":
    main()
