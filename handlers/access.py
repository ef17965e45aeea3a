"""The register, as people look at it and keep it: in forms, for those allowed; in numbers for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.access.affected_accounts import touched
from bot.access.connectors.listed import order_read
from bot.access.importing.forms import import_form, key_of
from bot.access.importing.from_crises import Named, named_in_crises
from bot.access.leavers.forms import left_form
from bot.access.permission import may_keep, must_be_free, must_keep, must_only_add
from bot.access.register import confirming
from bot.access.register.cards import register as views
from bot.access.register.cards.look import look
from bot.access.register.cards.register import ALL, Opened, Seeing
from bot.access.register.carried import OfAccount, OfEntry
from bot.access.register.entering import Which, accounts_of, accounts_of_typed, entry, save, which
from bot.access.register.entities import Account, new_id
from bot.access.register.finding import accounts_called, people_called
from bot.access.register.forms.confirmation import confirm_form
from bot.access.register.forms.entries import entry_form, refilled
from bot.access.register.keeping import OVERTAKEN, Typed
from bot.access.register.state import Register, register_id
from bot.access.register.words import Told, changes
from bot.chat.card import Button
from bot.chat.form import Form, Sent
from bot.chat.incoming import Submitted
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.playbook import Book
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.people.naming import full
from bot.people.who import Right, Someone
from bot.store.around import Keeping, keeping
from bot.store.store import Store
from bot.text import Moment, Words, _, _n

READ_BACK = 1_000  # newest events in which a change is looked for, and what was there before it
ANSWERED = 10  # accounts of one name whose numbers are told at once


class Access:
    """Who may is looked at when a form opens, and again on the newest register when it is sent."""

    def __init__(
        self,
        store: Store,
        book: Book,
        clock: Callable[[], datetime],
        admins: Collection[str] = (),
        connectors: Collection[str] = (),
    ) -> None:
        """*clock* gives aware time; *admins* are ids, *connectors* names from the settings."""
        self.store = store
        self.book = book
        self.clock = clock
        self.admins = admins
        self.connectors = connectors

    def routes(self) -> list[Route]:
        return [
            Route("command.access", Right.staff, self.command, about=False),
            Route("access.show", Right.staff, self.show, about=False),
            Route("access.page", Right.staff, self.page, about=False),
            Route("access.save", Right.staff, self.save, about=False),
            Route("access.ask_confirm", Right.staff, self.ask_confirm, about=False),
        ]

    async def command(self, request: Request) -> Outcome:
        """``/crisis access``, ``@brand``, ``@person``, ``leaver @person``, ``import``."""
        first, _space, rest = request.words.partition(" ")
        seen = await self._seeing(request)
        if first.lower() == "leaver":
            who = next(iter(people_called(seen.look.register, rest)), "")
            return OpenForm(left_form(seen.look.register, who, lists_others=seen.all))
        if request.words.lower() == "import":
            return OpenForm(await self._import(request, seen))
        if not request.words:
            return await self._list(request, seen)
        if accounts := accounts_called(seen.look.register, request.words, self.book.runbooks):
            return await self._accounts(request, seen, accounts)
        return await self._person(request, seen)

    async def show(self, request: Request) -> Outcome:
        """*Who has access*: of the accounts a crisis touches, or of all."""
        seen = await self._seeing(request)
        register = seen.look.register
        incident = await self.store.incident(request.of) if request.of and request.of != register.id else None
        if (
            incident is None
            or incident.tenant != request.incoming.tenant
            or request.incoming.by.id not in incident.room.inside
            or incident.has_conflict(request.incoming.by.id)
        ):
            return await self._list(request, seen)
        meant = [register.accounts[id] for id in touched(incident) if id in register.accounts]
        return await self._accounts(request, seen, meant) if meant else await self._list(request, seen)

    async def page(self, request: Request) -> Outcome:
        """What was chosen in a form of the register: the next form."""
        seen = await self._seeing(request)
        match request.read(Opened).next.split():
            case ["ask", account]:
                return await self._ask(request, account)
            case ["read", account]:
                return await self._read(request, account)
            case ["new", kind, *account]:
                return OpenForm(self._entry(request, seen, which(kind, "", *(account or [""]))))
            case ["edit", kind, id, *account]:
                return OpenForm(self._entry(request, seen, which(kind, id, *(account[:1] or [""]))))
            case ["left", who]:
                return OpenForm(left_form(seen.look.register, who, lists_others=seen.all))
            case ["import"]:
                return OpenForm(await self._import(request, seen))
            case ["named"]:
                return OpenForm(await self._import(request, seen, of_crises=True))
            case ["changes", about, skipped] if skipped.isdigit():
                return OpenForm(await self._changes(request, seen, about, int(skipped)))
            case [*where, page] if page.isdigit():
                return self._page(request, seen, where, int(page))
        raise Refused(_("Choose what to open."), field="next", code="nothing")

    async def save(self, request: Request) -> Outcome:
        """A form of an entry was sent; overtaken it opens anew, with what was typed and what is there now."""
        seen, given = request.carried(OfEntry), request.read(Sent).by_name
        of = which(seen.kind, seen.id, seen.account)
        try:
            return await self._save(request, of, seen.mark, given)
        except Refused as refused:
            if refused.code != OVERTAKEN:
                raise
        return OpenForm(await self._overtaken(request, of, given))

    async def _read(self, request: Request, account: str) -> Outcome:
        """A connector is to read whom the platform lists; what is new appears in the register."""
        act, kept = request.incoming, await self._keeping(request)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            must_keep(change.register, act.by, *kept, account)
            ordered = order_read(change.register, account, self.connectors, act.by.someone)
            change.record([ordered])
            said = _("I am reading {connector}. Look again in a minute.", connector=ordered.connector)
            return change.says(Reply((said,)))

    async def ask_confirm(self, request: Request) -> Outcome:
        """*Ask to confirm*, as a button."""
        return await self._ask(request, request.carried(OfAccount).account)

    async def _seeing(self, request: Request, of: Collection[str] | None = None) -> Seeing:
        """What this person may see; *of* these accounts alone, where no other is shown."""
        register = await self.store.register(request.incoming.tenant)
        kept, by = await self._keeping(request), request.incoming.by
        every = may_keep(register, by, *kept)
        some = register.accounts if not every else ()
        mine = frozenset(id for id in some if may_keep(register, by, *kept, id))
        return Seeing(look(register, self.book, self.clock(), of), every, mine)

    async def _keeping(self, request: Request) -> Keeping:
        return await keeping(self.store, request.incoming.tenant, self.admins)

    async def _list(self, request: Request, seen: Seeing) -> Outcome:
        if seen.all or seen.accounts:
            is_first = not seen.look.register.accounts
            named = await self._named(request, seen, all_of_them=is_first) if seen.all else Named()
            return OpenForm(views.accounts_form(seen, named=len(named.accounts)))
        kept, register = await self._keeping(request), seen.look.register
        if not kept.kept_by:
            words = _("Nobody keeps the register yet. Whoever sends the setup first does.")
            return Reply((words,), (Button("setup.form", _("Set up…")),))
        must_be_free(register, request.incoming.by, kept.crises)
        n = len(register.accounts)
        said = _n("{n} account is in the register.", "{n} accounts are in the register.", n)
        names = _("Names are private. Ask an admin of this app.")
        mine = confirming.own(register, request.incoming.by.id, seen.look.now)
        items = (Button("access.confirm_all", _("Access you hold…"), register.id),) if mine else ()
        return Reply((said, names), items)

    async def _accounts(self, request: Request, seen: Seeing, accounts: Sequence[Account]) -> Outcome:
        """One account, or a list of several of that name; in numbers to whoever may see none of them."""
        ids = {account.id for account in seen.may_see}
        mine = [account for account in accounts if account.id in ids]
        if not mine:
            must_be_free(seen.look.register, request.incoming.by, (await self._keeping(request)).crises)
            return Reply(tuple(views.numbers_alone(seen.look, account) for account in accounts[:ANSWERED]))
        if len(mine) == 1:
            return OpenForm(views.account_form(seen, mine[0]))
        return OpenForm(views.accounts_form(replace(seen, all=False, accounts=frozenset(a.id for a in mine))))

    async def _person(self, request: Request, seen: Seeing) -> Outcome:
        kept, register, by = await self._keeping(request), seen.look.register, request.incoming.by
        found = people_called(register, request.words)
        if found == [by.id] and not seen.all:
            must_be_free(register, by, kept.crises)
            if paths := confirming.own(register, by.id, seen.look.now):
                return OpenForm(confirm_form(seen.look, paths))
        must_keep(register, by, *kept)
        if not found:
            words = _("I know no account and nobody called “{words}”. Nothing was changed.", words=request.words[:40])
            return Reply((words, _("See all of them with {command}.", command="/crisis access")))
        return OpenForm(views.person_form(seen, found[0]))

    def _page(self, request: Request, seen: Seeing, where: Sequence[str], page: int) -> Outcome:
        register = seen.look.register
        match where:
            case ["list"]:
                self._must_see(request, seen, bool(seen.all or seen.accounts))
                return OpenForm(views.accounts_form(seen, page))
            case ["account", id] if id in register.accounts:
                self._must_see(request, seen, any(account.id == id for account in seen.may_see))
                return OpenForm(views.account_form(seen, register.accounts[id], page))
            case ["person", id] if id in register.holders:
                self._must_see(request, seen, seen.all)
                return OpenForm(views.person_form(seen, id, page))
            case ["people"]:
                self._must_see(request, seen, seen.all)
                return OpenForm(views.people_form(seen, page))
            case ["tools"]:
                self._must_see(request, seen, seen.all)
                return OpenForm(views.tools_form(seen, page))
        raise Refused(_("That entry is not in the register any more. Nothing was changed."), code="no_entry")

    def _must_see(self, request: Request, seen: Seeing, may: bool) -> None:
        if not may:  # the words of a rule that lets nobody through
            must_keep(seen.look.register, request.incoming.by, (), ())

    def _entry(self, request: Request, seen: Seeing, of: Which) -> Form:
        register = seen.look.register
        accounts = accounts_of(register, of)
        ids = {account.id for account in seen.may_see}
        self._must_see(request, seen, seen.all or (accounts is not None and accounts <= ids))
        return entry_form(register, self.book, of, seen.may_see)

    async def _save(self, request: Request, of: Which, seen: str, given: Mapping[str, Given]) -> Outcome:
        act, kept = request.incoming, await self._keeping(request)
        picked = [id for value in given.values() for id in _ids(value)]
        people = await self.store.people(picked, act.tenant)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            before = change.register
            typed = Typed(given, people, new_id, change.now)
            accounts = accounts_of_typed(before, of, typed)
            for account in accounts or (None,):
                must_keep(before, act.by, *kept, account)
            change.record(save(before, of, seen, typed, act.by.someone))
            must_only_add(before, change.register, act.by, kept.kept_by, accounts or (), change.now)
            said = _("Saved.") if change.rows else _("Nothing is different, so nothing was saved.")
            change.says(Reply((said,)))
        shown = {of.account} if of.kind in ("path", "secret") and of.account else None
        return OpenForm(self._next(await self._seeing(request, shown), of, said, before))

    def _next(self, seen: Seeing, of: Which, said: Words, before: Register) -> Form:
        """Where one goes on after saving: to add another, most often."""
        register = seen.look.register
        new = [id for id in register.accounts if id not in before.accounts]
        account = register.accounts.get(of.account or (of.id if of.kind == "account" else "") or (*new, "")[0])
        if of.kind == "person":
            if of.id in register.holders:
                return views.person_form(seen, of.id, said=(said,))
            return views.people_form(seen)
        if of.kind == "tool" or account is None:
            return (
                views.tools_form(seen, said=(said,), then="new tool")
                if of.kind == "tool"
                else views.accounts_form(seen, said=(said,))
            )
        then = f"new {'secret' if of.kind == 'secret' else 'path'} {account.id}"
        return views.account_form(seen, account, said=(said,), then=then)

    async def _overtaken(self, request: Request, of: Which, given: Mapping[str, Given]) -> Form:
        """Who was faster and what is there now, above what was typed."""
        seen = await self._seeing(request)
        register = seen.look.register
        entry(register, of)  # refused where it was taken off
        about = [told for told in await self._told(register) if of.id in told.about]
        form = self._entry(request, seen, of)
        return refilled(form, given, register, await self._said(about[-1:]))

    async def _said(self, newest: Sequence[Told]) -> tuple[Words, ...]:
        compare = _("Compare, then send again.")
        if not newest:
            return (_("Somebody changed this. Your words are still here."), compare)
        event = newest[0].event
        by = await self.store.person(event.by)
        name = full(by.someone if by else Someone(id=event.by, name=event.by))
        changed = _("{name} changed this at {time}. Your words are still here.", name=name, time=Moment(event.at))
        return (changed, compare)

    async def _told(self, register: Register) -> list[Told]:
        after = max(0, register.seq - READ_BACK)
        return changes(await self.store.events(register.id, after=after, limit=READ_BACK), register)

    async def _import(self, request: Request, seen: Seeing, of_crises: bool = False) -> Form:
        self._must_see(request, seen, seen.all)
        named = await self._named(request, seen, all_of_them=True)
        chosen = [key_of(account) for account in named.accounts] if of_crises else []
        return import_form(seen.look.register, named, chosen=chosen)

    async def _named(self, request: Request, seen: Seeing, all_of_them: bool) -> Named:
        """Accounts that crises named and the register lacks; a look through *all_of_them* takes its time."""
        tenant, by = request.incoming.tenant, request.incoming.by
        known = await (self.store.every_incident() if all_of_them else self.store.open_incidents(tenant))
        crises = [crisis for crisis in known if crisis.tenant == tenant and not crisis.has_conflict(by.id)]
        return named_in_crises(crises, seen.look.register, self.book.runbooks)

    async def _changes(self, request: Request, seen: Seeing, about: str, skipped: int) -> Form:
        register = seen.look.register
        mine = any(account.id == about for account in seen.may_see)
        self._must_see(request, seen, seen.all or mine)
        told = [each for each in await self._told(register) if about in each.about or about == ALL]
        people = await self.store.people({each.event.by for each in told})
        names: Mapping[str, str] = {id: person.name for id, person in people.items()}
        return views.changes_form(seen, told, names, about, skipped)

    async def _ask(self, request: Request, account: str) -> Outcome:
        act, kept = request.incoming, await self._keeping(request)
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            register = change.register
            entry(register, Which("account", account))
            must_keep(register, act.by, *kept, account)
            change.record(confirming.ask(register, account, act.by.someone, change.now))
            said = _("Everybody of the chat who holds access to it is asked to confirm.")
            change.says(Reply((said,)))
        if not isinstance(act, Submitted):
            return Reply((said,))
        seen = await self._seeing(request)
        return OpenForm(views.account_form(seen, seen.look.register.accounts[account], said=(said,)))


def _ids(value: object) -> tuple[str, ...]:
    """Ids of people among what a field was given."""
    several = value if isinstance(value, tuple) else (value,)
    return tuple(id for id in several if isinstance(id, str) and ":" in id and len(id.split()) == 1)
