"""Holders confirm what the register says of them, or say that it is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.access.permission import must_be_free
from bot.access.register import confirming
from bot.access.register.cards.look import Look, look
from bot.access.register.carried import OfAccount
from bot.access.register.derived import AccessPath, paths_into
from bot.access.register.forms.confirmation import Confirmed, NotMine, confirm_form, not_mine_form
from bot.access.register.state import Register, register_id
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.playbook import Book
from bot.errors import Refused
from bot.people.who import Person, Right
from bot.store.store import Store
from bot.text import _, _n


class Confirm:
    """Everybody speaks for themselves: what others hold is not shown here."""

    def __init__(self, store: Store, book: Book, clock: Callable[[], datetime]) -> None:
        """*clock* gives aware time."""
        self.store = store
        self.book = book
        self.clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("access.confirm", Right.staff, self.confirm, about=False),
            Route("access.confirm_all", Right.staff, self.confirm_all, about=False),
            Route("access.not_mine", Right.staff, self.not_mine, about=False),
        ]

    async def confirm(self, request: Request) -> Outcome:
        """*Still right* in a direct message, of all that was asked there; or what was left ticked in the form."""
        act = request.incoming
        crises = await self.store.open_incidents(act.tenant)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            register = change.register
            must_be_free(register, act.by, crises)
            given = request.sent(Confirmed)
            keys = given.paths if given else _asked(register, act.by, request.carried(OfAccount).account, change.now)
            change.record(confirming.confirm(register, act.by.someone, keys, change.now))
            n = len(keys)
            return change.says(Reply((_n("{n} way in is confirmed.", "{n} ways in are confirmed.", n),)))

    async def confirm_all(self, request: Request) -> Outcome:
        """*Confirm all…*: everything the person holds, ticked."""
        seen, paths = await self._own(request)
        return OpenForm(confirm_form(seen, paths))

    async def not_mine(self, request: Request) -> Outcome:
        """*Not mine…*: pressed, it asks which and why; sent, whoever keeps the register sees it."""
        act, given = request.incoming, request.sent(NotMine)
        if given is None:
            seen, paths = await self._own(request)
            account = request.carried(OfAccount).account
            there = [path for path in seen.of(account) if any(path.key == each.key for each in paths)]
            return OpenForm(not_mine_form(seen, there or paths))
        crises = await self.store.open_incidents(act.tenant)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            must_be_free(change.register, act.by, crises)
            by, now = act.by.someone, change.now
            change.record(confirming.doubt(change.register, by, given.paths, given.reason, now))
            return change.says(Reply((_("Saved. It counts as open until somebody has looked."),)))

    async def _own(self, request: Request) -> tuple[Look, Sequence[AccessPath]]:
        tenant, by = request.incoming.tenant, request.incoming.by
        register = await self.store.register(tenant)
        must_be_free(register, by, await self.store.open_incidents(tenant))
        now = self.clock()
        paths = confirming.own(register, by.id, now)
        if not paths:
            raise Refused(_("No access of yours is in the register. Nothing was changed."), code="none")
        return look(register, self.book, now), paths


def _asked(register: Register, by: Person, account: str, now: datetime) -> tuple[str, ...]:
    """What somebody still has to say something about, of an account about which they were asked."""
    asked = register.asked_to_confirm.get(account)
    if asked is None or account not in register.accounts:
        return ()
    paths = paths_into(register, account, now)
    return tuple(path.key for path in confirming.waiting(register, paths, by.id, asked))
