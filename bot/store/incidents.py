"""Where incidents and their events are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
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

SNAPSHOT = [tables.incident.c[name] for name in ("id", "tenant", "number", "fold", "state")]
PAGE = 100  # events read at once: 1.4-3.8 ms, where a timeline of 10,000 objects held the loop for 200

Snapshots = Select[*tuple[Any, ...]]


async def load(connection: AsyncConnection, row: Sequence[Any]) -> Record:
    """The record of a ``SNAPSHOT`` row; folded again from its events where an older fold made the snapshot."""
    id, tenant, number, made_by, state = row
    kind = kind_of(number).state
    found: Record = kind.model_validate_json(state) if made_by >= FOLD else kind(id=id, tenant=tenant, number=number)
    return found if made_by >= FOLD else await folded(connection, found)


async def folded(connection: AsyncConnection, record: State) -> State:
    """The fold of all events after *record*'s newest, read page by page."""
    while page := await sealed(connection, record.id, record.seq, PAGE):
        record = fold(record, map(unseal, page))
    return record


async def sealed(connection: AsyncConnection, incident: str, after: int, limit: int) -> list[Sealed]:
    """Rows of the timeline, oldest first."""
    event = tables.event
    query = select(event).where(event.c.incident == incident, event.c.seq > after).order_by(event.c.seq).limit(limit)
    return [Sealed(**row._mapping) for row in await connection.execute(query)]


class Incidents:
    """The finder's side of the store."""

    database: Database

    async def incident(self, id: str) -> Incident | None:
        """As it stands, or None."""
        return await self._one(select(*SNAPSHOT).where(tables.incident.c.id == id))

    async def incident_in(self, platform: str, tenant: str, place: str) -> Incident | None:
        """The incident a place belongs to."""
        home = tables.place
        query = select(*SNAPSHOT).join(home, home.c.incident == tables.incident.c.id)
        return await self._one(query.where(home.c.platform == platform, home.c.tenant == tenant, home.c.ref == place))

    async def is_of_room(self, incident: Incident, platform: str, place: str) -> bool:
        """Whether a place is the room of this incident, so that what becomes of its messages is seen."""
        there = await self.incident_in(platform, incident.tenant, place)
        return there is not None and there.id == incident.id

    async def incident_numbered(self, tenant: str, number: int) -> Incident | None:
        """By the number people use."""
        return await self._one(
            select(*SNAPSHOT).where(tables.incident.c.tenant == tenant, tables.incident.c.number == number)
        )

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
        return await self._all(select(*SNAPSHOT).order_by(*order))

    async def every_record(self) -> list[Record]:
        """The incidents and the registers of all workspaces, each register before its incidents."""
        order = tables.incident.c.tenant, tables.incident.c.number
        async with self.database.reading() as connection:
            rows = (await connection.execute(select(*SNAPSHOT).order_by(*order))).all()
            return [await load(connection, row) for row in rows]

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
        return found

    async def event_rows(self, incident_id: str, after: int = 0, limit: int = PAGE) -> list[Sealed]:
        """The same page as it is stored, to verify and to export; words in full, also the restricted ones."""
        async with self.database.reading() as connection:
            return await sealed(connection, incident_id, after, limit)

    def _newest(self, tenant: str, *which: ColumnElement[bool]) -> Snapshots:
        return (
            select(*SNAPSHOT)
            .where(tables.incident.c.tenant == tenant, *which)
            .order_by(tables.incident.c.number.desc())
        )

    async def _one(self, query: Snapshots) -> Incident | None:
        found = await self._all(query)
        return found[0] if found else None

    async def _all(self, query: Snapshots) -> list[Incident]:
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.where(tables.incident.c.number != NUMBER))).all()
            found = [await load(connection, row) for row in rows]
        return [record for record in found if isinstance(record, Incident)]


def _inside(person: str) -> ColumnElement[bool]:
    inside = tables.inside
    return tables.incident.c.id.in_(select(inside.c.incident).where(inside.c.person == person))
