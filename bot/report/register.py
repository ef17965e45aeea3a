"""The register as files: CSV that can be imported again, and JSON with everything. Secrets are references in both."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from io import StringIO

from bot.access.importing.cells import Value, called, written
from bot.access.importing.columns import FILES, File
from bot.access.importing.tables import guarded
from bot.access.register.entities import Holder, Known
from bot.access.register.state import Register
from bot.record.frozen import Frozen

FORMAT = 1  # raised when a field changes its meaning
Cells = dict[str, Value]


def as_files(register: Register, zone: tzinfo) -> dict[str, str]:
    """Name → text of the three files. An empty register gives the headings: files to fill in."""
    rows: dict[File, Iterable[Cells]] = {
        "people": (_fields(holder) | {"chat_id": _id(holder)} for holder in register.holders.values()),
        "accounts": _accounts(register),
        "access": [*_grants(register), *_secrets(register)],
    }
    return {f"{file}.csv": _csv(file, cells, register, zone) for file, cells in rows.items()}


def register_json(register: Register) -> str:
    """The whole register, indented. Times are ISO 8601, UTC."""
    kept = register.model_dump(mode="json", exclude={"id", "tenant", "number", "fold", "seq", "checksum"})
    checksum = {"seq": register.seq, "hash": register.checksum}
    record = {"format": FORMAT, "tenant": register.tenant, "checksum": checksum, **kept}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _csv(file: File, rows: Iterable[Cells], register: Register, zone: tzinfo) -> str:
    """Semicolons and a byte-order mark: Excel opens that rightly in Croatia and Czechia, and elsewhere asks."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in FILES[file]])
    for cells in rows:
        known = register.holders.get
        writer.writerow([guarded(written(column, cells.get(column.name), zone, known)) for column in FILES[file]])
    return "\ufeff" + text.getvalue()


def _id(holder: Holder) -> str:
    """The chat's, or ours where nothing else tells who it is."""
    return holder.id if ":" in holder.id or called(holder, holder.id) == holder.id else ""


def _accounts(register: Register) -> Iterator[Cells]:
    for account in register.accounts.values():
        tools = tuple(tool.name for tool in register.tools.values() if account.id in tool.accounts)
        yield _fields(account) | {"tools": tools}
    for tool in register.tools.values():
        yield _fields(tool) | {"platform": tool.name}


def _grants(register: Register) -> Iterator[Cells]:
    for grant in register.grants.values():
        if grant.state != "removed":
            yield _fields(grant) | {"person": grant.holder} | _place(register, grant.of)


def _secrets(register: Register) -> Iterator[Cells]:
    """A row for each that it opens and each who knows it; what nobody knows, or opens nothing, has a row too."""
    for secret in register.secrets.values():
        about = _fields(secret) | {"secret": secret.name}
        for of in secret.opens or ("",):
            for known in secret.known_by or (None,):
                yield {**about, **_place(register, of), **_knowing(known)}


def _knowing(known: Known | None) -> Cells:
    if known is None:
        return {}
    return {"person": known.holder, "known_since": known.since, "known_until": known.until}


def _place(register: Register, of: str) -> Cells:
    """How an account or a tool is named in a row."""
    if tool := register.tools.get(of):
        return {"platform": tool.name}
    account = register.accounts.get(of)
    return {"platform": account.platform, "handle": account.handle} if account else {}


def _fields(entity: Frozen) -> dict[str, Value]:
    return {name: getattr(entity, name) for name in type(entity).model_fields}
