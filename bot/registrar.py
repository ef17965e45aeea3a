"""Sees to the register: what fell due in it, its letters, and that the rooms of open crises know of its changes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.access.register import Register
from bot.domain.consequences import due
from bot.domain.playbook import Book
from bot.room.reconcile import Reconciler
from bot.room.register_letters import named, register_letters
from bot.room.surface import Desk
from bot.store.store import Store
from bot.store.work import Work


@dataclass
class Registrar:
    """The worker's hand for the register."""

    store: Store
    book: Book

    async def settle(self, work: Work, hand: Reconciler) -> None:
        """Until there is nothing to do now, and nothing was asked meanwhile."""
        ticked: set[str] = set()
        while isinstance(register := work.record, Register):
            waiting = [each for each in due(register, self.book) if each.key not in ticked]
            if waiting and waiting[0].at <= work.now:
                ticked.add(waiting[0].key)
                async with self.store.register_happened(register.tenant, waiting[0].key) as change:
                    change.record(waiting[0].facts)
                work = await self.store.again(work)
                continue
            people = await self.store.people(named(register))
            quiet, again = await hand.settle(register_letters(Desk(register, self.book, people)))
            times = [at for at in (again, waiting[0].at if waiting else None) if at]
            if quiet and await self.store.finish(work, min(times, default=None)):
                await self._tell(register)
                return
            work = await self.store.again(work)

    async def _tell(self, register: Register) -> None:
        """The rooms that show something of the register look again."""
        for incident in await self.store.open_incidents(register.tenant):
            await self.store.wake(incident.id)
