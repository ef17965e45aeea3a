"""
Closing access: what would go is shown and started, keyholders confirm
that they can log in, every step is said and verified.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from bot.access.affected_accounts import touched
from bot.access.register.state import Register
from bot.access.restriction import login_check, steps
from bot.access.restriction import rules as restriction
from bot.access.restriction.cards.keyholders import AskedKeyholder, ask_form
from bot.access.restriction.cards.thread import short
from bot.access.restriction.carried import OfAccount, OfPage, OfPreview, OfStep
from bot.access.restriction.forms.start import StartedRestriction, Suspended, cannot_form, close_form, suspended_form
from bot.access.restriction.forms.steps import SavedStep, step_form, steps_form, verify_form
from bot.access.restriction.progress import going_on, newest
from bot.access.restriction.state import Doing, Restriction
from bot.approval import mark
from bot.chat.card import Button, on
from bot.chat.carried import number
from bot.chat.form import Form
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import Why
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.errors import Duplicate, Refused
from bot.people.permission import leads_access
from bot.people.who import Person, Right
from bot.store.store import Store
from bot.task.forms import Looked
from bot.text import Strong, Words, _, raw


class Restrict:
    """The commander starts and stops it; who leads access walks the steps; the rules say who else may do one."""

    def __init__(self, store: Store, book: Book, clock: Callable[[], datetime]) -> None:
        """*clock* gives aware time."""
        self.store = store
        self.book = book
        self.clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("command.restrict", Right.access, self.command),
            Route("restriction.form", Right.access, self.form),
            Route("restriction.start", Right.commander, self.start),
            Route("restriction.confirm", Right.asked, self.confirm),
            Route("restriction.cannot", Right.asked, self.cannot),
            Route("restriction.ask", Right.commander, self.ask),
            Route("restriction.step", Right.inside, self.step),
            Route("restriction.save", Right.inside, self.save),
            Route("restriction.steps", Right.inside, self.steps),
            Route("restriction.verify", Right.inside, self.verify),
            Route("restriction.verified", Right.inside, self.verified),
            Route("restriction.stop", Right.commander, self.stop),
            Route("restriction.suspended", Right.access, self.suspended),
        ]

    async def command(self, request: Request) -> Outcome:
        """``/crisis restrict``: where each closing stands, with what to press; the form where none goes on."""
        incident = request.crisis
        must_be_open(incident)
        restrictions = going_on(incident)
        if not restrictions:
            return await self.form(request)
        value = on(incident.id)
        lines = [line for each in restrictions for line in (Strong(each.handle), *short(incident, each))]
        buttons = (
            Button("restriction.step", _("Next step…"), value, style="primary"),
            Button("restriction.verify", _("Verify…"), value),
            Button("restriction.steps", _("Steps"), value),
            Button("restriction.form", _("Close more accounts…"), value),
        )
        return Reply(tuple(raw(line) if isinstance(line, Strong) else line for line in lines), buttons)

    async def form(self, request: Request) -> Outcome:
        """What would go and who would stay, before anything starts; opened on the accounts that are touched."""
        incident, act, now = request.crisis, request.incoming, self.clock()
        must_be_open(incident)
        register, people = await self._register(request)
        accounts = touched(incident)
        keep = login_check.proposed(incident, register, people, accounts, now)
        lead = restriction.proposed_lead(incident, self.book, keep, people, act.by)
        replies = incident.posture.proposed is not None and incident.posture.proposed.reply_open
        return OpenForm(self._form(incident, register, now, accounts, keep, lead, replies))

    async def start(self, request: Request) -> Outcome:
        """The form, sent. Where the numbers are others than it showed, they are shown first."""
        act, incident, now = request.incoming, request.crisis, self.clock()
        register, people = await self._register(request)
        given = request.read(StartedRestriction)
        chosen, keep, lead, replies = given.accounts, given.keyholders, given.lead, given.replies == "approved"
        people = {**people, **await self.store.people([*keep, lead], act.tenant)}
        wanted = restriction.Wanted(
            accounts=chosen,
            keyholders=[_known(people, id, "keyholders") for id in keep],
            lead=_known(people, lead, "lead"),
            reply_open=replies,
            reason=given.reason,
        )
        restriction.start(
            incident, register, self.book, wanted, act.by, now
        )  # whatever is wrong is said under its field
        if request.carried(OfPreview).mark != _mark(incident, register, keep, replies, now):
            return OpenForm(self._form(incident, register, now, chosen, keep, lead, replies, changed=True))
        async with self.store.change(incident.id, act.key, act.by, request.right, act.place) as change:
            change.record(restriction.start(change.incident, register, self.book, wanted, act.by, change.now))
            return change.says(Done())

    async def confirm(self, request: Request) -> Outcome:
        """*I can log in, with 2FA, right now.*"""
        act, account = request.incoming, request.carried(OfAccount).account
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(login_check.confirm(change.incident, account, act.by))
            return change.says(Done())

    async def cannot(self, request: Request) -> Outcome:
        """*I can't…*: pressed, it asks why; sent, the next keyholder is asked where nobody else can log in."""
        act, account, given = request.incoming, request.carried(OfAccount).account, request.sent(Why)
        if given is None:
            login_check.must_be_asked(request.crisis, account, act.by)
            return OpenForm(cannot_form(request.crisis, account))
        register, people = await self._register(request)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            because, now = given.reason, change.now
            change.record(login_check.unable(change.incident, register, people, account, act.by, because, now))
            return change.says(Done())

    async def ask(self, request: Request) -> Outcome:
        """*Ask another…*: pressed, it says who could keep the account; sent, they are asked."""
        act, account, given = request.incoming, request.carried(OfAccount).account, request.sent(AskedKeyholder)
        register, people = await self._register(request)
        restriction = login_check.must_be_on(request.crisis, account)
        if given is None:
            known = login_check.others(request.crisis, register, people, restriction, self.clock())
            return OpenForm(ask_form(request.crisis, restriction, known))
        who = _known({**people, **await self.store.people([given.who], act.tenant)}, given.who, "who")
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(login_check.ask(change.incident, register, account, who, act.by, change.now))
            return change.says(Done())

    async def step(self, request: Request) -> Outcome:
        """*Next step…*, or one step by its number."""
        act, incident, of = request.incoming, request.crisis, request.carried(OfStep)
        must_be_open(incident)
        found = steps.must_work(incident, of.account, of.n, act.by) if of.n else steps.next_step(incident, act.by)
        if found is None:
            raise Refused(_("No step waits for you now. Nothing was changed. The access post says what is next."))
        return OpenForm(self._step(incident, found))

    async def save(self, request: Request) -> Outcome:
        """What became of a step; the next one follows in the same form."""
        act, of, given = request.incoming, request.carried(OfStep), request.read(SavedStep)
        said = steps.Said(result=given.result, link=given.link, files=given.file, note=given.note, until=given.until)
        try:
            async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
                change.record(steps.save(change.incident, of.account, of.n, said, act.by, change.now))
                change.says(Done())
            incident = change.incident
        except Duplicate:  # delivered again: the same next step
            incident = await self.store.incident(request.crisis.id) or request.crisis
        found = steps.next_step(incident, act.by, of.account, of.n, again=False)
        if found is None:
            return Done()
        return OpenForm(self._step(incident, found, _("Saved. The next step:")))

    async def steps(self, request: Request) -> Outcome:
        """All steps, page by page; holders are named to who leads access."""
        incident = request.crisis
        restrictions = newest(incident)
        if not restrictions:
            raise Refused(_("Access is not being closed here. Nothing was changed."), code="no_restriction")
        page, named = request.carried(OfPage).page, leads_access(incident, request.incoming.by)
        return OpenForm(steps_form(incident, restrictions, page, named=named))

    async def verify(self, request: Request) -> Outcome:
        """*Verify…*: what others did, to be looked at from outside."""
        incident, by = request.crisis, request.incoming.by
        waiting, alone = steps.verifiable(incident, by)
        return OpenForm(verify_form(incident, waiting, by, alone=alone))

    async def verified(self, request: Request) -> Outcome:
        """The form, sent: done and seen by somebody else."""
        act, given = request.incoming, request.read(Looked)
        picked = [_picked(value) for value in given.tasks]
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(steps.verify(change.incident, picked, act.by, given.saw, given.alone))
            return change.says(Done())

    async def stop(self, request: Request) -> Outcome:
        """*Stop closing*, asked about before."""
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(restriction.stop(change.incident, act.by))
            return change.says(Done())

    async def suspended(self, request: Request) -> Outcome:
        """*Suspended by platform…*: pressed, it asks which; sent, it is said: suspended, or there again."""
        act, given = request.incoming, request.sent(Suspended)
        must_be_open(request.crisis)
        if given is None:
            if not (restrictions := going_on(request.crisis)):
                raise Refused(_("Access is not being closed here. Nothing was changed."), code="no_restriction")
            return OpenForm(suspended_form(request.crisis, restrictions))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(restriction.suspend(change.incident, given.account, act.by, given.state == "over"))
            return change.says(Done())

    async def _register(self, request: Request) -> tuple[Register, dict[str, Person]]:
        """The register, and whoever of its holders is in the chat."""
        tenant = request.incoming.tenant
        register = await self.store.register(tenant)
        holders = {*register.holders, *(grant.holder for grant in register.grants.values())}
        return register, await self.store.people(holders, tenant)

    def _form(
        self,
        incident: Incident,
        register: Register,
        now: datetime,
        chosen: tuple[str, ...],
        keep: tuple[str, ...],
        lead: str,
        replies: bool,
        changed: bool = False,
    ) -> Form:
        seen = _mark(incident, register, keep, replies, now)
        return close_form(
            incident,
            register,
            self.book,
            now,
            chosen,
            keep,
            lead or None,
            reply_open=replies,
            seen=seen,
            changed=changed,
        )

    def _step(self, incident: Incident, found: tuple[Restriction, Doing], said: Words | None = None) -> Form:
        restriction, doing = found
        return step_form(incident, restriction, doing, self.clock(), said, book=self.book)


def _mark(incident: Incident, register: Register, keep: Collection[str], replies: bool, now: datetime) -> str:
    """Of the numbers of all accounts that could be chosen, for each stands beside its box."""
    closing = {each.account for each in going_on(incident)}
    return mark(restriction.previewed(register, register.accounts.keys() - closing, keep, replies, now))


def _picked(value: str) -> tuple[str, int]:
    account, _slash, n = value.rpartition("/")
    return account, number(n) or 0


def _known(people: Mapping[str, Person], id: str, field: str) -> Person:
    if not id:
        raise Refused(_("Choose somebody."), field, "nobody")
    if id not in people:
        raise Refused(_("I don't know this person yet. Choose again in a minute."), field, "nobody")
    return people[id]
