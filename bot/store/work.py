"""Who works on what: what is due is taken by one replica, and let go of only when nothing more was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.crisis.incident import Incident
from bot.errors import Fenced
from bot.record.record import FOLD, Record
from bot.store import tables
from bot.store.engine import Database
from bot.store.hold import Holds
from bot.store.incidents import HEAD, Known, load
from bot.store.statements import Statements

NextDue = Callable[[Record], datetime | None]
"""When a record falls due by itself next, aware UTC."""


@dataclass(frozen=True, slots=True)
class Work:
    """A record in hand: its state, how often it was *asked* for by then, and the *owner* who may write."""

    record: Record
    asked: int
    now: datetime
    owner: str

    @property
    def incident(self) -> Incident:
        """The incident in hand; LookupError where it is the register."""
        if not isinstance(self.record, Incident):
            raise LookupError(self.record.id)
        return self.record


class Works:
    """The worker's side of the store."""

    database: Database
    statements: Statements
    holds: Holds
    _known: Known
    _next_due: NextDue
    on_commit: Callable[[str], None]

    async def due(self, limit: int = 20) -> tuple[list[str], float | None]:
        """
        What wants attention and is not in hand here, newest incident first, and the seconds until the next is due.

        A plain read: an idle look takes no lock. None where nothing is ever due. What a newer version wrote is left
        to it.
        """
        work, incident = tables.work, tables.incident
        query = select(work.c.incident, work.c.wake_at, self.database.now()).join(
            incident, incident.c.id == work.c.incident
        )
        query = query.where(work.c.wake_at.is_not(None), incident.c.fold <= FOLD)
        query = query.where(work.c.incident.not_in(list(self.holds.held)))
        newest = case((work.c.wake_at <= self.database.now(), -incident.c.number), else_=1)
        query = query.order_by(newest, work.c.wake_at).limit(limit)
        async with self.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        ids = [id for id, at, now in rows if at <= now]
        if ids or not rows:
            return ids, 0.0 if ids else None
        return [], float((rows[0][1] - rows[0][2]).total_seconds())

    async def take(self, incident_id: str) -> Work | None:
        """The incident, now this replica's; None if it is not due, somebody has it, or it is a newer version's."""
        owner = await self.holds.hold(incident_id)
        if owner is None:
            return None
        work: Work | None = None
        try:
            work = await self._taken(incident_id, owner)
        finally:
            if work is None:
                await self.holds.free(incident_id, owner)
        return work

    async def again(self, work: Work) -> Work:
        """The same work with the newest state; raises ``Fenced``."""
        if not held(self.holds, work):
            raise Fenced
        async with self.database.reading() as connection:
            return await self._state(connection, work.record.id, work.owner)

    async def finish(self, work: Work, wake_at: datetime | None = None) -> bool:
        """
        Let go until *wake_at*, or until the incident falls due by itself, whichever is first. What was due when the
        state was read has been seen to, and does not count.

        Returns:
            False if something was asked meanwhile: it is still in hand, look again.

        Raises:
            Fenced: Another replica has it.
        """
        due = self._next_due(work.record)
        times = [at for at in (wake_at, due if due and due > work.now else None) if at is not None]
        table = tables.work
        query = update(table).where(_owned(work), table.c.asked == work.asked)
        async with self.database.writing() as connection:
            await fence(connection, self.holds, work)
            query = query.values(wake_at=min(times, default=None), owner=None)
            finished = (await connection.execute(query.returning(table.c.incident))).first() is not None
        if finished:
            await self.release(work)
        return finished

    async def release(self, work: Work) -> None:
        """Let go without having finished; it stays due. Finished or fenced already is fine."""
        await self.holds.free(work.record.id, work.owner)

    async def open_rooms(self) -> list[str]:
        """Ids of all incidents that are not resolved, newest first."""
        incident = tables.incident
        query = select(incident.c.id).where(incident.c.is_resolved.is_(False)).order_by(incident.c.number.desc())
        async with self.database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def wake(self, incident_id: str) -> None:
        """Have the incident looked at, now."""
        async with self.database.writing() as connection:
            await self.statements.ask(connection, incident_id)
        self.on_commit(incident_id)

    async def _taken(self, incident_id: str, owner: str) -> Work | None:
        table, incident = tables.work, tables.incident
        ours = select(incident.c.id).where(incident.c.id == table.c.incident, incident.c.fold <= FOLD).exists()
        query = update(table).where(table.c.incident == incident_id, table.c.wake_at <= self.database.now(), ours)
        async with self.database.writing() as connection:
            if (await connection.execute(query.values(owner=owner).returning(table.c.incident))).first() is None:
                return None
            return await self._state(connection, incident_id, owner)

    async def _state(self, connection: AsyncConnection, incident_id: str, owner: str) -> Work:
        table, incident = tables.work, tables.incident
        query = select(*HEAD, table.c.asked, self.database.now().label("now"))
        query = query.join(table, table.c.incident == incident.c.id)
        row = (
            await connection.execute(query.where(incident.c.id == incident_id, table.c.owner == owner))
        ).one_or_none()
        if row is None:
            raise Fenced
        [record] = await load(connection, [row], self._known)
        self._known.keep(record)
        return Work(record, row.asked, row.now, owner)


def _owned(work: Work) -> ColumnElement[bool]:
    table = tables.work
    return and_(table.c.incident == work.record.id, table.c.owner == work.owner)


def held(holds: Holds, work: Work) -> bool:
    """Whether, as far as this replica knows, it still has the incident."""
    return holds.held.get(work.record.id) == work.owner


async def fence(connection: AsyncConnection, holds: Holds, work: Work) -> None:
    """Let this transaction pass only if *work*'s owner still has the incident, and keep it so until the end."""
    if not held(holds, work):
        raise Fenced
    mine = select(tables.work.c.incident).where(_owned(work)).with_for_update(read=True)
    if (await connection.execute(mine)).first() is None:
        raise Fenced
