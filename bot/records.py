"""What the operator takes out of the store: one incident with its evidence, and the proof that nothing was changed."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

from dateutil import tz

from bot.crisis.evidence.rules import sha256_of
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.errors import CrisisError
from bot.record.chain import Broken, Checksum, Links, Sealed, unseal
from bot.record.fold import begun, fold
from bot.record.record import FOLD, Record
from bot.report.card import card, without_phone
from bot.report.evidence import FOLDER, path_of, sums
from bot.report.export import as_json
from bot.report.markdown import timeline_file
from bot.report.register import as_files, register_json
from bot.settings import DatabaseSettings
from bot.store.store import Store

PAGE = 1_000  # events read at once
HEAD = re.compile(r"(\d+):([0-9a-f]{64})")

Format = Literal["md", "json"]


class NoSuchIncident(CrisisError):
    """There is no crisis of that number."""


class NothingKept(CrisisError):
    """
    Nothing is kept yet: the bot was never started with this database. Check CRISIS_DATABASE_URL, or start the bot.
    """


class FolderInUse(CrisisError):
    """That folder is not empty, and nothing is written over. Name another folder, which is made if it is not there."""


class NotWritable(CrisisError):
    """That cannot be written there."""


class ChecksumUnreadable(CrisisError):
    """A checksum is written SEQ:HASH, as the summary, the export and the log have it."""


@asynccontextmanager
async def reading(settings: DatabaseSettings) -> AsyncIterator[Store]:
    """
    The store beside a bot that may be running: it is read, never migrated or claimed.

    Raises:
        NothingKept: The bot was never started with this database.
        TooOld: Version 0.1 made it.
        StorageAway: The database cannot be read.
    """
    store = Store(settings.database_url.get_secret_value(), evidence_folder=settings.evidence_folder)
    try:
        if await store.is_new():
            raise NothingKept
        yield store
    finally:
        await store.close()


async def export_register(store: Store, tenant: str, folder: Path) -> list[str]:
    """
    The register as files: three of CSV, which can be imported again, and ``register.json`` with everything.

    Returns:
        Names of the files.

    Raises:
        FolderInUse: Something is in that folder already; nothing is written over.
    """
    register, organisation = await store.register(tenant), await store.organisation(tenant)
    files = as_files(register, tz.gettz(organisation.zone) or tz.UTC) | {"register.json": register_json(register)}
    _must_be_free(folder)
    for name, text in files.items():
        _write(folder / name, text.encode())
    return list(files)


async def card_page(store: Store, book: Book, tenant: str, now: datetime) -> tuple[str, list[str]]:
    """The card as HTML, and the names on its phone tree that have no phone."""
    register, organisation = await store.register(tenant), await store.organisation(tenant)
    return card(register, organisation, book, now), without_phone(register, organisation)


def write_alone(folder: Path, name: str, text: str) -> None:
    """One file in a folder of its own, for its owner alone. Raises FolderInUse."""
    _must_be_free(folder)
    _write(folder / name, text.encode())


async def export(store: Store, book: Book, number: int, format: Format, tenant: str | None = None) -> str:
    """The incident as Markdown or JSON. Raises NoSuchIncident."""
    incident, rows = await _all(store, number, tenant)
    if format == "json":
        return as_json(incident, rows)
    return timeline_file(incident, book, map(unseal, rows))


async def export_to(store: Store, book: Book, number: int, folder: Path, tenant: str | None = None) -> list[int]:
    """
    The incident as files: ``crisis-12.md``, ``crisis-12.json``, and in ``evidence/`` the bytes and their hashes.

    Returns:
        Numbers of evidence whose bytes are not what was kept, or are not there.

    Raises:
        NoSuchIncident: There is none of that number.
        FolderInUse: Something is in that folder already; nothing is written over.
    """
    incident, rows = await _all(store, number, tenant)
    _must_be_free(folder)
    record = folder / f"crisis-{number}"
    _write(record.with_suffix(".md"), timeline_file(incident, book, map(unseal, rows)).encode())
    _write(record.with_suffix(".json"), as_json(incident, rows).encode())
    if hashes := sums(incident.evidence.exhibits):
        _write(folder / FOLDER / "SHA256SUMS", hashes.encode())
    wrong: list[int] = []
    for exhibit in incident.evidence.exhibits:
        if path := path_of(exhibit):
            data = await store.exhibit(incident.id, exhibit.seq)
            if data is not None:
                _write(folder / path, data)
            if data is None or sha256_of(data) != exhibit.sha256:
                wrong.append(exhibit.n)
    return wrong


def _must_be_free(folder: Path) -> None:
    with _writing(folder):
        if folder.exists() and any(folder.iterdir()):
            raise FolderInUse


def _write(path: Path, data: bytes) -> None:
    """A new file, for its owner alone: it may be what somebody wants to hide."""
    with _writing(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What the system refuses is a sentence, with its reason."""
    try:
        yield
    except (OSError, ValueError) as fault:  # the latter: a null byte in a name
        why = fault.strerror if isinstance(fault, OSError) else "no path has such a sign"
        raise NotWritable(f"{path} cannot be written: {why}. Name another folder with --to.") from fault


async def verify_all(store: Store, number: int | None, checksum: Checksum | None) -> list[tuple[Record, Broken | None]]:
    """Each register and incident, or what has that *number*, with the first event at which its chain breaks."""
    records = [record for record in await store.every_record() if number in (None, record.number)]
    if number is not None and not records:
        raise NoSuchIncident
    # Without a checksum from outside, the record's own still shows a tail that was cut from the events alone.
    return [
        (record, await _broken(store, record, checksum or Checksum(record.seq, record.checksum))) for record in records
    ]


async def _broken(store: Store, record: Record, checksum: Checksum) -> Broken | None:
    """
    Where its chain does not hold, page by page; else where the state the bot acts on is not what its events tell: who
    commands, who is inside, who has access; else the first evidence that is not what was kept.
    """
    links, told, after = Links(checksum), begun(record), 0
    is_ours = record.fold <= FOLD  # what a newer version made this one cannot tell
    while page := await store.event_rows(record.id, after, PAGE):
        if broken := links.add(page):
            return broken
        after = page[-1].seq
        told = fold(told, [unseal(row) for row in page if is_ours and row.seq <= record.seq])
    if broken := links.end():
        return broken
    return Broken(record.seq, "state") if is_ours and told != record else await _changed(store, record)


async def _changed(store: Store, record: Record) -> Broken | None:
    """The first evidence whose bytes are not there, or not those that were kept."""
    if not isinstance(record, Incident):
        return None
    for exhibit in record.evidence.exhibits:
        if exhibit.state == "kept":
            data = await store.exhibit(record.id, exhibit.seq)
            if data is None or sha256_of(data) != exhibit.sha256:
                return Broken(exhibit.seq, "evidence")
    return None


def read_checksum(text: str) -> Checksum:
    """``41:9f2c…``. Raises ChecksumUnreadable."""
    if not (found := HEAD.fullmatch(text.strip())):
        raise ChecksumUnreadable
    return Checksum(int(found[1]), found[2])


async def _all(store: Store, number: int, tenant: str | None) -> tuple[Incident, list[Sealed]]:
    for incident in await store.every_incident():
        if incident.number == number and tenant in (None, incident.tenant):
            return incident, await _rows(store, incident.id)
    raise NoSuchIncident


async def _rows(store: Store, incident: str) -> list[Sealed]:
    rows: list[Sealed] = []
    while page := await store.event_rows(incident, len(rows), PAGE):
        rows += page
    return rows
