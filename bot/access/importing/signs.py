"""
The signs of a file: bytes become letters.

A byte-order mark says how; else UTF-8 where the bytes are it, which those of another encoding hardly ever are by
chance; else UTF-16 where many a second byte is nothing. What is left is a guess, said to be one and shown by what it
makes of the names: cp1250, in which Excel writes in Croatia and Czechia, unless a person chose another. A guessing
library was tried and left out: of four short cp1250 files charset-normalizer 3.5.2 took two for Johab and cp1252.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Final, NamedTuple

from bot.text import Words, _

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # Excel's "Unicode text"
    (codecs.BOM_UTF16_BE, "utf-16"),
)
READINGS: Final[dict[str, Words]] = {
    "cp1250": _("Central European (Windows)"),
    "cp1252": _("Western European (Windows)"),
    "mac-roman": _("Western European (Mac)"),
    "mac-latin2": _("Central European (Mac)"),
}
"""What a file may be written in where nothing says it, by the names Python has for it."""
LOOKED_AT: Final = 2_000  # bytes: enough to tell UTF-16
ASCII_SHARE: Final = 0.1  # addresses and separators are ASCII in lists of any alphabet
SHOWN: Final = 8  # words whose letters were guessed


class Text(NamedTuple):
    """What was read, and the reading that was guessed; empty where the file itself says it."""

    text: str
    guessed: str = ""


def read_signs(data: bytes, reading: str = "") -> Text:
    """The text of the bytes, in *reading* (of READINGS) where the file does not say; what it lacks becomes �."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Text(data.decode(encoding, errors="replace"))
    if encoding := _wide(data[:LOOKED_AT]):
        return Text(data.decode(encoding, errors="replace"))
    try:
        return Text(data.decode())
    except UnicodeDecodeError:
        guessed = reading if reading in READINGS else next(iter(READINGS))
        return Text(data.decode(guessed, errors="replace"), guessed)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: its ASCII signs have a byte that is nothing, which other text never has."""
    half = len(data) // 2
    if half and data[1::2].count(0) > half * ASCII_SHARE and b"\0" not in data[0::2]:
        return "utf-16-le"
    if half and data[0::2].count(0) > half * ASCII_SHARE and b"\0" not in data[1::2]:
        return "utf-16-be"
    return ""


def doubtful(cells: Iterable[str]) -> tuple[str, ...]:
    """A few of the cells that hold letters beyond ASCII: by these a person sees whether the guess was right."""
    return tuple(dict.fromkeys(cell for cell in cells if not cell.isascii()))[:SHOWN]
