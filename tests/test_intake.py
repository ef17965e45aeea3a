"""`crisis import`, and the register taken out: by the command itself, beside a bot and without one."""

from __future__ import annotations

import os
import sqlite3
import stat
from asyncio import to_thread
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.access.importing.facts import Imported
from bot.access.register.state import Register
from bot.cli import app
from bot.errors import TooOld
from bot.intake import BotRuns, FileUnreadable, WhichWorkspace, read_files
from bot.records import FolderInUse, NothingKept
from bot.store.engine import parsed
from bot.store.migrate import migrate
from bot.store.store import Store
from tests.conversation import Rehearsal

PEOPLE = "email;name;phone;last_day\nana@brand.hr;Ana Kovač;+385 1 555;\npetr@brand.hr;Petr Novák;;30.11.2026\n"
ACCOUNTS = "platform;handle;owner\nTwitter;@brand;ana@brand.hr\n"
ACCESS = "platform;handle;person;means;secret;vault\nx;@brand;petr@brand.hr;;password of @brand;op://Social/brand\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three files, and a database that is not there yet."""
    for name, text in {"people.csv": PEOPLE, "accounts.csv": ACCOUNTS, "access.csv": ACCESS}.items():
        (tmp_path / name).write_bytes(text.encode("cp1250"))
    monkeypatch.setenv("CRISIS_DATABASE_URL", f"sqlite:///{tmp_path}/crisis.db")
    return tmp_path


