"""What every change says to the database, built once: building a statement takes longer than SQLite takes for it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, bindparam, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from bot.store import tables
from bot.store.engine import CHANNEL, Database
from bot.store.incidents import HEAD

# NO KEY: what refers to the incident may be written meanwhile. A plain FOR UPDATE would wait for a surface that is
# being marked, whose transaction has the work row, which a change wants last: a deadlock.
LOCKED: Final = select(*HEAD).where(tables.incident.c.id == bindparam("id")).with_for_update(key_share=True)
OCCURRED: Final = select(tables.event.c.seq).where(
    tables.event.c.incident == bindparam("incident"), tables.event.c.key == bindparam("key")
)
SAVED: Final = update(tables.incident).where(tables.incident.c.id == bindparam("of"))
RECORDED: Final = insert(tables.event)
ANSWER: Final = select(tables.seen.c.outcome).where(tables.seen.c.key == bindparam("key"))


class Statements:
    """Those that differ by database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.now = self._now(database)
        self.answered = self._answered(database)
        self._asked = self._ask(database)

    async def ask(self, connection: AsyncConnection, incident: str) -> None:
        """Have the incident looked at, now: by whoever has it in hand, or by the next to look."""
        await connection.execute(self._asked, {"incident": incident, **self._database.moment()})

    def _now(self, database: Database) -> Select[Any]:
        """The time, for which it takes ``database.moment()``; and what was answered to the request *key*, if it was."""
        seen = tables.seen
        joined = select(literal(1)).subquery().outerjoin(seen, seen.c.key == bindparam("key"))
        return select(database.at, seen.c.key, seen.c.outcome).select_from(joined)

    def _ask(self, database: Database) -> ReturningInsert[Any]:
        work = tables.work
        query = database.insert(work).values(incident=bindparam("incident"), asked=1, wake_at=database.at)
        again = {"asked": work.c.asked + 1, "wake_at": query.excluded.wake_at}
        told = work.c.asked if database.is_sqlite else func.pg_notify(CHANNEL, work.c.incident)
        return query.on_conflict_do_update(index_elements=["incident"], set_=again).returning(told)

    def _answered(self, database: Database) -> ReturningInsert[Any]:
        """Keep the answer of a request; nothing comes back where it has one."""
        return database.insert(tables.seen).on_conflict_do_nothing().returning(tables.seen.c.key)
