"""The bytes of evidence: in the database, or in a folder by their SHA-256. Written once, never changed."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageAway
from bot.store import tables
from bot.store.engine import Database, storage


@dataclass(frozen=True, slots=True)
class Bytes:
    """What is to be kept of the exhibit that event *entry* added."""

    entry: int
    sha256: str
    data: bytes


class Exhibits:
    """The finder's side: bytes are written by a change, in its transaction."""

    database: Database
    _folder: Path | None

    async def exhibit(self, incident_id: str, entry: int) -> bytes | None:
        """The bytes that were kept; None where there are none. Nobody vouches for them here: see ``crisis verify``."""
        table = tables.exhibit
        query = select(table.c.sha256, table.c.data).where(table.c.incident == incident_id, table.c.seq == entry)
        async with self.database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None or row.data is not None:
            return row.data if row else None
        return await asyncio.to_thread(_read, _path(self._folder, incident_id, row.sha256))


async def put(connection: AsyncConnection, folder: Path | None, incident_id: str, kept: Bytes) -> None:
    """Keep the bytes: the row with this transaction, in a folder the file before it. Raises StorageAway."""
    if folder:
        path = _path(folder, incident_id, kept.sha256)
        await asyncio.to_thread(_write, path, kept.data)
    row = {"incident": incident_id, "seq": kept.entry, "sha256": kept.sha256, "size": len(kept.data)}
    await connection.execute(insert(tables.exhibit).values(**row, data=None if folder else kept.data))


async def forget(connection: AsyncConnection, folder: Path | None, incident_id: str, entry: int) -> None:
    """
    Take the bytes of an erased exhibit away, if there are any.

    The file goes before the row: what was to be erased must not stay behind, should we die in between. The incident is
    locked, so nobody adds the same file meanwhile; one that another exhibit has too stays for that.
    """
    table = tables.exhibit
    mine = table.c.incident == incident_id
    in_folder = mine, table.c.data.is_(None)
    # Asked before: SQLite 3.40 says "not null" of a NULL in what a DELETE with a trigger returns.
    here = select(table.c.sha256).where(*in_folder, table.c.seq == entry)
    sha256 = (await connection.execute(here)).scalar()
    await connection.execute(delete(table).where(mine, table.c.seq == entry))
    if sha256 is None:
        return
    same = select(table.c.seq).where(*in_folder, table.c.sha256 == sha256)
    if (await connection.execute(same)).first() is None:
        await asyncio.to_thread(_delete, _path(folder, incident_id, sha256))


def _path(folder: Path | None, incident_id: str, sha256: str) -> Path:
    """A folder an incident: what one erases is never another's. StorageAway where the setting is gone."""
    if folder is None:
        raise StorageAway("Evidence is kept in a folder that CRISIS_EVIDENCE_FOLDER does not name any more.")
    return folder / incident_id / sha256


def prepare(folder: Path | None) -> None:
    """Make the folder, for its owner alone. Raises StorageAway."""
    if folder:
        with storage(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write(path: Path, data: bytes) -> None:
    """Under another name first, so that what stands under its hash is whole; what stands there already stays."""
    with storage(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            return
        part = path.with_name(path.name + ".part")  # one at a time: the incident is locked
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the new name on the disk too, not only the bytes."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _read(path: Path) -> bytes | None:
    with storage(OSError):
        return path.read_bytes() if path.exists() else None


def _delete(path: Path) -> None:
    with storage(OSError):
        path.unlink(missing_ok=True)
        _settle(path.parent)
