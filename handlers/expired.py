"""Temporary access that is over is taken back by a person, who says so."""

from __future__ import annotations

from collections.abc import Collection

from bot.access.permission import must_keep, must_only_add
from bot.access.register.carried import OfGrant
from bot.access.register.entities import new_id
from bot.access.register.facts import GrantEnded
from bot.access.register.granting import still_knows
from bot.access.register.state import register_id
from bot.chat.outcome import Outcome, Reply
from bot.chat.router import Request, Route
from bot.errors import Refused
from bot.people.who import Right
from bot.store.around import keeping
from bot.store.store import Store
from bot.text import _


class Expired:
    """Who owns the account says it, or who keeps the register."""

    def __init__(self, store: Store, admins: Collection[str] = ()) -> None:
        """*admins* are ids from the settings."""
        self.store = store
        self.admins = admins

    def routes(self) -> list[Route]:
        return [Route("access.taken_back", Right.staff, self.taken_back, about=False)]

    async def taken_back(self, request: Request) -> Outcome:
        """*Taken back*."""
        act, id = request.incoming, request.carried(OfGrant).grant
        kept = await keeping(self.store, act.tenant, self.admins)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            grant = change.register.grants.get(id)
            must_keep(change.register, act.by, *kept, grant.of if grant else None)
            if grant is None or grant.state != "expired":
                raise Refused(_("That is not open any more. Nothing was changed."), code="over")
            if grant.holder == act.by.id:
                raise Refused(_("It is your own access: somebody else says that it is gone."), code="own")
            before, (kept_by, _crises) = change.register, kept
            known = still_knows(before, grant, new_id, change.now)
            change.record([GrantEnded(grant=id, reason="expired"), *known])
            must_only_add(before, change.register, act.by, kept_by, {grant.of} & before.accounts.keys(), change.now)
            return change.says(Reply((_("Noted: it is taken back."),)))
