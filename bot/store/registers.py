"""Where a workspace's register is looked up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.access.register.state import NUMBER, Register, register_id
from bot.store import tables
from bot.store.engine import Database
from bot.store.incidents import SNAPSHOT, load


class Registers:
    """The reader's side of the register."""

    database: Database
    _read: dict[str, Register]

    async def register(self, tenant: str) -> Register:
        """As it stands; an empty one where nothing was entered. Read anew only when it changed: it may be large."""
        incident = tables.incident
        checksum = select(incident.c.checksum).where(incident.c.id == register_id(tenant))
        async with self.database.reading() as connection:
            known = self._read.get(tenant)
            if known is not None and (await connection.execute(checksum)).scalar() == known.checksum:
                return known
            row = (await connection.execute(select(*SNAPSHOT).where(incident.c.id == register_id(tenant)))).first()
            found = await self._loaded(connection, tenant, row)
        self._read[tenant] = found
        return found

    async def _loaded(self, connection: Any, tenant: str, row: Any) -> Register:
        empty = Register(id=register_id(tenant), tenant=tenant, number=NUMBER)
        record = await load(connection, row) if row is not None else empty
        return record if isinstance(record, Register) else empty

    async def with_register(self) -> list[str]:
        """Workspaces that have one."""
        incident = tables.incident
        query = select(incident.c.tenant).where(incident.c.number == NUMBER)
        async with self.database.reading() as connection:
            return list((await connection.execute(query)).scalars())
