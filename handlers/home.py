"""App Home: what waits for a person, and the crises they are in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from dateutil import tz

from bot.access.register.confirming import held
from bot.chat.card import Card
from bot.chat.outcome import Outcome, ShowHome
from bot.chat.platform import Links
from bot.chat.router import Request, Route
from bot.crisis.playbook import Book
from bot.learning.cards import headline
from bot.people.who import Person, Right, Standing
from bot.room.home import LISTED, home, mine, not_for_you
from bot.room.register_direct_messages import waiting_direct_messages
from bot.room.surface import Desk
from bot.store.around import around, ready_now
from bot.store.store import Store
from bot.text import Words

Where = Callable[[str], Awaitable[Links]]
"""Where the surfaces of one incident stand."""


class Home:
    """
    Shown anew when it is opened and after a press in it; between, it stays as it was.

    It tells of the rooms a person is in. Who owns a review without being in the room has the direct message alone.
    """

    def __init__(
        self, store: Store, book: Book, clock: Callable[[], datetime], where: Where, admins: Collection[str] = ()
    ) -> None:
        """*clock* gives aware time; *admins* are ids from the settings."""
        self.store = store
        self.book = book
        self.clock = clock
        self.where = where
        self.admins = admins

    def routes(self) -> list[Route]:
        return [Route("home.opened", Right.anyone, self.show, about=False)]

    async def show(self, request: Request) -> Outcome:
        """Everybody sees their own; guests and people of other organisations a sentence that tells nothing."""
        reader, tenant = request.incoming.by, request.incoming.tenant
        if reader.standing is not Standing.member:
            return ShowHome(not_for_you())
        rooms = await self.store.open_incidents_of(tenant, reader.id)
        rooms += await self.store.resolved_incidents_of(tenant, reader.id, LISTED)
        seen = mine(reader, rooms, self.book, self.clock().astimezone(tz.gettz(reader.zone)).date())
        links = {id: await self.where(id) for id in sorted(seen.in_sight)}
        ready, held = await self._ready(tenant), await self._held(tenant, reader)
        return ShowHome(home(seen, links, ready, held, await self._direct_messages(tenant, reader)))

    async def _direct_messages(self, tenant: str, reader: Person) -> list[Card]:
        """What the register asks of them."""
        register = await self.store.register(tenant)
        asked = [line.asked.id for line in register.templates.values() if line.asked]
        there = await around(self.store, register, self.admins, *asked)
        return waiting_direct_messages(Desk(register, self.book, self.clock(), there), reader.id)

    async def _held(self, tenant: str, reader: Person) -> int:
        """Of how many accounts they hold access; nothing is shown to whoever is involved in an open crisis."""
        register = await self.store.register(tenant)
        accounts = held(register, reader.id, self.clock())
        if not accounts or any(crisis.has_conflict(reader.id) for crisis in await self.store.open_incidents(tenant)):
            return 0
        return accounts

    async def _ready(self, tenant: str) -> Words:
        return headline(await ready_now(self.store, tenant, self.admins, self.book, self.clock()))
