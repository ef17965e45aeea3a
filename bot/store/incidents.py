"""Where incidents and their events are looked up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.access.register.state import NUMBER
from bot.crisis.incident import Incident
from bot.record.chain import Sealed, unseal
from bot.record.event import Event
from bot.record.fold import fold
from bot.record.kind import State, kind_of
from bot.record.record import FOLD, Record
from bot.store import tables
from bot.store.engine import Database

HEAD = [tables.incident.c[name] for name in ("id", "tenant", "number", "fold", "seq", "checksum", "state_seq", "size")]
CRISES = select(*HEAD).where(tables.incident.c.number != NUMBER)
OF = CRISES.where(tables.incident.c.id == bindparam("id"))
NUMBERED = CRISES.where(
    tables.incident.c.tenant == bindparam("tenant"), tables.incident.c.number == bindparam("number")
)
IN = CRISES.join(tables.place, tables.place.c.incident == tables.incident.c.id).where(
    *(tables.place.c[name] == bindparam(name) for name in ("platform", "tenant", "ref"))
)
PAGE = 100  # events read at once: 1.4-3.8 ms, where a timeline of 10,000 objects held the loop for 200
STATES = 200  # read at once
KNOWN = 64  # records, as they were when they were last in hand

Heads = Select[*tuple[Any, ...]]


class Known:
    """The records that were in hand last. A state never changes, so the newest events are all there is to read."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}

    def keep(self, record: Record) -> None:
        """Only what is committed."""
        self._records.pop(record.id, None)
        self._records[record.id] = record
        if len(self._records) > KNOWN:
            del self._records[next(iter(self._records))]

    def of(self, head: Any) -> Record | None:
        """
        The state of a ``HEAD`` row, or one its newest events are missing of.

        An erasure saves the state anew, so that one older than what is saved may hold words that are erased.
        """
        known = self._records.get(head.id)
        if known is None or not head.state_seq <= known.seq <= head.seq:
            return None
        return known if known.seq < head.seq or known.checksum == head.checksum else None


NONE: Final = Known()


async def load(connection: AsyncConnection, heads: Sequence[Any], known: Known = NONE) -> list[Record]:
    """The records of ``HEAD`` rows: as they are known, else as they were saved, and with the events since."""
    found = {head.id: record for head in heads if (record := known.of(head)) is not None}
    new = [head.id for head in heads if head.fold >= FOLD and head.id not in found]
    incident = tables.incident
    for n in range(0, len(new), STATES):
        query = select(incident.c.id, incident.c.number, incident.c.state).where(incident.c.id.in_(new[n : n + STATES]))
        for id, number, state in await connection.execute(query):
            found[id] = kind_of(number).state.model_validate_json(state)
    return [await _up_to(connection, head, found.get(head.id)) for head in heads]


async def _up_to(connection: AsyncConnection, head: Any, saved: Record | None) -> Record:
    """
    The record with its newest events, all of them where an older fold saved it. Where events are gone its head stays:
    so ``verify`` finds that they are.
    """
    if saved is None:
        saved = kind_of(head.number).state(id=head.id, tenant=head.tenant, number=head.number)
    record = await folded(connection, saved, head.seq)
    if record.seq >= head.seq:  # PostgreSQL may show a state that was saved after the head was read
        return record
    return record.model_copy(update={"seq": head.seq, "checksum": head.checksum})


async def folded(connection: AsyncConnection, record: State, seq: int) -> State:
    """The fold of the events after *record*'s newest, up to *seq*, read page by page."""
    while page := await sealed(connection, record.id, record.seq, min(PAGE, seq - record.seq)):
        record = fold(record, map(unseal, page))
        await asyncio.sleep(0)  # others are answered in between
    return record


async def sealed(connection: AsyncConnection, incident: str, after: int, limit: int) -> list[Sealed]:
    """Rows of the timeline, oldest first."""
    if limit <= 0:
        return []
    event = tables.event
    query = select(event).where(event.c.incident == incident, event.c.seq > after).order_by(event.c.seq).limit(limit)
    return [Sealed(**row._mapping) for row in await connection.execute(query)]


