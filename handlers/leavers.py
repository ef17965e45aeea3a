"""Those who left: how the chat's word about people reaches the register, and what is pressed in the direct messages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Final

from bot.access.affected_accounts import touched
from bot.access.leavers.cards import handle
from bot.access.leavers.carried import OfHolder
from bot.access.leavers.forms import ClosedPaths, SomeoneLeft, close_form, left_form, verify_form
from bot.access.leavers.leaver_tasks import (
    Around,
    Leaving,
    closed,
    denied,
    leaving,
    may_say,
    put_off,
    to_verify,
    verified,
)
from bot.access.leavers.rules import noticed, open_paths, seen
from bot.access.register.derived import start_of
from bot.access.register.state import Register, register_id
from bot.chat.card import Button, on
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.wording import on_day
from bot.errors import Refused
from bot.people.permission import leads_access
from bot.people.who import Person, Right, Standing
from bot.store.around import around
from bot.store.change import Change
from bot.store.store import Store
from bot.task.forms import Looked
from bot.text import Words, _

NOTHING: Final = _("Nothing of theirs is open for you any more.")
NOT_YOURS: Final = _("That is not yours to see to. Nothing was changed. Ask an admin of this app.")


class Leavers:
    """Somebody leaves, and a person closes what is still open: nothing is taken away by itself."""

    def __init__(self, store: Store, book: Book, clock: Callable[[], datetime], admins: Collection[str] = ()) -> None:
        """*clock* gives aware time; *admins* are ids from the settings."""
        self.store = store
        self.book = book
        self.clock = clock
        self.admins = admins

    def routes(self) -> list[Route]:
        return [
            Route("access.leaver_form", Right.staff, self.form, about=False),
            Route("access.leaver", Right.staff, self.left, about=False),
            Route("access.leaver_close", Right.staff, self.close, about=False),
            Route("access.leaver_verify", Right.staff, self.verify, about=False),
            Route("access.not_leaver", Right.staff, self.deny, about=False),
            Route("access.later", Right.staff, self.later, about=False),
        ]

    async def heard(self, platform: str, tenant: str, people: Sequence[Person]) -> None:
        """
        What the chat says of *people* now, kept.

        Who became a guest shows only beside what was kept before, so that comes first: whatever stops us in between,
        the next word about them finds it again. All else shows by itself, and comes after.
        """
        register = await self.store.register(tenant)
        ours = [person for person in people if person.id in register.holders]
        known = await self.store.people([person.id for person in ours], tenant) if ours else {}
        before = {id: person.standing for id, person in known.items()}
        await self._note(tenant, before, [person for person in ours if person.standing is Standing.guest])
        await self.store.save_people(platform, tenant, people)
        await self._note(tenant, before, ours)

    async def _note(self, tenant: str, before: dict[str, Standing], people: Sequence[Person]) -> None:
        register = await self.store.register(tenant)
        if not noticed(register, before, people):
            return
        async with self.store.happened(register_id(tenant), f"heard@{register.seq}") as change:
            change.record(noticed(change.register, before, people))

    async def form(self, request: Request) -> Outcome:
        """*Someone left…*, with whoever was named."""
        incoming = request.incoming
        register = await self.store.register(incoming.tenant)
        around = await self._around(register, incoming.by)
        who = request.carried(OfHolder).holder
        return OpenForm(left_form(register, who, lists_others=incoming.by.id in around.kept_by))

    async def left(self, request: Request) -> Outcome:
        """Somebody says that somebody leaves."""
        incoming = request.incoming
        async with self._change(request) as change:
            register = change.register
            who, day, tense = _said(request.read(SomeoneLeft))
            around = await self._around(register, incoming.by)
            if not may_say(register, who, incoming.by, around):
                raise Refused(NOT_YOURS, code="not_allowed")
            if who not in register.holders:
                raise Refused(_("Not in the register, so nothing of theirs is known."), field="who", code="unknown")
            change.record(seen(register, who, "said", day, tense, incoming.by.someone))
            holds = who in open_paths(change.register, change.now)
            is_now = tense or start_of(day, register.zone) <= change.now
            return change.says(Reply((_saved(holds, None if is_now else day),)))

    async def close(self, request: Request) -> Outcome:
        """*Close these…*: what is open, with how to close it; sent, what was ticked is done."""
        by, given = request.incoming.by, request.sent(ClosedPaths)
        if given is None:
            case = await self._case(request, await self._register(request), self.clock())
            paths = [path for path in case.may_see(by) if case.done(path) is None]
            here = [path for path in paths if _led_by(case, by, path.account) is None]
            if paths and not here:
                return _there(case, by, paths[0].account)
            return OpenForm(close_form(case, here, self.book)) if here else Reply((NOTHING,))
        async with self._change(request) as change:
            case = await self._case(request, change.register, change.now)
            change.record(closed(case, given.paths, by, given.note, given.link))
            return change.says(Done())

    async def verify(self, request: Request) -> Outcome:
        """Somebody else looks whether it is closed; then it ends."""
        by, given = request.incoming.by, request.sent(Looked)
        if given is None:
            case = await self._case(request, await self._register(request), self.clock())
            return OpenForm(verify_form(case, *to_verify(case, by)))
        async with self._change(request) as change:
            case = await self._case(request, change.register, change.now)
            change.record(verified(case, given.tasks, by, given.saw, given.alone))
            return change.says(Done())

    async def deny(self, request: Request) -> Outcome:
        """They did not leave, and here is why."""
        incoming = request.incoming
        given = request.sent(Why)
        if given is None:
            _must_say(await self._case(request, await self._register(request), self.clock()), incoming.by)
            carried = on(register_id(incoming.tenant), request.carried(OfHolder))
            return OpenForm(why(incoming.action, carried, _("Not a leaver")))
        async with self._change(request) as change:
            case = await self._case(request, change.register, change.now)
            _must_say(case, incoming.by)
            change.record(denied(case.leaver, given.reason, incoming.by.someone))
            return change.says(Done())

    async def later(self, request: Request) -> Outcome:
        """Tomorrow."""
        async with self._change(request) as change:
            case = await self._case(request, change.register, change.now)
            _must_say(case, request.incoming.by)
            change.record(put_off(case.register, case.leaver, request.incoming.by.someone, change.now))
            return change.says(Done())

    def _change(self, request: Request) -> AbstractAsyncContextManager[Change]:
        incoming = request.incoming
        return self.store.change(register_id(incoming.tenant), incoming.key, incoming.by, Right.staff, incoming.place)

    async def _register(self, request: Request) -> Register:
        return await self.store.register(request.incoming.tenant)

    async def _around(self, register: Register, person: Person) -> Around:
        return await around(self.store, register, self.admins, person.id)

    async def _case(self, request: Request, register: Register, now: datetime) -> Leaving:
        """Whom the button is about; Refused where nothing of theirs is for this person to see."""
        by = request.incoming.by
        leaver = register.leavers.get(request.carried(OfHolder).holder)
        case = leaving(register, leaver, await self._around(register, by), now) if leaver else None
        if case is None or not case.may_see(by):
            over = case is not None and not case.paths and by.id != case.leaver.holder
            raise Refused(NOTHING if over else NOT_YOURS, code="closed_already" if over else "not_allowed")
        return case


def _must_say(case: Leaving, by: Person) -> None:
    """Refuse whoever sees it only because of a crisis: whether somebody left, and when it is seen to, is not theirs."""
    if by.id not in case.shares() and not may_say(case.register, case.leaver.holder, by, case.around):
        raise Refused(NOT_YOURS, code="not_allowed")


def _led_by(case: Leaving, by: Person, account: str) -> Incident | None:
    """The crisis in which this person leads access to the account: there it is closed. Others learn of none."""
    mine = (crisis for crisis in case.around.crises if by.id in crisis.room.inside and leads_access(crisis, by))
    return next((crisis for crisis in mine if account in touched(crisis)), None)


def _there(case: Leaving, by: Person, account: str) -> Outcome:
    crisis = _led_by(case, by, account)
    if crisis is None:
        return Reply((NOTHING,))
    name = handle(case.register, account)
    line = _("Crisis {n} touches {account}. Close it there, so that the room counts it.", n=crisis.number, account=name)
    return Reply((line,), (Button("restriction.form", _("Close access…"), on(crisis.id), style="primary"),))


def _said(given: SomeoneLeft) -> tuple[str, date, bool]:
    """Who, on which day, and whether the talk is tense; Refused with the field that is missing."""
    who = given.who or given.other
    if not who:
        raise Refused(_("Choose who."), field="who", code="nobody")
    if given.last_day is None:
        raise Refused(_("Choose a day."), field="last_day", code="no_day")
    return who, given.last_day, bool(given.tense)


def _saved(holds: bool, day: date | None) -> Words:
    """What follows, and when; whether anything does is for those who may know what somebody holds: who says it may."""
    if not holds:
        return _("Saved. Nothing of theirs is open in the register.")
    if day is None:
        return _("Saved. Who answers for their accounts is asked now.")
    return _("Saved. Who answers for their accounts is asked as {day} begins.", day=on_day(day))
