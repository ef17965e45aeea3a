"""
A CSV file as people's programs write it: the bytes become rows, each with the line it began in.

The signs: a byte-order mark says; else UTF-8 where the bytes are it, which those of another encoding hardly ever are by
chance; else cp1250, in which Excel writes in Croatia and Czechia. A guessing library was tried and left out: of four
short cp1250 files charset-normalizer 3.5.2 took two for Johab and cp1252.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from typing import Final

from bot.domain.access.importing.columns import FILES, File, bare, headings, kind_of
from bot.text import Words, _, clean

MOST_BYTES: Final = 5_000_000
MOST_CHARS: Final = 300  # of one cell; a chat's form takes as many
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # Excel's "Unicode text"
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS: Final = ";,\t"
GUARDED: Final = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would run as a formula, however often it was guarded before."""
PASSWORDS: Final = ("password", "passphrase", "passwort", "kennwort", "lozinka", "zaporka", "heslo", "pwd", "pin")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, or worth a look, and where; *line* counts from 1."""

    file: str
    line: int
    says: Words


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that hold something, by column. "-" alone empties what stands there."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One file. Where *kind* is None it cannot be used, and *mistakes* say why."""

    name: str
    sha256: str
    kind: File | None = None
    rows: tuple[Row, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[Mistake, ...] = ()


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before ``guarded``."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def read_table(name: str, data: bytes) -> Table:
    """The file as rows. What cannot be read is among its mistakes."""
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > MOST_BYTES:
        return Table(name, sha256, mistakes=(Mistake(name, 1, _("This file is too large to be a list by hand.")),))
    lines = list(StringIO(decoded(data), newline=""))
    first = 1 if lines and lines[0].strip().casefold().startswith("sep=") else 0  # Excel's own hint
    lines[:first] = ["\n"] * first
    try:
        cells = list(_rows(lines, _separator(lines[first:])))
    except csv.Error as wrong:
        said = _("This is no list of cells: {reason}. Are quotes closed?", reason=str(wrong))
        return Table(name, sha256, mistakes=(Mistake(name, 1, said),))
    return _table(name, sha256, cells)


def decoded(data: bytes) -> str:
    """The text of the bytes; signs that cp1250 does not have become �."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1250", errors="replace")


def _separator(lines: list[str]) -> str:
    """What stands most often in the headings, which hold none of these signs themselves."""
    head = next((line for line in lines if line.strip()), "")
    return max(SEPARATORS, key=head.count)


def _rows(lines: list[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something, with the line it begins in. Raises csv.Error."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, [clean(cell).strip() for cell in cells]
        begins = reader.line_num + 1


def _table(name: str, sha256: str, cells: list[tuple[int, list[str]]]) -> Table:
    if not cells:
        return Table(name, sha256, mistakes=(Mistake(name, 1, _("This file is empty.")),))
    (line, said), rows = cells[0], cells[1:]
    names, mistakes, notes = _headings(name, line, said)
    kind = kind_of(each for each in names if each)
    if kind is None:
        says = _("I can't tell what this file lists. It needs headings: {known}.", known=_known())
        return Table(name, sha256, mistakes=(*mistakes, Mistake(name, line, says)))
    of_kind = {column.name for column in FILES[kind]}
    for each in names:
        if each and each not in of_kind:
            mistakes.append(Mistake(name, line, _("{column} belongs in another file.", column=each)))
    found: list[Row] = []
    for at, row in rows:
        if says_wrong := _unfit(row, len(names)):
            mistakes.append(Mistake(name, at, says_wrong))
        found.append(Row(at, {column: cell for column, cell in zip(names, row, strict=False) if column and cell}))
    return Table(name, sha256, kind, tuple(found), tuple(mistakes), tuple(notes))


def _headings(name: str, line: int, said: list[str]) -> tuple[list[str], list[Mistake], list[Mistake]]:
    """The columns' names in their order, "" for what is left out; what is wrong with them, and what is left out."""
    known, names = headings(), list[str]()
    mistakes, notes = list[Mistake](), list[Mistake]()
    for heading in said:
        found = known.get(bare(heading), "")
        if any(word in bare(heading) for word in PASSWORDS[:-1]) or bare(heading) == PASSWORDS[-1]:
            mistakes.append(Mistake(name, line, _("Take out the column of passwords: they are never kept here.")))
        elif found and found in names:
            mistakes.append(Mistake(name, line, _("The column {column} is there twice.", column=found)))
        elif not found and (near := get_close_matches(bare(heading), known, 1, 0.8)):
            says = _("I don't know the column “{heading}”. Did you mean {near}?", heading=heading, near=known[near[0]])
            mistakes.append(Mistake(name, line, says))
        elif not found and heading:
            notes.append(Mistake(name, line, _("The column “{heading}” is left out.", heading=heading)))
        names.append(found)
    return names, mistakes, notes


def _unfit(row: list[str], columns: int) -> Words | None:
    if any(row[columns:]):
        return _("This row has more cells than there are headings. Put text with separators in quotes.")
    if any(len(cell) > MOST_CHARS for cell in row):
        return _("A cell is longer than {most} characters.", most=MOST_CHARS)
    if any("�" in cell for cell in row):
        return _("Some letters can't be read. Save the file as CSV UTF-8.")
    return None


def _known() -> str:
    return " · ".join(", ".join(column.name for column in columns) for columns in FILES.values())
