"""What the chat shows, as far as we know: the reconciler's own notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from bot.crisis.outages import KEY
from bot.store import tables
from bot.store.engine import Database
from bot.store.hold import Holds
from bot.store.statements import Statements
from bot.store.work import Work, fence


@dataclass(frozen=True, slots=True)
class Shown:
    """One surface or step. *first_at* is the first try since the last success: how far back to look for a message."""

    key: str
    platform: str = ""
    place: str | None = None
    thread: str | None = None
    ref: str | None = None
    hash: str | None = None
    state: str = "new"  # new, sending, sent
    attempts: int = 0
    first_at: datetime | None = None
    shown_at: datetime | None = None
    not_before: datetime | None = None
    generation: int = 0  # raised when somebody deleted it: the next one is another message
    refused: str | None = None  # hash of what the chat refused: that is tried again slowly, anything else at once


NEW: dict[str, Any] = {f.name: f.default for f in fields(Shown) if f.name != "key"}
COLUMNS = [tables.surface.c[f.name] for f in fields(Shown)]


class Surfaces:
    """The reconciler's side of the store."""

    database: Database
    statements: Statements
    holds: Holds
    on_commit: Callable[[str], None]

    async def shown(self, incident_id: str) -> dict[str, Shown]:
        """Everything known of an incident's room, by key."""
        query = select(*COLUMNS).where(tables.surface.c.incident == incident_id)
        async with self.database.reading() as connection:
            return {row.key: Shown(**row._mapping) for row in await connection.execute(query)}

    async def mark(self, work: Work, key: str, **values: object) -> Shown:
        """
        Note what became of a surface; what is not named stays as it was.

        Raises:
            Fenced: Another replica has the incident.
            TypeError: A value no surface has.
        """
        if unknown := values.keys() - NEW.keys():
            raise TypeError(f"a surface has no {', '.join(sorted(unknown))}")
        query = self.database.insert(tables.surface).values(**{**NEW, **values}, incident=work.record.id, key=key)
        # Without values there is nothing to change, but the row is wanted all the same.
        query = query.on_conflict_do_update(index_elements=["incident", "key"], set_=values or {"key": key})
        async with self.database.writing() as connection:
            await fence(connection, self.holds, work)
            return Shown(**(await connection.execute(query.returning(*COLUMNS))).one()._mapping)

    async def suspect(self, incident_id: str, key: str) -> None:
        """What this surface shows is not known any more. Not fenced: who says so may just have lost the incident."""
        surface = tables.surface
        query = update(surface).where(surface.c.incident == incident_id, surface.c.key == key).values(hash=None)
        async with self.database.writing() as connection:
            await self.statements.ask(connection, incident_id)  # first, as in mark: then a surface
            await connection.execute(query)
        self.on_commit(incident_id)

    async def unheard(self, tenant: str, platform: str, since: datetime, until: datetime) -> None:
        """
        Nothing was heard meanwhile: an outage that is over, noted for every open room of a workspace. Each is told of
        it when it is looked at next. What was noted before as its beginning stays.
        """
        incident, surface = tables.incident, tables.surface
        has_room = and_(surface.c.incident == incident.c.id, surface.c.key == "place", surface.c.state == "sent")
        rooms = select(incident.c.id).join(surface, has_room).order_by(incident.c.id)
        rooms = rooms.where(incident.c.tenant == tenant, incident.c.is_resolved.is_(False))
        over = {"platform": platform, "key": KEY, "not_before": until, "shown_at": until}
        async with self.database.writing() as connection:
            for room in (await connection.execute(rooms)).scalars().all():
                query = self.database.insert(surface).values({**NEW, **over, "incident": room, "first_at": since})
                earlier = func.coalesce(surface.c.first_at, query.excluded.first_at)
                changed = {**over, "first_at": earlier}
                await connection.execute(query.on_conflict_do_update(index_elements=["incident", "key"], set_=changed))

    async def try_again(self, incident_id: str | None = None) -> None:
        """What was put off or refused may be tried now: of one incident, or of all. Each is looked at."""
        surface = tables.surface
        waiting = or_(surface.c.not_before.is_not(None), surface.c.refused.is_not(None))
        query = select(surface.c.incident).distinct().where(waiting, surface.c.key != KEY)
        if incident_id is not None:
            query = query.where(surface.c.incident == incident_id)
        async with self.database.writing() as connection:
            incidents = sorted((await connection.execute(query)).scalars())
            for each in incidents:
                await self.statements.ask(connection, each)  # first, as in mark: then a surface
                here = surface.c.incident == each, surface.c.key != KEY
                await connection.execute(update(surface).where(*here).values(not_before=None, refused=None))
        for each in incidents:
            self.on_commit(each)

    async def lost(self, platform: str, place: str, ref: str) -> str | None:
        """Somebody deleted a message: forget it, so that the next look may show it again. Its incident, if ours."""
        surface = tables.surface
        here = surface.c.platform == platform, surface.c.place == place, surface.c.ref == ref
        query = update(surface).where(*here)
        query = query.values(ref=None, hash=None, state="new", attempts=0, generation=surface.c.generation + 1)
        async with self.database.writing() as connection:
            incident: str | None = (await connection.execute(select(surface.c.incident).where(*here))).scalar()
            if incident is None:
                return None
            await self.statements.ask(connection, incident)  # first, as in mark: then a surface
            await connection.execute(query)
        self.on_commit(incident)
        return incident

    async def keep_place(self, work: Work, platform: str, tenant: str, ref: str) -> bool:
        """Note that a place is this incident's; False if another has it. Raises ``Fenced``."""
        place = tables.place
        values = {"platform": platform, "tenant": tenant, "ref": ref, "incident": work.record.id}
        async with self.database.writing() as connection:
            await fence(connection, self.holds, work)
            await connection.execute(self.database.insert(place).values(**values).on_conflict_do_nothing())
            here = place.c.platform == platform, place.c.tenant == tenant, place.c.ref == ref
            holder = (await connection.execute(select(place.c.incident).where(*here))).scalar()
        return bool(holder == work.record.id)
