"""The bytes of evidence are kept with the event that says so, never changed, and erased with the words."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.facts import FileRef
from bot.crisis.incident import Incident
from bot.errors import Refused, StorageAway
from bot.people.who import Right
from bot.record.chain import Checksum, verify
from bot.store import tables
from bot.store.store import Store
from tests.store.conftest import PETR, Bench, opened
from tests.store.test_timeline import execute, folded, rows

PNG = b"\x89PNG\x00 not a picture"


@pytest.fixture(params=["database", "folder"])
async def store(bench: Bench, request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Both paths of keeping bytes."""
    return await bench.store(evidence_folder=tmp_path / "evidence" if request.param == "folder" else None)


async def put_in(store: Store, incident: Incident, file: str) -> Incident:
    """A file somebody put in, whose bytes are not there yet."""
    async with store.change(incident.id, f"add {file}", PETR, Right.inside) as change:
        change.record(evidence.put_in(change.incident, PETR.someone, "", files=[FileRef(id=file, name=f"{file}.png")]))
    return change.incident


async def keep(store: Store, incident: Incident, n: int = 1, data: bytes = PNG) -> Incident:
    """Its bytes arrive."""
    entry = next(x.seq for x in incident.evidence.exhibits if x.n == n)
    async with store.happened(incident.id, f"read/{entry}") as change:
        change.record(evidence.kept(change.incident, entry, evidence.sha256_of(data), len(data)))
        change.keep(entry, evidence.sha256_of(data), data)
    return change.incident


async def refused(store: Store, incident: Incident) -> None:
    """Its bytes arrive, and at the end it is not to be."""
    async with store.happened(incident.id, "read/2") as change:
        change.record(evidence.kept(change.incident, 2, evidence.sha256_of(PNG), len(PNG)))
        change.keep(2, evidence.sha256_of(PNG), PNG)
        raise Refused("no")


async def exhibit(store: Store) -> Incident:
    """A crisis with one file that is kept."""
    return await keep(store, await put_in(store, await opened(store), "F1"))


async def test_bytes_come_back_as_they_were(store: Store) -> None:
    incident = await exhibit(store)

    assert [(x.state, x.sha256, x.size) for x in incident.evidence.exhibits] == [
        ("kept", evidence.sha256_of(PNG), len(PNG))
    ]
    assert await store.exhibit(incident.id, 2) == PNG
    assert await store.exhibit(incident.id, 3) is None


async def test_an_event_that_is_not_recorded_keeps_no_bytes(store: Store) -> None:
    """All of it or nothing: what is refused at the end leaves no row. A file of the folder is left to be kept later."""
    incident = await put_in(store, await opened(store), "F1")

    with pytest.raises(Refused):
        await refused(store, incident)

    assert await store.exhibit(incident.id, 2) is None
    assert (await keep(store, incident)).evidence.exhibits[0].state == "kept"


async def test_erasing_takes_the_bytes_too_and_the_chain_holds(store: Store, tmp_path: Path) -> None:
    """Words, name and bytes go; that there was something, and that it was erased, stays."""
    incident = await exhibit(store)

    await store.erase(incident.id, 2, PETR.someone, "asked for")

    after = await store.incident(incident.id) or incident
    assert (after.evidence.exhibits, await store.exhibit(incident.id, 2)) == ((), None)
    assert verify(await rows(store, incident.id), Checksum(after.seq, after.checksum)) is None
    assert await folded(store, after) == after
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


async def test_a_number_is_not_given_again_after_erasing(store: Store) -> None:
    incident = await exhibit(store)
    await store.erase(incident.id, 2, PETR.someone)

    after = await put_in(store, incident, "F2")

    assert [x.n for x in after.evidence.exhibits] == [2]


