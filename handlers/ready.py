"""How ready we are: ``/crisis ready``, and the button in Home."""

from __future__ import annotations

from collections.abc import Collection

from bot.chat.card import Button, Item
from bot.chat.outcome import Outcome, Reply
from bot.chat.router import Request, Route
from bot.domain.people import Right
from bot.domain.ready import readiness, to_look_up
from bot.domain.setup import may_approve, may_set_up
from bot.room.ready import headline, lines
from bot.store.store import Store
from bot.text import _


class Ready:
    """Any colleague may look: it names who is called and who keeps the setup, and nothing of any crisis."""

    def __init__(self, store: Store, command: str, owners: Collection[str] = ()) -> None:
        """*owners* are ids from the settings."""
        self.store = store
        self.command = command
        self.owners = owners

    def routes(self) -> list[Route]:
        return [
            Route("command.ready", Right.staff, self.show, about=False),
            Route("ready.show", Right.staff, self.show, about=False),
        ]

    async def show(self, request: Request) -> Outcome:
        """To that person alone, with the setup at hand for who keeps it."""
        incoming = request.incoming
        organisation = await self.store.organisation(incoming.tenant)
        people = await self.store.people(to_look_up(organisation, self.owners), incoming.tenant)
        ready = readiness(organisation, self.owners, people)
        last = _("This looks at the setup alone. Its owners change it with “{command} setup”.", command=self.command)
        mine: tuple[Item, ...] = ()
        if may_set_up(incoming.by, organisation, self.owners):
            mine = (Button("setup.form", _("Set up…")),)
        if may_approve(incoming.by, organisation, self.owners):
            mine += (Button("statements.lines", _("First lines…")),)
        return Reply((headline(ready), *lines(ready), last), mine)
