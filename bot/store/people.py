"""Who people are, as the chat told us last, and each workspace's setup with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, insert, select, text, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.organisation import Organisation
from bot.people.who import Person, Standing
from bot.store import tables
from bot.store.engine import Database


class Known(Person):
    """A person, and when the chat was last asked about them (aware UTC)."""

    checked_at: datetime


class Saved(NamedTuple):
    """One saving of a setup."""

    at: datetime
    by: str  # id of the person
    organisation: Organisation


NAMES = ("id", "name", "standing", "zone", "language")
COLUMNS = [tables.person.c[name] for name in (*NAMES, "checked_at")]


class People:
    """The part of the store about people."""

    database: Database

    async def save_people(self, platform: str, tenant: str, people: Iterable[Person]) -> None:
        """Keep what the chat says about them now."""
        now = self.database.now()
        rows = [{"platform": platform, "tenant": tenant, **person.model_dump(include=set(NAMES))} for person in people]
        if not rows:
            return
        query = self.database.insert(tables.person).values(checked_at=now)
        new = {name: query.excluded[name] for name in (*NAMES, "platform") if name != "id"}
        query = query.on_conflict_do_update(index_elements=["tenant", "id"], set_={**new, "checked_at": now})
        async with self.database.writing() as connection:
            await connection.execute(query, rows)

    async def person(self, id: str, tenant: str | None = None) -> Known | None:
        """Somebody known; see ``people`` about *tenant*."""
        return (await self._look_up([id], tenant)).get(id)

    async def people(self, ids: Iterable[str], tenant: str | None = None) -> dict[str, Person]:
        """
        Those of them that are known.

        Without a *tenant*, somebody whom several workspaces know is given as the one that trusts them least does: a
        member of one may be an outsider in the other.
        """
        return dict(await self._look_up(ids, tenant))

    async def _look_up(self, ids: Iterable[str], tenant: str | None) -> dict[str, Known]:
        person = tables.person
        query: Select[*tuple[Any, ...]] = select(*COLUMNS).where(person.c.id.in_(list(ids)))
        if tenant is not None:
            query = query.where(person.c.tenant == tenant)
        is_member: ColumnElement[bool] = person.c.standing == Standing.member
        async with self.database.reading() as connection:
            rows = await connection.execute(query.order_by(is_member.desc()))
            return {row.id: Known(**row._mapping) for row in rows}

    async def workspaces(self) -> list[str]:
        """All that are known by their people, their setup or what happened in them."""
        known = union(*(select(table.c.tenant) for table in (tables.person, tables.organisation, tables.incident)))
        async with self.database.reading() as connection:
            return sorted((await connection.execute(known)).scalars())

    async def organisation(self, tenant: str) -> Organisation:
        """The setup that counts; all defaults where nobody has saved one."""
        async with self.database.reading() as connection:
            return await _newest(connection, tenant)

    async def organisation_history(self, tenant: str, limit: int = 100) -> list[Saved]:
        """Who saved which setup when, newest first."""
        table = tables.organisation
        query = select(table.c.at, table.c.by, table.c.data).where(table.c.tenant == tenant)
        async with self.database.reading() as connection:
            rows = await connection.execute(query.order_by(table.c.id.desc()).limit(limit))
            return [Saved(at, by, Organisation.model_validate_json(data)) for at, by, data in rows]

    async def save_organisation(self, tenant: str, organisation: Organisation, by: Person) -> None:
        """Keep a setup, whatever was kept before; that stays in the history."""
        await self.change_organisation(tenant, by, lambda _was: organisation)

    async def change_organisation(
        self, tenant: str, by: Person, change: Callable[[Organisation], Organisation]
    ) -> Organisation:
        """
        What *change* makes of the newest setup, kept; one after the other, so nobody overwrites what they never saw.

        What *change* raises leaves everything as it was.
        """
        table = tables.organisation
        async with self.database.writing() as connection:
            if not self.database.is_sqlite:  # there SQLite has one writer anyway; reading waits for nobody
                await connection.execute(text("LOCK TABLE organisation IN SHARE ROW EXCLUSIVE MODE"))
            was = await _newest(connection, tenant)
            now = change(was)
            if now != was:
                values = {"tenant": tenant, "at": self.database.now(), "by": by.id, "data": now.model_dump_json()}
                await connection.execute(insert(table).values(**values))
        return now


async def _newest(connection: AsyncConnection, tenant: str) -> Organisation:
    table = tables.organisation
    query = select(table.c.data).where(table.c.tenant == tenant).order_by(table.c.id.desc()).limit(1)
    data = (await connection.execute(query)).scalar()
    return Organisation.model_validate_json(data) if data else Organisation()