async def test_erasing_one_leaves_the_same_bytes_of_another(store: Store) -> None:
    """One was struck and the same file put in again: two exhibits, and in a folder one file."""
    incident = await exhibit(store)
    async with store.change(incident.id, "strike", PETR, Right.inside) as change:
        change.record(evidence.strike(change.incident, 2, "wrong room", PETR))
    again = await keep(store, await put_in(store, incident, "F2"), n=2)

    await store.erase(incident.id, 2, PETR.someone)

    assert [x.state for x in again.evidence.exhibits] == ["kept", "kept"]
    assert await store.exhibit(incident.id, again.evidence.exhibits[1].seq) == PNG


async def test_what_became_of_a_file_is_not_erased(store: Store) -> None:
    """It holds no words; without it the bytes would be waited for again."""
    incident = await exhibit(store)

    with pytest.raises(Refused):
        await store.erase(incident.id, 3, PETR.someone)

    assert await store.exhibit(incident.id, 2) == PNG


@pytest.mark.parametrize(
    "statement", ["UPDATE exhibit SET size = 1", "DELETE FROM exhibit", "DELETE FROM exhibit WHERE seq = 2"]
)
async def test_the_database_itself_refuses_to_change_evidence(store: Store, statement: str) -> None:
    incident = await exhibit(store)

    with pytest.raises(IntegrityError, match="evidence is never changed"):
        await execute(store, text(statement))

    assert await store.exhibit(incident.id, 2) == PNG


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_postgresql_refuses_to_empty_the_evidence(store: Store) -> None:
    await exhibit(store)

    with pytest.raises(IntegrityError, match="never"):
        await execute(store, text("TRUNCATE exhibit"))


@pytest.mark.parametrize("database", ["sqlite"])
async def test_sqlite_refuses_to_replace_evidence(store: Store) -> None:
    """INSERT OR REPLACE deletes without asking the trigger that watches deletions."""
    await exhibit(store)

    with pytest.raises(IntegrityError, match="never"):
        await execute(store, text("INSERT OR REPLACE INTO exhibit SELECT * FROM exhibit"))


async def test_words_that_were_erased_let_the_bytes_go(store: Store) -> None:
    """The one deletion that is let through."""
    await exhibit(store)
    await execute(store, update(tables.event).where(tables.event.c.seq == 2).values(data=None, salt=None))

    await execute(store, text("DELETE FROM exhibit WHERE seq = 2"))


async def test_a_file_of_the_folder_is_never_written_over(bench: Bench, tmp_path: Path) -> None:
    """What stands under a hash stays, and is for its owner alone."""
    store = await bench.store(evidence_folder=tmp_path / "evidence")
    incident = await put_in(store, await opened(store), "F1")
    path = tmp_path / "evidence" / incident.id / evidence.sha256_of(PNG)
    path.parent.mkdir()
    path.write_bytes(b"something else")

    await keep(store, incident)

    assert path.read_bytes() == b"something else"
    assert await store.exhibit(incident.id, 2) == b"something else"


async def test_files_of_the_folder_are_for_their_owner_alone(bench: Bench, tmp_path: Path) -> None:
    store = await bench.store(evidence_folder=tmp_path / "evidence")

    await exhibit(store)

    found = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert [path.stat().st_mode & 0o077 for path in [tmp_path / "evidence", *found]] == [0, 0]
    assert [path.read_bytes() for path in found] == [PNG]


async def test_a_folder_that_cannot_be_written_keeps_nothing(bench: Bench, tmp_path: Path) -> None:
    """As when the database is away: not recorded as kept, so it is tried again."""
    store = await bench.store(evidence_folder=tmp_path / "evidence")
    incident = await put_in(store, await opened(store), "F1")
    (tmp_path / "evidence" / incident.id).write_text("in the way")

    with pytest.raises(StorageAway):
        await keep(store, incident)

    assert [x.state for x in (await store.incident(incident.id) or incident).evidence.exhibits] == ["waiting"]


async def test_bytes_in_the_database_are_found_after_a_folder_was_set(bench: Bench, tmp_path: Path) -> None:
    """Where each one is stands in its row."""
    first = await bench.store()
    incident = await exhibit(first)
    await first.close()

    after = await bench.store(evidence_folder=tmp_path / "evidence")

    assert await after.exhibit(incident.id, 2) == PNG
