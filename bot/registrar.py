"""
Sees to the register: what fell due in it, its direct messages, and that the rooms of open crises know of its changes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access.leavers.rules import noticed
from bot.access.register.facts import ZoneSet
from bot.access.register.state import Register
from bot.access.restriction.register_sync import carried, found
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.dues import record_due
from bot.people.who import Standing
from bot.record.consequences import due
from bot.record.fact import Fact
from bot.room.reconcile import Reconciler
from bot.room.register_direct_messages import is_held_back, register_direct_messages
from bot.room.surface import Desk
from bot.store.around import around
from bot.store.store import Store
from bot.store.work import Work

LOOK_AGAIN = timedelta(minutes=1)  # while direct messages are held back for who is being called to a crisis


@dataclass
class Registrar:
    """The worker's hand for the register."""

    store: Store
    book: Book
    admins: Collection[str] = ()  # ids from the settings
    read: Callable[[Register], Awaitable[datetime | None]] | None = None  # whom a connector lists, where it was asked

    async def settle(self, work: Work, hand: Reconciler) -> None:
        """Until there is nothing to do now, and nothing was asked meanwhile."""
        ticked: set[str] = set()
        while isinstance(register := work.record, Register):
            if await record_due(self.store, work, self.book, ticked):
                work = await self.store.again(work)
                continue
            desk = await self._desk(register, work.now)
            if facts := await self._seen(desk):
                async with self.store.happened(register.id, f"seen@{register.seq}") as change:
                    change.record(facts)
                work = await self.store.again(work)
                continue
            quiet, again = await hand.settle(register_direct_messages(desk))
            unread = await self.read(register) if self.read else None
            later = (each.at for each in due(register, self.book) if each.key not in ticked)
            held_until = work.now + LOOK_AGAIN if is_held_back(desk) else None
            times = [at for at in (again, unread, next(later, None), held_until) if at]
            if quiet:
                await self._tell(register)  # before: who dies in between tells them again
                if await self.store.finish(work, min(times, default=None)):
                    return
            work = await self.store.again(work)

    async def look(self, incident: Incident, now: datetime) -> bool:
        """Whether more paths came to light into accounts that are being closed here; they are recorded."""
        if not incident.restrictions.all or incident.is_resolved:
            return False
        register = await self.store.register(incident.tenant)
        if not found(register, self.book, incident, now):
            return False
        async with self.store.happened(incident.id, f"found/{register.seq}/{incident.seq}") as change:
            change.record(found(register, self.book, change.incident, now))
        return bool(change.rows)

    async def sync(self, incident: Incident) -> None:
        """What was closed or given back in this crisis is entered in the register."""
        register = await self.store.register(incident.tenant) if incident.restrictions.all else None
        if register is None or not carried(register, incident):
            return
        for each in carried(register, incident, await self.store.open_incidents(incident.tenant)):
            async with self.store.happened(register.id, each.key) as change:
                change.record(each.facts)

    async def _desk(self, register: Register, now: datetime) -> Desk:
        rows = await self.store.shown(register.id)
        shown = frozenset(key for key, row in rows.items() if row.ref)
        asked = (line.asked.id for line in register.templates.values() if line.asked)
        return Desk(register, self.book, now, await around(self.store, register, self.admins, *asked), shown)

    async def _seen(self, desk: Desk) -> list[Fact]:
        """What the register was not told of: the organisation's zone, and whose account in the chat is closed."""
        register = desk.register
        zone = (await self.store.organisation(register.tenant)).zone
        moved: list[Fact] = [ZoneSet(zone=zone)] if zone != register.zone else []
        gone = [person for person in desk.people.values() if person.standing is Standing.gone]
        return moved + noticed(register, {}, gone)

    async def _tell(self, register: Register) -> None:
        """The rooms that show something of the register look again."""
        for incident in await self.store.open_incidents(register.tenant):
            await self.store.wake(incident.id)
