"""What people have connectors do: close by itself, give back by itself, read who has access. The worker does it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from bot.access.connectors import automatic, automatic_return
from bot.access.connectors.carried import OfShown
from bot.access.connectors.forms import Automatic, automatic_form, return_form
from bot.access.connectors.listed import order_read
from bot.access.permission import must_keep
from bot.access.register.state import Register, register_id
from bot.access.restriction.forms.steps import step_form
from bot.access.restriction.progress import newest
from bot.access.restriction.state import Restriction
from bot.approval import mark
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.who import Right
from bot.store.around import keeping
from bot.store.store import Store
from bot.text import _


class Connectors:
    """
    *names* are those the settings have.

    Closing and giving back take the commander or the access lead; reading takes who keeps the register, or the account.
    """

    def __init__(
        self, store: Store, book: Book, clock: Callable[[], datetime], names: Collection[str], admins: Collection[str]
    ) -> None:
        self.store = store
        self.book = book
        self.clock = clock
        self.names = names
        self.admins = admins

    def routes(self) -> list[Route]:
        return [
            Route("restriction.automatic", Right.access, self.close),
            Route("restore.automatic", Right.access, self.give_back),
            Route("access.read", Right.staff, self.read, about=False),
        ]

    async def close(self, request: Request) -> Outcome:
        """Pressed, it shows who would lose access; sent, it is ordered, or left to a person."""
        of, given = request.carried(OfShown), request.sent(Automatic)
        restriction = automatic.must_be_closable(request.crisis, of.account or _first(request.crisis))
        if given is None:
            return OpenForm(automatic_form(request.crisis, restriction))
        if given.how == "by_hand":
            return self._by_hand(request.crisis, restriction)
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            restriction = automatic.must_be_closable(change.incident, of.account)
            if of.mark != mark(automatic.closable(restriction)):
                return OpenForm(automatic_form(change.incident, restriction, changed=True))
            change.record(automatic.order(change.incident, of.account, of.mark, act.by.someone))
            return change.says(Done())

    def _by_hand(self, incident: Incident, restriction: Restriction) -> Outcome:
        share = automatic.closable(restriction)[0]
        if (doing := restriction.doing(share.step)) is None:
            raise LookupError(share.step)
        return OpenForm(step_form(incident, restriction, doing, self.clock(), book=self.book))

    async def give_back(self, request: Request) -> Outcome:
        """Pressed, it shows who would get access back; sent, it is ordered."""
        act, account = request.incoming, request.carried(OfShown).account
        register = await self.store.register(act.tenant)
        account = account or _first_back(register, request.crisis, self.clock())
        if not request.is_sent:
            automatic_return.order_return(register, request.crisis, account, self.clock(), act.by.someone)
            restriction = request.crisis.restriction(account)
            if restriction is None:
                raise LookupError(account)
            return OpenForm(
                return_form(
                    request.crisis, restriction, automatic_return.returnable(register, restriction, self.clock())
                )
            )
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            facts = automatic_return.order_return(register, change.incident, account, change.now, act.by.someone)
            change.record(facts)
            return change.says(Done())

    async def read(self, request: Request) -> Outcome:
        """Whom the platform lists now; what the register does not know is entered once it was read."""
        act, account = request.incoming, request.carried(OfShown).account
        kept = await keeping(self.store, act.tenant, self.admins)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            must_keep(change.register, act.by, *kept, account or None)
            ordered = order_read(change.register, account, self.names, act.by.someone)
            change.record([ordered])
            said = _(
                "I am reading {connector}. What the register does not know appears in it.", connector=ordered.connector
            )
            return change.says(Reply((said,)))


def _first(incident: Incident) -> str:
    """The first account of which something can be closed by itself."""
    restrictions = (each for each in newest(incident) if each.is_confirmed)
    return next((each.account for each in restrictions if automatic.closable(each)), "")


def _first_back(register: Register, incident: Incident, now: datetime) -> str:
    """The first account of which something can be given back by itself."""
    restrictions = (each for each in newest(incident) if each.restoration_at is not None)
    return next(
        (each.account for each in restrictions if automatic_return.returnable(register, each, now)),
        "",
    )
