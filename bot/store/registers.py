"""Where a workspace's register is looked up."""

from __future__ import annotations

from sqlalchemy import select

from bot.access.register.state import NUMBER, Register, register_id
from bot.store import tables
from bot.store.engine import Database
from bot.store.incidents import HEAD, Known, load


class Registers:
    """The reader's side of the register."""

    database: Database
    _known: Known

    async def register(self, tenant: str) -> Register:
        """As it stands; an empty one where nothing was entered."""
        id = register_id(tenant)
        async with self.database.reading() as connection:
            heads = (await connection.execute(select(*HEAD).where(tables.incident.c.id == id))).all()
            for record in await load(connection, heads, self._known):
                if isinstance(record, Register):
                    self._known.keep(record)
                    return record
        return Register(id=id, tenant=tenant, number=NUMBER)

    async def with_register(self) -> list[str]:
        """Workspaces that have one."""
        incident = tables.incident
        query = select(incident.c.tenant).where(incident.c.number == NUMBER)
        async with self.database.reading() as connection:
            return list((await connection.execute(query)).scalars())
