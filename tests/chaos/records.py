"""Records as their events tell: what is saved of a state may be some events behind."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.record.chain import Sealed, unseal
from bot.record.fold import fold
from bot.record.kind import kind_of
from bot.record.record import Record
from bot.store import tables


def records(connection: Connection) -> list[Record]:
    """All of them, folded from their first event on."""
    incident, event = tables.incident, tables.event
    found: list[Record] = []
    for id, tenant, number in connection.execute(select(incident.c.id, incident.c.tenant, incident.c.number)).all():
        rows = connection.execute(select(event).where(event.c.incident == id).order_by(event.c.seq)).all()
        begun = kind_of(number).state(id=id, tenant=tenant, number=number)
        found.append(fold(begun, (unseal(Sealed(**row._mapping)) for row in rows)))
    return found
