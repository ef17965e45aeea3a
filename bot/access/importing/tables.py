"""
A CSV file as people's programs write it: the bytes become rows, each with the line it began in."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches
from io import StringIO
from typing import Final

from bot.access.importing.columns import FILES, File, bare, headings, kind_of, of_others
from bot.access.importing.signs import READINGS, doubtful, read_signs
from bot.crisis.wording import shortened
from bot.text import Joined, Words, _, clean

MOST_BYTES: Final = 5_000_000
MOST_CHARS: Final = 300  # of one cell; a chat's form takes as many
MOST_COLUMNS: Final = 100
CELL_CHARS: Final = 60  # of a cell that is shown
SLIP: Final = 0.9  # how alike a slip is: "mail" beside "email" is less, and another program's word
HEADING_CHARS: Final = 40  # a longer one is none of ours, and is not looked up among them
SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx, .ods and .xls begin
NOTHING: Final = frozenset(
    (
        "#n/a",
        "#ref!",
        "#value!",
        "#name?",
        "#div/0!",
        "#num!",
        "#null!",
        "#spill!",
        "#calc!",
        "#error!",
        "n/a",
        "—",
        "–",
    )
) | {"?", "??", "(null)", "<null>", "undefined"}
"""What a program writes where it has nothing, or could not compute; as it stands, in any case of letters."""
NOTHING_AS_WRITTEN: Final = frozenset(("NULL", "null", "nan", "NaN", "NAN"))  # Null and Nan are names of people
SPOILED: Final = re.compile(r"\+?\d(?:[.,]\d{1,20})?[eE]\+?\d{1,3}|\+?\d{6,20}[.,]0{1,3}")
"""A number that a spreadsheet took a phone number for: 3.85916E+11, 385911234567.0."""
PHONES: Final = frozenset(each.name for columns in FILES.values() for each in columns if each.holds == "phone")
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
    """
    One file.

    Attributes:
        kind: None where it cannot be used, and *mistakes* say why.
        guessed: In which reading of signs.py its letters were read, where the file does not say; else empty.

    """

    name: str
    sha256: str
    kind: File | None = None
    rows: tuple[Row, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[Mistake, ...] = ()
    guessed: str = ""


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before ``guarded``."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def read_table(name: str, data: bytes, reading: str = "") -> Table:
    """The file as rows, its signs in *reading* where it does not say. What cannot be read is among its mistakes."""
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > MOST_BYTES:
        return Table(name, sha256, mistakes=(Mistake(name, 1, _("This file is too large to be a list by hand.")),))
    if data.startswith(SPREADSHEETS):
        says = _("This is a spreadsheet. Save it as CSV UTF-8, and send that file.")
        return Table(name, sha256, mistakes=(Mistake(name, 1, says),))
    text, guessed = read_signs(data, reading)
    lines = list(StringIO(text, newline=""))
    first = 1 if lines and lines[0].strip().casefold().startswith("sep=") else 0  # Excel's own hint
    lines[:first] = ["\n"] * first
    try:
        cells = list(_rows(lines, _separator(lines[first:])))
    except _Broken as wrong:
        said = _("This is no list of cells: {reason}. Are quotes closed?", reason=str(wrong))
        return Table(name, sha256, mistakes=(Mistake(name, wrong.line, said),))
    table = _table(name, sha256, cells)
    return _said_to_be_guessed(table, guessed) if guessed else table


def _said_to_be_guessed(table: Table, guessed: str) -> Table:
    """The table with a note that shows what the guess made of its letters."""
    shown = doubtful(shortened(cell, CELL_CHARS) for row in table.rows for cell in row.cells.values())
    says = _("The letters were guessed: {reading}.", reading=READINGS[guessed])
    if shown:
        words = Joined(tuple(shown), " · ")
        says = _(
            "The letters were guessed: {reading}. Look whether these are right: {words}",
            reading=READINGS[guessed],
            words=words,
        )
    return replace(table, guessed=guessed, notes=(Mistake(table.name, 1, says), *table.notes))


def _separator(lines: list[str]) -> str:
    """What stands most often in the headings, which hold none of these signs themselves."""
    head = next((line for line in lines if line.strip()), "")
    return max(SEPARATORS, key=head.count)


class _Broken(ValueError):
    """The row that begins in this line is none."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def _rows(lines: list[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something, with the line it begins in. Raises _Broken."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise _Broken(begins, str(wrong)) from None
        if any(cell.strip() for cell in cells):
            yield begins, [clean(cell).strip() for cell in cells]
        begins = reader.line_num + 1


