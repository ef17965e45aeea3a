"""What the operator takes out: the record as a file, and the proof that it is whole."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.playbooks import load
from bot.record.chain import Checksum
from bot.records import ChecksumUnreadable, NoSuchIncident, export, read_checksum, reading, verify_all
from bot.settings import DatabaseSettings
from tests.conversation import Rehearsal

NAME = "Xanthippe Quillfeather"


def beside(folder: Path) -> DatabaseSettings:
    return DatabaseSettings.read({"CRISIS_DATABASE_URL": f"sqlite:///{folder}/crisis.db"})


async def a_crisis_with_a_name(crisis: Rehearsal) -> None:
    petr = await crisis.opened("Post with *stars* and <tags>")
    await petr.press("Answer…")
    await petr.fill({"What kind of account is touched?": "None of ours"})
    await crisis.settled()
    for _n in range(2):  # still happening, then the mistake
        await petr.press("No")
        await crisis.settled()
    await petr.press("Answer…")
    await petr.fill({"Who is involved?": ["An employee"], "Name, if not in chat": NAME})
    await crisis.settled()


async def test_markdown_has_every_entry_and_no_markup_of_a_person(crisis: Rehearsal, tmp_path: Path) -> None:
    """It is read beside the running bot; signs of a title stay signs, and restricted names are not there."""
    await a_crisis_with_a_name(crisis)

    async with reading(beside(tmp_path)) as store:
        text = await export(store, load(), 1, "md")

    assert r"Post with \*stars\* and \<tags\>" in text
    assert "1 employee. Name kept private." in text and NAME not in text


async def test_json_carries_the_chain_and_no_restricted_name(crisis: Rehearsal, tmp_path: Path) -> None:
    """Every event with its digest and hashes; the checksum is the newest event's."""
    await a_crisis_with_a_name(crisis)

    async with reading(beside(tmp_path)) as store:
        record = json.loads(await export(store, load(), 1, "json"))

    assert [event["seq"] for event in record["events"]] == list(range(1, len(record["events"]) + 1))
    assert record["checksum"]["hash"] == record["events"][-1]["hash"]
    assert NAME not in json.dumps(record) and "[restricted]" in json.dumps(record)


async def test_a_changed_event_is_named(crisis: Rehearsal, tmp_path: Path) -> None:
    """Somebody with the database in hand, past the triggers, is found at the event they changed."""
    await crisis.opened()
    with sqlite3.connect(tmp_path / "crisis.db") as database:
        database.execute("DROP TRIGGER IF EXISTS event_is_final_update")
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE event SET by = 'slack:U0ANA' WHERE seq = 2")

    async with reading(beside(tmp_path)) as store:
        [(_incident, broken)] = await verify_all(store, 1, None)

    assert broken is not None and broken.seq == 2


async def test_a_state_its_events_do_not_tell_is_found(crisis: Rehearsal, tmp_path: Path) -> None:
    """Somebody with the database in hand makes themselves commander."""
    await a_crisis_with_a_name(crisis)
    async with reading(beside(tmp_path)) as store:
        [(incident, fine)] = await verify_all(store, 1, None)
    eva = '{"id": "slack:U0EVA", "name": "Eva Malá"}'

    with sqlite3.connect(tmp_path / "crisis.db") as database:
        database.execute("UPDATE incident SET state = json_set(state, '$.command.commander', json(?))", (eva,))
    async with reading(beside(tmp_path)) as store:
        [(_incident, broken)] = await verify_all(store, 1, None)

    assert fine is None
    assert broken is not None and (broken.seq, broken.why) == (incident.seq, "state")


async def test_a_cut_tail_is_found_by_the_head_that_was_noted(crisis: Rehearsal, tmp_path: Path) -> None:
    """Even where the snapshot was set back with it: the checksum came from outside."""
    await crisis.opened()
    whole = await crisis.incident()
    noted = Checksum(whole.seq, whole.checksum)

    async with reading(beside(tmp_path)) as store:
        [(_same, fine)] = await verify_all(store, 1, noted)
        [(_same, cut)] = await verify_all(store, 1, Checksum(noted.seq + 3, noted.hash))

    assert fine is None
    assert cut is not None and cut.why == "cut"


async def test_a_number_there_is_not_is_said(crisis: Rehearsal, tmp_path: Path) -> None:
    """One sentence, no traceback."""
    async with reading(beside(tmp_path)) as store:
        with pytest.raises(NoSuchIncident, match="There is no crisis of that number"):
            await export(store, load(), 99, "md")


def test_a_head_is_read_as_it_is_written() -> None:
    """SEQ:HASH, and nothing else."""
    assert read_checksum(f"41:{'a' * 64}") == Checksum(41, "a" * 64)
    with pytest.raises(ChecksumUnreadable):
        read_checksum("41")
