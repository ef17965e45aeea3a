"""Files as programs spoil them: what cannot be meant is a bad row with its line, and nothing takes long or breaks."""

from __future__ import annotations

import itertools

import pytest
from dateutil import tz

from bot.access.importing import plan, read_table
from bot.access.importing.columns import FILES, File
from bot.access.importing.tables import MOST_CHARS, MOST_COLUMNS, Table, guarded
from bot.access.register.facts import HolderEntered
from bot.access.register.state import Register
from bot.text import translator

EMPTY = Register.model_validate({"id": "register-T1", "tenant": "T1", "number": 0})
FIRST: dict[File, str] = {"people": "email,name", "accounts": "platform,handle", "access": "platform,handle,means"}
ROWS: dict[File, str] = {"people": "a@b.example,Ana", "accounts": "x,@brand", "access": "x,@brand,native_login"}
OTHERS = [
    (file, column.name)
    for file, other in itertools.permutations(FILES, 2)
    for column in FILES[other]
    if column.name not in {each.name for each in FILES[file]}
]


def said(table: Table) -> list[tuple[int, str]]:
    english = translator("en")
    return [(wrong.line, english.plain(wrong.says)) for wrong in plan(EMPTY, [table], (), tz.UTC, "slack").mistakes]


def people(*rows: str, headings: str = "email,name,phone") -> Table:
    return read_table("people.csv", "\n".join([headings, *rows]).encode())


@pytest.mark.parametrize(("file", "column"), OTHERS)
def test_a_column_of_another_file_is_said_and_breaks_nothing(file: File, column: str) -> None:
    text = f"{FIRST[file]},{column}\n{ROWS[file]},2026-01-01\n"

    table = read_table(f"{file}.csv", text.encode())

    assert said(table)
    assert plan(EMPTY, [table], (), tz.UTC, "slack").facts == ()


@pytest.mark.parametrize("text", ["", "\n", "email,name\n", "email,email,name\na@b.example,,Ana\n", "sep=;\n", '"'])
def test_empty_files_headings_alone_and_doubled_ones_break_nothing(text: str) -> None:
    assert plan(EMPTY, [read_table("people.csv", text.encode())], (), tz.UTC, "slack").facts == ()


@pytest.mark.parametrize("phone", ["3.85916E+11", "3,85916E+11", "385911234567.0", "385911234567,00", "3E+11"])
def test_a_phone_number_a_spreadsheet_spoiled_is_a_bad_row(phone: str) -> None:
    [(line, words)] = said(people(f'a@b.example,Ana,"{phone}"'))

    assert line == 2 and "no phone number any more" in words


@pytest.mark.parametrize("phone", ["+385 91 555 0123", "385911234567", "091/555-0123", "0911555012"])
def test_a_phone_number_as_people_write_it_is_taken(phone: str) -> None:
    assert said(people(f'a@b.example,Ana,"{phone}"')) == []


@pytest.mark.parametrize(
    "cell", ["#N/A", "#REF!", "#VALUE!", "NULL", "null", "nan", "NaN", "—", "–", "n/a", "N/A", "?", "-"]
)
def test_a_cell_that_says_nothing_is_no_name_address_or_handle(cell: str) -> None:
    assert [line for line, _words in said(people(f"a@b.example,{cell},"))] == [2]
    assert 2 in [line for line, _words in said(people(f"{cell},Ana,"))]
    accounts = read_table("accounts.csv", f"platform,handle\nx,{cell}\n".encode())
    assert 2 in [line for line, _words in said(accounts)]


@pytest.mark.parametrize("name", ["Nan Null", "Null", "Nan", "Li"])
def test_people_of_such_names_are_people(name: str) -> None:
    assert said(people(f"a@b.example,{name},")) == []


def test_a_broken_quote_is_told_with_its_own_line() -> None:
    rows = [f"a{n}@b.example,Ana," for n in range(40)]

    [(line, words)] = said(people(*rows, 'x@b.example,"Ana" Horvat,', *rows))

    assert line == 42 and "quotes" in words


