"""The signs of a file: what it says is believed, what it does not say is guessed, said to be, and shown."""

from __future__ import annotations

import pytest
from dateutil import tz

from bot.access.importing import plan, read_table
from bot.access.importing.signs import READINGS, read_signs
from bot.access.register.state import Register
from bot.text import translator

NAMES = "email;name\nm@brand.example;Muñoz\n"


def notes(data: bytes, reading: str = "") -> list[str]:
    register = Register.model_validate({"id": "register-T1", "tenant": "T1", "number": 0})
    made = plan(register, [read_table("people.csv", data, reading)], (), tz.UTC, "slack")
    return [translator("en").plain(note.says) for note in made.notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_a_file_says_of_its_signs_is_no_guess(encoding: str) -> None:
    assert read_signs(NAMES.encode(encoding)) == (NAMES, "")
    assert notes(NAMES.encode(encoding)) == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_without_a_mark_are_known_in_any_alphabet(encoding: str) -> None:
    names = "email;name\nm@brand.example;Мирослава Шевченко Іваненко\n" + "ю@б.укр;Оксана Петрівна Коваленко\n" * 40

    assert read_signs(names.encode(encoding)) == (names, "")


def test_a_guess_is_said_with_the_words_by_which_it_can_be_judged() -> None:
    [note] = notes(NAMES.encode("cp1252"))

    assert note == ("The letters were guessed: Central European (Windows). Look whether these are right: Muńoz")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Muñoz", "cp1252"), ("Željka Šušnjar", "cp1250"), ("Muñoz", "mac-roman"), ("Željka", "mac-latin2")],
)
def test_a_reading_that_is_chosen_is_taken(name: str, encoding: str) -> None:
    data = NAMES.replace("Muñoz", name).encode(encoding)

    assert name in read_signs(data, encoding).text
    assert name in notes(data, encoding)[0]


def test_a_reading_is_not_taken_where_the_file_says_it_or_there_is_none_of_that_name() -> None:
    assert read_signs(NAMES.encode(), "cp1252") == (NAMES, "")
    assert read_signs(NAMES.encode("cp1252"), "rot13").guessed == next(iter(READINGS))
