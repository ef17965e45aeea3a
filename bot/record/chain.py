"""
The chain: every event's hash covers the one before it, so a changed, missing or added row is found.

    digest = sha256(salt + data)        data: the words; erasing takes data and salt away, the digest stays
    hash   = sha256(hash before + canonical JSON of every column but data and salt)
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.capabilities import FACTS
from bot.record.event import Event
from bot.record.fact import Erased, Fact, Unreadable
from bot.record.frozen import REVEAL

GENESIS = ""
"""What stands before the first event."""

Data = dict[str, Any]
Lift = Callable[[Data], Data]

LIFTS: Mapping[tuple[str, int], Lift] = {}
"""
(kind, v) → what turns a fact of that version into one of the next. A line here for every raised ``v``: from the first
release on, what was recorded is read for ever. 0.1 was none, and nothing of it is read.
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One event as it is kept. *data* holds all a person wrote, in full: it never goes into a log."""

    tenant: str
    incident: str
    seq: int
    key: str | None
    at: datetime
    happened_at: datetime
    kind: str
    v: int
    by: str
    place: str | None
    data: str | None = field(repr=False)
    salt: str | None = field(repr=False)
    digest: str
    prev_hash: str
    hash: str

    def columns(self) -> dict[str, Any]:
        """By name, as they are stored."""
        return {name: getattr(self, name) for name in self.__slots__}  # plain values: asdict would copy each


class Checksum(NamedTuple):
    """The end of a timeline as somebody noted it: on the summary, an export, a line of the log."""

    seq: int
    hash: str


class Broken(NamedTuple):
    """Where a chain does not hold, and why: a stable code."""

    seq: int
    why: str  # gap, link, words, row, unrecorded_erasure, cut, checksum, state (records.py)


def seal(
    prev_hash: str,
    fact: Fact,
    *,
    tenant: str,
    incident: str,
    seq: int,
    at: datetime,
    happened_at: datetime,
    by: str,
    name: str,
    place: str | None = None,
    key: str | None = None,
) -> Sealed:
    """
    The row of a fact.

    Args:
        prev_hash: The hash of event *seq* - 1; ``GENESIS`` for the first.
        at: When it is recorded, aware; kept as UTC. ValueError if it, or *happened_at*, is naive.
        name: Of the person *by*, as it was then. It is erased together with the words.
    """
    data = json.dumps(
        {"name": name, "fact": fact.model_dump(mode="json", context=REVEAL)}, ensure_ascii=True, separators=(",", ":")
    )
    salt = secrets.token_hex(16)
    plain = {
        "tenant": _clean(tenant),
        "incident": incident,
        "seq": seq,
        "key": _clean(key),
        "at": _utc(at),
        "happened_at": _utc(happened_at),
        "kind": fact.kind,
        "v": fact.v,
        "by": _clean(by),
        "place": _clean(place),
        "digest": _digest(salt, data),
    }
    return Sealed(**plain, data=data, salt=salt, prev_hash=prev_hash, hash=_hash(prev_hash, plain))  # type: ignore[arg-type]


def unseal(row: Sealed) -> Event:
    """The event of a row. What this code cannot read, or what was erased, comes out as ``Unreadable``."""
    return Event(
        seq=row.seq,
        at=row.at,
        happened_at=row.happened_at,
        by=row.by,
        place=row.place,
        key=row.key,
        fact=_fact(row),
        hash=row.hash,
    )


def name_of(row: Sealed) -> str:
    """The name of who did it, as it was then; empty if it was erased."""
    return str(json.loads(row.data)["name"]) if row.data else ""


def lift(kind: str, v: int, data: Data) -> Data:
    """A fact of an older version as the newest version would have written it."""
    while step := LIFTS.get((kind, v)):
        data, v = step(data), v + 1
    return data


def verify(rows: Iterable[Sealed], checksum: Checksum | None = None) -> Broken | None:
    """
    The first place where the chain does not hold, or None.

    Args:
        rows: All events of one incident, oldest first.
        checksum: An end noted earlier; without it a cut tail cannot be seen.
    """
    links = Links(checksum)
    return links.add(rows) or links.end()


class Links:
    """A chain that is verified page by page, as ``verify`` does."""

    def __init__(self, checksum: Checksum | None) -> None:
        self._checksum = checksum
        self._prev, self._seq = GENESIS, 0
        self._erased: list[int] = []
        self._recorded: set[int] = set()

    def add(self, rows: Iterable[Sealed]) -> Broken | None:
        """The first of the next rows that does not hold."""
        for row in rows:
            if why := _wrong(row, self._seq + 1, self._prev):
                return Broken(self._seq + 1, why)
            self._prev, self._seq = row.hash, row.seq
            if self._checksum and self._seq == self._checksum.seq and self._prev != self._checksum.hash:
                return Broken(self._seq, "checksum")
            if row.data is None:
                self._erased.append(row.seq)
            elif row.kind == "erased":
                self._recorded.add(int(json.loads(row.data)["fact"]["seq"]))
        return None

    def end(self) -> Broken | None:
        """What is wrong with them all: words taken away that nobody recorded, or a tail that was cut."""
        if unrecorded := [seq for seq in self._erased if seq not in self._recorded]:
            return Broken(unrecorded[0], "unrecorded_erasure")
        return Broken(self._seq + 1, "cut") if self._checksum and self._seq < self._checksum.seq else None


def _wrong(row: Sealed, seq: int, prev: str) -> str | None:
    if row.seq != seq:
        return "gap"
    if row.prev_hash != prev:
        return "link"
    if row.data is not None and row.digest != _digest(row.salt or "", row.data):
        return "words"
    return None if row.hash == _hash(prev, row.columns()) else "row"


def _digest(salt: str, data: str) -> str:
    return hashlib.sha256((salt + data).encode()).hexdigest()


UNHASHED = frozenset({"data", "salt", "prev_hash", "hash"})  # prev_hash stands in front instead


def _hash(prev_hash: str, columns: Mapping[str, object]) -> str:
    kept = {name: _plain(value) for name, value in columns.items() if name not in UNHASHED}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256((prev_hash + text).encode()).hexdigest()


def _plain(value: object) -> object:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an event needs times with a zone")
    return at.astimezone(UTC)


def _clean(text: str | None) -> str | None:
    """Without NUL, which PostgreSQL does not keep: the hash must be of what is kept."""
    return text.replace("\x00", "") if text else text


def _fact(row: Sealed) -> Fact:
    cls = FACTS.get(row.kind)
    if row.data is None or cls is None or row.v > cls.v:
        return Unreadable(was=row.kind)
    return cls.model_validate(lift(row.kind, row.v, json.loads(row.data)["fact"]))


FINAL = frozenset(
    {"opened", Erased.model_fields["kind"].default, "evidence_kept", "evidence_missed", "evidence_repeated"}
)
"""
Kinds that are never erased: without its opening an incident is nobody's; an erasure must stay known; and what became of
a file holds no words, but would be waited for again. Its bytes go with the event that added it.
"""
