"""*Catch me up*: a crisis in five lines, whenever somebody inside asks."""

from __future__ import annotations

from bot.chat.outcome import Outcome
from bot.chat.router import Request, Route
from bot.crisis.playbook import Book
from bot.people.who import Right
from bot.room.brief import RECENT, brief
from bot.store.store import Store
from bot.views import staged


class Brief:
    """The same five lines that whoever joins late gets: a private reply can be missed."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [Route("board.brief", Right.inside, self.show), Route("command.brief", Right.inside, self.show)]

    async def show(self, request: Request) -> Outcome:
        """To that person alone."""
        incident = request.crisis
        recent = await self.store.newest_events(incident, RECENT)
        register = await self.store.register(incident.tenant)
        scene = staged(incident=incident, book=self.book, timeline=tuple(recent), register=register)
        return brief(scene, request.incoming.by)