def _table(name: str, sha256: str, cells: list[tuple[int, list[str]]]) -> Table:
    if not cells:
        return Table(name, sha256, mistakes=(Mistake(name, 1, _("This file is empty.")),))
    (line, said), rows = cells[0], cells[1:]
    if len(said) > MOST_COLUMNS:
        says = _("There are more than {most} columns. Leave those that are needed.", most=MOST_COLUMNS)
        return Table(name, sha256, mistakes=(Mistake(name, line, says),))
    names, mistakes, notes = _headings(name, line, said)
    kind = kind_of(each for each in names if each)
    if kind is None:
        says = _("I can't tell what this file lists. It needs headings: {known}.", known=_known())
        return Table(name, sha256, mistakes=(*mistakes, Mistake(name, line, says)))
    of_kind = {column.name for column in FILES[kind]}
    for each in names:
        if each and each not in of_kind:
            mistakes.append(Mistake(name, line, _("{column} belongs in another file.", column=each)))
    names = [each if each in of_kind else "" for each in names]  # said once; nothing of it is read
    found: list[Row] = []
    for at, row in rows:
        held = {column: cell for column, cell in zip(names, row, strict=False) if column and cell}
        if says_wrong := _unfit(row, len(names)) or _spoiled(held):
            mistakes.append(Mistake(name, at, says_wrong))
        found.append(Row(at, {column: cell for column, cell in held.items() if _fits(cell)}))
    return Table(name, sha256, kind, tuple(found), tuple(mistakes), tuple(notes))


def _headings(name: str, line: int, said: list[str]) -> tuple[list[str], list[Mistake], list[Mistake]]:
    """The columns' names in their order, "" for what is left out; what is wrong with them, and what is left out."""
    known, names = headings(), list[str]()
    others = _of_others(said, known)
    mistakes, notes = list[Mistake](), list[Mistake]()
    for heading in said:
        found = (known | others).get(bare(heading), "") if len(heading) <= HEADING_CHARS else ""
        if any(word in bare(heading) for word in PASSWORDS[:-1]) or bare(heading) == PASSWORDS[-1]:
            mistakes.append(Mistake(name, line, _("Take out the column of passwords: they are never kept here.")))
        elif found and found in names:
            mistakes.append(Mistake(name, line, _("The column {column} is there twice.", column=found)))
        elif not found and (meant := _slip_of(heading, known)):
            says = _("I don't know the column “{heading}”. Did you mean {near}?", heading=heading, near=meant)
            mistakes.append(Mistake(name, line, says))
        elif not found and heading:
            notes.append(Mistake(name, line, _left_out(heading, known)))
        elif bare(heading) in others:
            says = _("The column “{heading}” is read as {column}.", heading=heading, column=found)
            notes.append(Mistake(name, line, says))
        names.append(found)
    return names, mistakes, notes


def _of_others(said: list[str], known: Mapping[str, str]) -> dict[str, str]:
    """Headings of other programs that are understood: in lists of people alone, for elsewhere they say nothing sure."""
    written = [bare(heading) for heading in said if len(heading) <= HEADING_CHARS]
    names = {known[each] for each in written if each in known}
    return of_others(written, names) if kind_of(names) in (None, "people") else {}


def _slip_of(heading: str, known: Mapping[str, str]) -> str | None:
    """The column that was meant, where a slip is likelier than a heading of another program."""
    written = bare(heading)
    if len(heading) > HEADING_CHARS or not (near := get_close_matches(written, known, 1, 0.8)):
        return None
    is_slip = sorted(near[0]) == sorted(written) or SequenceMatcher(None, written, near[0]).ratio() >= SLIP
    return known[near[0]] if is_slip else None


def _left_out(heading: str, known: Mapping[str, str]) -> Words:
    shown = shortened(heading, HEADING_CHARS)
    near = get_close_matches(bare(heading), known, 1, 0.8) if len(heading) <= HEADING_CHARS else []
    if not near:
        return _("The column “{heading}” is left out.", heading=shown)
    return _("The column “{heading}” is left out. Did you mean {near}?", heading=shown, near=known[near[0]])


def _fits(cell: str) -> bool:
    """Whether it is short enough to be kept; what a spreadsheet must not run has one sign more."""
    return len(unguarded(cell)) <= MOST_CHARS


def _spoiled(cells: Mapping[str, str]) -> Words | None:
    """What a program wrote in place of something: no name, no address, no number to call."""
    for column, cell in cells.items():
        if cell in NOTHING_AS_WRITTEN or cell.casefold() in NOTHING:
            says = _(
                "“{text}” under {column} says nothing. Leave the cell empty, or write it.", text=cell, column=column
            )
            return says
        if column in PHONES and SPOILED.fullmatch(unguarded(cell)):
            return _("“{text}” is no phone number any more. Format the column as text, and write it again.", text=cell)
    return None


def _unfit(row: list[str], columns: int) -> Words | None:
    if any(row[columns:]):
        return _("This row has more cells than there are headings. Put text with separators in quotes.")
    if not all(map(_fits, row)):
        return _("A cell is longer than {most} characters.", most=MOST_CHARS)
    if any("�" in cell for cell in row):
        return _("Some letters can't be read. Save the file as CSV UTF-8.")
    return None


def _known() -> str:
    return " · ".join(", ".join(column.name for column in columns) for columns in FILES.values())