class Incidents:
    """The finder's side of the store."""

    database: Database
    _known: Known

    async def incident(self, id: str) -> Incident | None:
        """As it stands, or None."""
        return await self._one(OF, {"id": id})

    async def incident_in(self, platform: str, tenant: str, place: str) -> Incident | None:
        """The incident a place belongs to."""
        return await self._one(IN, {"platform": platform, "tenant": tenant, "ref": place})

    async def is_of_room(self, incident: Incident, platform: str, place: str) -> bool:
        """Whether a place is the room of this incident, so that what becomes of its messages is seen."""
        there = await self.incident_in(platform, incident.tenant, place)
        return there is not None and there.id == incident.id

    async def incident_numbered(self, tenant: str, number: int) -> Incident | None:
        """By the number people use."""
        return await self._one(NUMBERED, {"tenant": tenant, "number": number})

    async def open_incidents(self, tenant: str, limit: int | None = None) -> list[Incident]:
        """Those that are not resolved, newest first."""
        return await self._all(self._newest(tenant, tables.incident.c.is_resolved.is_(False)).limit(limit))

    async def newest_incidents(self, tenant: str, limit: int) -> list[Incident]:
        """The last that were opened, resolved or not, newest first."""
        return await self._all(self._newest(tenant).limit(limit))

    async def open_incidents_of(self, tenant: str, person: str) -> list[Incident]:
        """Those not resolved whose room the person is in, newest first."""
        return await self._all(self._newest(tenant, tables.incident.c.is_resolved.is_(False), _inside(person)))

    async def acting_in(self, tenant: str, person: str) -> list[Incident]:
        """The open incidents in which this person may act, newest first."""
        rooms = await self.open_incidents_of(tenant, person)
        return [incident for incident in rooms if not incident.has_conflict(person)]

    async def incidents_of(self, tenant: str, person: str, limit: int = 100) -> list[Incident]:
        """Those whose room the person is in, newest first."""
        return await self._all(self._newest(tenant, _inside(person)).limit(limit))

    async def resolved_incidents_of(self, tenant: str, person: str, limit: int) -> list[Incident]:
        """The newest of those that are resolved and whose room the person is in."""
        over = tables.incident.c.is_resolved.is_(True)
        return await self._all(self._newest(tenant, over, _inside(person)).limit(limit))

    async def every_incident(self) -> list[Incident]:
        """All of all workspaces, oldest first."""
        order = tables.incident.c.tenant, tables.incident.c.number
        return await self._all(CRISES.order_by(*order))

    async def every_record(self) -> list[Record]:
        """
        The incidents and the registers of all workspaces, each register before its incidents. As they are saved: what
        is known of them does not count.
        """
        order = tables.incident.c.tenant, tables.incident.c.number
        async with self.database.reading() as connection:
            return await load(connection, (await connection.execute(select(*HEAD).order_by(*order))).all())

    async def events(self, incident_id: str, after: int = 0, limit: int = PAGE) -> list[Event]:
        """A page of the timeline, oldest first, from event *after* + 1."""
        return [unseal(row) for row in await self.event_rows(incident_id, after, limit)]

    async def newest_events(self, incident: Incident, count: int) -> list[Event]:
        """The last *count* of its timeline, oldest first."""
        return await self.events(incident.id, after=max(0, incident.seq - count), limit=count)

    async def all_events(self, incident_id: str) -> list[Event]:
        """The whole timeline, oldest first, read page by page."""
        found: list[Event] = []
        while page := await self.events(incident_id, after=len(found)):
            found += page
            await asyncio.sleep(0)  # others are answered in between
        return found

    async def event_rows(self, incident_id: str, after: int = 0, limit: int = PAGE) -> list[Sealed]:
        """The same page as it is stored, to verify and to export; words in full, also the restricted ones."""
        async with self.database.reading() as connection:
            return await sealed(connection, incident_id, after, limit)

    def _newest(self, tenant: str, *which: ColumnElement[bool]) -> Heads:
        return select(*HEAD).where(tables.incident.c.tenant == tenant, *which).order_by(tables.incident.c.number.desc())

    async def _one(self, query: Heads, given: dict[str, object]) -> Incident | None:
        found = await self._all(query, given)
        for incident in found:
            self._known.keep(incident)
        return found[0] if found else None

    async def _all(self, query: Heads, given: dict[str, object] | None = None) -> list[Incident]:
        async with self.database.reading() as connection:
            heads = (await connection.execute(query, given)).all()
            found = await load(connection, heads, self._known)
        return [record for record in found if isinstance(record, Incident)]


def _inside(person: str) -> ColumnElement[bool]:
    inside = tables.inside
    return tables.incident.c.id.in_(select(inside.c.incident).where(inside.c.person == person))
