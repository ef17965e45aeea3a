"""How ready we are: ``/crisis ready``, and the button in Home; ``/crisis ready access``, and the button under it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from bot.access.cards import access_headline, access_items, access_lines
from bot.access.permission import may_keep
from bot.access.readiness import access_ready
from bot.chat.card import Button, Item
from bot.chat.outcome import Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.playbook import Book
from bot.crisis.setup import may_approve, may_set_up
from bot.learning.cards import headline, lines
from bot.people.who import Right
from bot.store.around import keeping, ready_now
from bot.store.store import Store
from bot.text import _

ACCESS = "access"  # the word after the command


class Ready:
    """Any colleague may look: it names who is called and who keeps the setup, and nothing of any crisis."""

    def __init__(
        self, store: Store, book: Book, command: str, clock: Callable[[], datetime], admins: Collection[str] = ()
    ) -> None:
        """*clock* gives aware time; *admins* are ids from the settings."""
        self.store = store
        self.book = book
        self.command = command
        self.clock = clock
        self.admins = admins

    def routes(self) -> list[Route]:
        return [
            Route("command.ready", Right.staff, self.show, about=False),
            Route("ready.show", Right.staff, self.show, about=False),
            Route("ready.access", Right.staff, self.access, about=False),
        ]

    async def show(self, request: Request) -> Outcome:
        """To that person alone, with the setup at hand for who keeps it."""
        if request.words.casefold() == ACCESS:
            return await self.access(request)
        incoming = request.incoming
        ready = await ready_now(self.store, incoming.tenant, self.admins, self.book, self.clock())
        last = _("Its admins change the setup with “{command} setup”.", command=self.command)
        items: list[Item] = [Button("ready.access", _("Access details…"))]
        if may_set_up(incoming.by, ready.organisation, self.admins):
            items.append(Button("setup.form", _("Set up…")))
        if may_approve(incoming.by, ready.organisation, self.admins):
            items.append(Button("statements.lines", _("First lines…")))
        return Reply((headline(ready), *lines(ready), last), tuple(items))

    async def access(self, request: Request) -> Outcome:
        """What follows from the register, in numbers; with names for who may read all of it."""
        incoming = request.incoming
        register = await self.store.register(incoming.tenant)
        named = may_keep(register, incoming.by, *await keeping(self.store, incoming.tenant, self.admins))
        ready = access_ready(register, self.clock())
        shown = (access_headline(ready), *access_lines(ready, register, named))
        if not named:
            shown = (*shown, _("Names are for those who keep the register."))
        return Reply(shown, access_items(ready, register, named))