@pytest.mark.parametrize("sign", "=+-@")
@pytest.mark.parametrize("length", [2, MOST_CHARS - 1, MOST_CHARS])
def test_what_a_spreadsheet_must_not_run_comes_back_as_it_was(sign: str, length: int) -> None:
    text = sign + "a" * (length - 1)
    accounts = read_table("accounts.csv", f"platform,handle,purpose\nx,@brand,{guarded(text)}\n".encode())

    made = plan(EMPTY, [accounts], (), tz.UTC, "slack")

    assert made.mistakes == ()
    assert [each.now for change in made.changes for each in change.differences] == [text]


def test_headings_of_other_programs_are_left_out_with_a_note() -> None:
    table = people("a@b.example,Ana,7,true", headings="email,name,Employee #,accountEnabled")

    assert said(table) == []
    assert len(table.notes) == 2


@pytest.mark.parametrize(
    ("headings", "row", "now"),
    [
        (
            "userPrincipalName,displayName,surname,mail,id,accountEnabled,mobilePhone",
            "ana@brand.onmicrosoft.com,Ana Kovač,Kovač,a@b.example,7b1c,true,0915550123",
            {"a@b.example", "Ana Kovač", "0915550123"},
        ),
        (
            "username,email,billing-active,has-2fa,has-sso,userid,fullname,displayname",
            "ana,a@b.example,1,1,0,U0ANA,Ana Kovač,ana.k",
            {"a@b.example", "Ana Kovač"},
        ),
        ("Display Name,Primary email", "Ana Kovač,a@b.example", {"a@b.example", "Ana Kovač"}),
        ("Full Name,Email Address [Required],User ID", "Ana Kovač,a@b.example,00u1", {"a@b.example", "Ana Kovač"}),
        ("email,name,mail,displayName", "a@b.example,Ana Kovač,b@b.example,Other", {"a@b.example", "Ana Kovač"}),
    ],
)
def test_lists_of_people_out_of_directories_are_read_by_their_own_headings(
    headings: str, row: str, now: set[str]
) -> None:
    made = plan(EMPTY, [read_table("people.csv", f"{headings}\n{row}\n".encode())], (), tz.UTC, "slack")

    assert made.mistakes == ()
    [fact] = [fact for fact in made.facts if isinstance(fact, HolderEntered)]
    assert {fact.holder.email, fact.holder.name, fact.holder.phone} - {""} == now
    assert (fact.holder.id == "slack:U0ANA") == ("U0ANA" in row)


def test_a_heading_that_is_read_as_another_is_said() -> None:
    table = people("a@b.example,Ana", headings="mail,name")

    assert [translator("en").plain(note.says) for note in table.notes] == ["The column “mail” is read as email."]


def test_headings_of_directories_mean_nothing_in_lists_of_accounts() -> None:
    table = read_table("accounts.csv", b"platform,handle,mail,Display Name\nx,@brand,a@b.example,Brand\n")

    assert said(table) == []
    assert table.rows[0].cells == {"platform": "x", "handle": "@brand"}


@pytest.mark.parametrize("begins", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_spreadsheet_is_told_to_be_saved_as_csv(begins: bytes) -> None:
    [(_line, words)] = said(read_table("people.xlsx", begins + bytes(1000)))

    assert "Save it as CSV" in words


def test_a_file_of_very_many_columns_is_not_looked_at_any_further() -> None:
    table = people("a@b.example", headings="email," + ",".join(f"emaik{n}" for n in range(20_000)))

    assert table.rows == () and str(MOST_COLUMNS) in said(table)[0][1]


@pytest.mark.parametrize("cell", ["a@" + "a." * 10_000, "a" * 1_000_000, " |" * 10_000 + "a", "'" * 20_000])
def test_a_cell_of_any_length_goes_no_further_than_its_row(cell: str) -> None:
    table = people(f"{cell},Ana,")

    assert max((len(text) for row in table.rows for text in row.cells.values()), default=0) <= MOST_CHARS
    assert said(table)
