"""Evidence leaves with the record: listed with whole hashes, its files beside it, and a changed byte is found."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
from pathlib import Path

import pytest

from bot.crisis.evidence.facts import FileRef
from bot.crisis.evidence.state import Exhibit
from bot.playbooks import load
from bot.records import FolderInUse, NotWritable, export, export_to, reading, verify_all
from bot.report.evidence import path_of
from tests.conversation import Rehearsal
from tests.handlers.test_evidence import PNG, posts
from tests.record.story import NOON, PETR
from tests.report.test_records import beside

LINK = "https://x.example/post/1"


def exhibit(name: str, n: int = 2) -> Exhibit:
    file = FileRef(id="F1", name=name)
    return Exhibit(seq=7, n=n, by=PETR, at=NOON, seen_at=NOON, shows="x", state="kept", file=file, sha256="a" * 64)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("shot.png", "evidence/2-shot.png"),
        ("../../etc/passwd", "evidence/2-etc_passwd"),
        (r"C:\temp\a b.png", "evidence/2-C_temp_a_b.png"),
        (".bashrc", "evidence/2-bashrc"),
        ("snímek.png", "evidence/2-snímek.png"),
        ("..", "evidence/2-file"),
        ("a\x00\x1b[31mb\u202egnp.exe", "evidence/2-a[31mbgnp.exe"),
        ("x" * 300 + ".jpeg", f"evidence/2-{'x' * 75}.jpeg"),
        ("🔥" * 300 + ".jpeg", f"evidence/2-{'🔥' * 48}.jpeg"),
        ("a." + "b" * 60, f"evidence/2-a.{'b' * 60}"),
    ],
)
def test_the_name_of_a_file_is_data(name: str, path: str) -> None:
    """It leads nowhere, hides nothing, and says what it is."""
    assert path_of(exhibit(name)) == path


def test_what_is_not_kept_has_no_file() -> None:
    assert path_of(exhibit("a.png").model_copy(update={"state": "missed"})) is None


async def a_crisis_with_evidence(crisis: Rehearsal) -> None:
    """A screenshot and a link."""
    petr = await crisis.opened()
    await posts(crisis, petr, "../shot *1*.png", "Lay-offs on our account")
    await petr.command(f"/crisis evidence {LINK} the union quotes it")
    await crisis.settled()


async def test_the_files_are_written_beside_the_record(crisis: Rehearsal, tmp_path: Path) -> None:
    """Their hashes are those of the record, and the system's own tool confirms them."""
    await a_crisis_with_evidence(crisis)
    folder = tmp_path / "out"

    async with reading(beside(tmp_path)) as store:
        wrong = await export_to(store, load(), 1, folder)

    assert wrong == []
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"crisis-1.md", "crisis-1.json", "evidence/SHA256SUMS", "evidence/1-shot_1_.png"}
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder / "evidence", check=False)
    assert checked.returncode == 0
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


async def test_the_record_lists_the_evidence_with_whole_hashes(crisis: Rehearsal, tmp_path: Path) -> None:
    await a_crisis_with_evidence(crisis)

    async with reading(beside(tmp_path)) as store:
        text = await export(store, load(), 1, "md")
        listed = json.loads(await export(store, load(), 1, "json"))["exhibits"]

    assert "## Evidence" in text and hashlib.sha256(PNG).hexdigest() in text
    assert [(x["n"], x["state"], x["sha256"]) for x in listed] == [
        (1, "kept", hashlib.sha256(PNG).hexdigest()),
        (2, "link", hashlib.sha256(LINK.encode()).hexdigest()),
    ]
    assert [x["path"] for x in listed] == ["evidence/1-shot_1_.png", None]


@pytest.mark.parametrize("at", ["file", "file/below", "a\x00b"])
async def test_a_place_that_cannot_be_written_is_a_sentence(crisis: Rehearsal, tmp_path: Path, at: str) -> None:
    await crisis.opened()
    await crisis.settled()
    (tmp_path / "file").write_text("mine")

    with pytest.raises(NotWritable, match="cannot be written"):
        await export_to(crisis.app.store, load(), 1, tmp_path / at)

    assert (tmp_path / "file").read_text() == "mine"


async def test_a_folder_with_something_in_it_is_left_alone(crisis: Rehearsal, tmp_path: Path) -> None:
    await crisis.opened()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")

    async with reading(beside(tmp_path)) as store:
        with pytest.raises(FolderInUse):
            await export_to(store, load(), 1, tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("change", ["UPDATE exhibit SET data = x'00'", "DELETE FROM exhibit"])
async def test_a_changed_byte_is_found(crisis: Rehearsal, tmp_path: Path, change: str) -> None:
    """Somebody with the database in hand, past the triggers: verify names the event, the export the evidence."""
    await a_crisis_with_evidence(crisis)
    async with reading(beside(tmp_path)) as store:
        [(_incident, fine)] = await verify_all(store, 1, None)
    with sqlite3.connect(tmp_path / "crisis.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(change)

    async with reading(beside(tmp_path)) as store:
        [(_incident, broken)] = await verify_all(store, 1, None)
        wrong = await export_to(store, load(), 1, tmp_path / "out")

    assert fine is None
    exhibit, *_others = (await crisis.incident()).evidence.exhibits
    assert broken is not None and (broken.seq, broken.why) == (exhibit.seq, "evidence")
    assert wrong == [1]