def crisis_command(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def imported(desk: Path, *more: str) -> Result:
    files = [desk / name for name in ("access.csv", "people.csv", "accounts.csv")]
    return crisis_command("import", *files, "--workspace", "T1", *more)


async def kept(desk: Path, tenant: str = "T1") -> Register:
    store = Store(f"sqlite:///{desk}/crisis.db")
    try:
        return await store.register(tenant)
    finally:
        await store.close()


def test_it_tells_all_that_would_change_and_changes_nothing_until_told_to(desk: Path) -> None:
    assert imported(desk, "--yes").exit_code == 0  # makes the tables, and the workspace known
    (desk / "people.csv").write_text(PEOPLE.replace("Petr Novák;", "Petr Novak;+420 2"), encoding="utf-8")

    shown = imported(desk)

    assert shown.exit_code == 0
    assert "people.csv: 2 rows, 0 new, 1 changed, 1 unchanged." in shown.output
    assert "  line 3: changed: Petr Novak · Name: Petr Novák → Petr Novak · Phone: nothing → +420 2" in shown.output
    assert "Nothing was imported yet: 1 row would be. To import, add --yes." in shown.output
    assert imported(desk).output == shown.output


@pytest.mark.parametrize("made", [False, True], ids=["no file", "an empty file"])
def test_before_the_first_start_it_shows_what_would_change_and_makes_nothing(desk: Path, made: bool) -> None:
    database = desk / "crisis.db"
    if made:
        database.touch()
    files = [desk / name for name in ("access.csv", "people.csv", "accounts.csv")]

    named, nameless = imported(desk), crisis_command("import", *files)
    named_in_crises = crisis_command("import", "--from-crises")

    assert named.exit_code == nameless.exit_code == named_in_crises.exit_code == 0
    assert "people.csv: 2 rows, 2 new, 0 changed, 0 unchanged." in named.output
    assert "Nothing was imported yet: 4 rows would be. To import, add --yes.\nNothing is kept in this" in named.output
    assert nameless.output.endswith("To import, name the workspace too: --workspace T…\n")
    assert named_in_crises.output == "Nothing changes.\n"
    assert (database.exists(), made and database.stat().st_size) == (made, 0)
    assert imported(desk, "--yes").exit_code == 0


def test_before_the_first_start_a_bad_row_is_said(desk: Path) -> None:
    (desk / "people.csv").write_text(PEOPLE.replace("30.11.2026", "30/11"), encoding="utf-8")

    shown = imported(desk)

    assert shown.exit_code == 1 and "Wrong: people.csv, line 3: “30/11” is no day." in shown.output


@pytest.mark.parametrize("words", [("export", "register", "--json"), ("export", "card"), ("export", "1"), ("verify",)])
def test_before_the_first_start_there_is_nothing_to_take_out(desk: Path, words: tuple[str, ...]) -> None:
    done = crisis_command(*words)

    assert isinstance(done.exception, NothingKept) and "never started with this database" in str(done.exception)
    assert not (desk / "crisis.db").exists()


@pytest.mark.parametrize(
    "words", [("export", "register", "--json"), ("export", "1"), ("verify",), ("import", "people.csv")]
)
def test_nothing_is_read_of_a_database_of_0_1(
    desk: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    migrate(parsed(f"sqlite:///{desk}/crisis.db"))
    with closing(sqlite3.connect(desk / "crisis.db")) as old, old:
        old.execute("UPDATE alembic_version SET version_num = '0003'")

    assert isinstance(crisis_command(*words).exception, TooOld)


async def test_the_files_become_the_register_in_one_go(desk: Path) -> None:
    done = await to_thread(lambda: imported(desk, "--yes"))

    register = await kept(desk)
    assert "Imported: 4 rows." in done.output
    assert {holder.name for holder in register.holders.values()} == {"Ana Kovač", "Petr Novák"}
    [secret] = register.secrets.values()
    assert (secret.name, secret.vault) == ("password of @brand", "op://Social/brand")
    again = await to_thread(lambda: imported(desk, "--yes"))
    assert "Nothing changes." in again.output and (await kept(desk)).seq == register.seq


async def test_with_one_bad_row_nothing_is_imported(desk: Path) -> None:
    (desk / "access.csv").write_text(ACCESS.replace("petr@", "nobody@"), encoding="utf-8")

    done = await to_thread(lambda: imported(desk, "--yes"))

    assert done.exit_code == 1
    assert "Wrong: access.csv, line 2: Nobody in the register is “nobody@brand.hr”." in done.output
    assert "Nothing was imported." in done.output
    assert (await kept(desk)).seq == 0


def test_a_password_in_a_file_is_never_printed(desk: Path) -> None:
    (desk / "access.csv").write_text(ACCESS.replace("op://Social/brand", "Ljeto2026!tajno"), encoding="utf-8")

    done = imported(desk, "--yes")

    assert done.exit_code == 1 and "access.csv, line 2: vault looks like a password" in done.output
    assert "Ljeto2026" not in done.output


async def test_beside_a_running_bot_it_shows_and_says_how_to_import(crisis: Rehearsal, desk: Path) -> None:
    """SQLite has one process; what is shown needs no lock."""
    await crisis.opened()
    files = [desk / name for name in ("people.csv", "accounts.csv")]

    shown = await to_thread(lambda: crisis_command("import", *files))
    refused = await to_thread(lambda: crisis_command("import", *files, "--yes"))

    assert "people.csv: 2 rows, 2 new" in shown.output
    assert isinstance(refused.exception, BotRuns)
    assert "Stop the bot, run this command again, start the bot." in str(refused.exception)
    assert (await crisis.app.store.register("T0REHEARSAL")).seq == 0


async def test_an_import_is_on_the_chain_and_verified_with_the_rest(desk: Path) -> None:
    await to_thread(lambda: imported(desk, "--yes"))

    whole = await to_thread(lambda: crisis_command("verify"))
    with sqlite3.connect(desk / "crisis.db") as database:
        [(kind,)] = database.execute("SELECT kind FROM event WHERE seq = 1").fetchall()
        database.execute("UPDATE incident SET state = json_set(state, '$.accounts', json('{}'))")
    broken = await to_thread(lambda: crisis_command("verify", "0"))

    assert kind == Imported.model_fields["kind"].default
    assert whole.exit_code == 0 and "Register: whole, 7 events." in whole.output
    assert broken.exit_code == 1 and "Register: broken at event 7 (state)." in broken.output


async def test_a_changed_row_of_the_register_is_named(desk: Path) -> None:
    """Somebody with the database in hand gives an account another name, past the triggers."""
    await to_thread(lambda: imported(desk, "--yes"))
    with sqlite3.connect(desk / "crisis.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        [(seq,)] = database.execute("SELECT seq FROM event WHERE kind = 'account_entered'").fetchall()
        changed = database.execute("UPDATE event SET data = replace(data, '@brand', '@other') WHERE seq = ?", (seq,))

    broken = await to_thread(lambda: crisis_command("verify"))

    assert changed.rowcount == 1
    assert broken.exit_code == 1 and f"Register: broken at event {seq} (words)." in broken.output


def test_the_register_goes_out_as_files_that_change_nothing_when_they_come_back(desk: Path) -> None:
    imported(desk, "--yes")
    out = desk / "out"

    done = crisis_command("export", "register", "--to", out)
    back = crisis_command("import", *sorted(out.glob("*.csv")))

    assert "people.csv, accounts.csv, access.csv, register.json are in" in done.output
    assert {stat.S_IMODE(os.stat(file).st_mode) for file in out.iterdir()} == {0o600}
    assert "Nothing changes." in back.output
    assert isinstance(crisis_command("export", "register", "--to", out).exception, FolderInUse)
    assert '"vault": "op://Social/brand"' in crisis_command("export", "register", "--json").output


def test_the_card_is_printed_or_written_for_its_owner_alone(desk: Path) -> None:
    imported(desk, "--yes")

    printed = crisis_command("export", "card")
    written = crisis_command("export", "card", "--to", desk / "card")

    assert "<!doctype html>" in printed.output and "@brand" in printed.output
    assert (desk / "card" / "card.html").stat().st_mode & 0o777 == 0o600
    assert "Print it, and keep it locked away." in written.output


async def test_accounts_named_in_crises_are_proposed(crisis: Rehearsal, desk: Path) -> None:
    petr = await crisis.opened()
    await petr.press("Answer…")
    await petr.fill(
        {"What kind of account is touched?": "A main account", "Account names": "@brand on Instagram\nours"}
    )
    await crisis.settled()

    shown = await to_thread(lambda: crisis_command("import", "--from-crises"))
    await crisis.app.close()
    done = await to_thread(lambda: crisis_command("import", "--from-crises", "--yes"))

    assert "New: @brand on instagram\nNot read, enter it by hand: ours\n" in shown.output
    assert "Nothing was imported yet: 1 row would be." in shown.output
    assert "Imported: 1 row." in done.output
    [account] = (await kept(desk, "T0REHEARSAL")).accounts.values()
    assert (account.platform, account.handle) == ("instagram", "@brand")


def test_what_is_not_there_or_not_clear_is_said(desk: Path) -> None:
    imported(desk, "--yes")

    assert "cannot be read: No such file" in str(crisis_command("import", desk / "none.csv").exception)
    assert crisis_command("import").exit_code == 2
    assert crisis_command("export", "everything").exit_code == 2
    assert crisis_command("export", "register").exit_code == 2
    other = crisis_command("export", "card", "--workspace", "T2").exception
    assert isinstance(other, WhichWorkspace) and "one of T1" in str(other)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("none.csv", "No such file or directory"),
        (".", "Is a directory"),
        ("people.csv/x.csv", "Not a directory"),
        ("circle.csv", "Too many levels of symbolic links"),
        (f"{'x' * 300}.csv", "File name too long"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_and_nothing_is_imported(desk: Path, at: str, why: str) -> None:
    (desk / "circle.csv").symlink_to(desk / "circle.csv")

    done = crisis_command("import", desk / "people.csv", desk / at, "--workspace", "T1", "--yes")

    assert done.exit_code == 1
    assert isinstance(done.exception, FileUnreadable)
    assert f"{desk / at} cannot be read: {why}." in str(done.exception)
    assert not (desk / "crisis.db").exists()


def test_a_path_with_a_null_byte_is_said(desk: Path) -> None:
    with pytest.raises(FileUnreadable, match="cannot be read: no path has such a sign"):
        read_files([desk / "people\0.csv"])


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 12, b"email;name\n\x00;\x00\n", b"\xff\xfe\x00", b"", b"x" * 200_000, b'"' * 999]
)
def test_a_file_that_is_no_list_is_said_and_nothing_is_imported(desk: Path, data: bytes) -> None:
    (desk / "people.csv").write_bytes(data)

    done = crisis_command("import", desk / "people.csv", "--workspace", "T1", "--yes")

    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "Wrong: people.csv, line" in done.output


def test_crisis_check_warns_of_runbooks_nobody_checked_lately(desk: Path) -> None:
    done = crisis_command("check")

    assert "Warning: playbooks/runbooks/sprout.yaml: of 5 steps 5 never checked." in done.output
