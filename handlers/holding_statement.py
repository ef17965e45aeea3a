"""The first public statement: its line written and approved beforehand, or by two people now; used, and recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from bot.access.permission import is_free
from bot.access.register.state import Register, register_id
from bot.approval import mark
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.playbook import Book
from bot.crisis.setup import keepers, may_approve, may_set_up
from bot.errors import Refused
from bot.people.naming import full
from bot.people.organisation import Organisation
from bot.people.permission import commands
from bot.people.who import Person, Right, Someone
from bot.record.fact import Fact
from bot.speech.holding_statement import cards as holding_statements
from bot.speech.holding_statement import rules as holding_statement
from bot.speech.holding_statement.cards import OfLine, OfText, PublishedLine, WrittenLine
from bot.store.store import Store
from bot.text import Joined, _

APPROVED: Final = Reply((_("Approved, exactly this text."),))


class HoldingStatement:
    """
    Beforehand whoever keeps the setup writes a line, and one of them, legal or HR approves it. In a crisis the
    commander writes a draft of that crisis, and somebody else in the room approves it.
    """

    def __init__(self, store: Store, book: Book, clock: Callable[[], datetime], admins: Collection[str] = ()) -> None:
        """*clock* gives aware time; *admins* are ids from the settings."""
        self.store = store
        self.book = book
        self.clock = clock
        self.admins = admins

    def routes(self) -> list[Route]:
        return [
            Route("command.statement", Right.inside, self.say, asks=True),
            Route("statements.first", Right.inside, self.first),
            Route("statements.recorded", Right.inside, self.recorded),
            Route("statements.write", Right.commander, self.write),
            Route("statements.approve", Right.inside, self.approve),
            Route("statements.lines", Right.staff, self.lines, about=False),
            Route("statements.line", Right.staff, self.line, about=False),
            Route("statements.line_save", Right.staff, self.line_save, about=False),
            Route("statements.line_approve", Right.staff, self.line_approve, about=False),
        ]

    async def say(self, request: Request) -> Outcome:
        """``/crisis statement``: in a crisis the holding statement, elsewhere the lines for every kind."""
        return await (self.lines(request) if request.incident is None else self.first(request))

    # in a crisis

    async def first(self, request: Request) -> Outcome:
        """*First word…*: the approved line in full; where there is none, what two people do now."""
        incident, by = request.crisis, request.incoming.by
        holding_statement.must_be_first(incident)
        register, kind = await self._register(request), holding_statement.kind_of(incident, self.book)
        line = holding_statement.line_of(incident, register, kind)
        if line is None or not line.is_approved:
            return holding_statements.no_line(incident, self.book, kind, line, commands(incident, by), by)
        values = holding_statement.known(incident, register, self.clock())
        places = holding_statement.platforms(incident, register)
        return OpenForm(holding_statements.first_form(incident, self.book, line, values, places))

    async def recorded(self, request: Request) -> Outcome:
        """*Published*: the link and the time; without a link, the text again with its places filled."""
        act, incident = request.incoming, request.crisis
        holding_statement.must_be_first(incident)
        register, of, given = await self._register(request), request.carried(OfText), request.read(PublishedLine)
        line = holding_statement.approved(
            incident, register, holding_statement.kind_of(incident, self.book), of.approved
        )
        fields = holding_statements.place_fields(holding_statement.places(line.text))
        values = {name: field.read(given) for name, field in fields}
        if not given.link and mark(holding_statement.filled(line.text, values)) != of.shown:
            places = holding_statement.platforms(incident, register)
            return OpenForm(holding_statements.first_form(incident, self.book, line, values, places))
        async with self.store.change(incident.id, act.key, act.by, request.right, act.place) as change:
            link, at = given.link, given.at
            change.record(holding_statement.publish(change.incident, line, values, link, at, act.by, change.now))
            return change.says(Done())

    async def write(self, request: Request) -> Outcome:
        """*Write the line…*, by the commander: a draft of this crisis, which waits for somebody else in the room."""
        incident, act, given = request.crisis, request.incoming, request.sent(WrittenLine)
        register, kind = await self._register(request), holding_statement.kind_of(incident, self.book)
        holding_statement.must_be_drafted(incident, register, kind)
        if given is None:
            line = incident.speech.drafts.get(kind)
            return OpenForm(holding_statements.write_form("statements.write", incident.id, self.book, kind, line))
        asked = await self._asked(request, given.asked)
        if asked is not None and (asked.id not in incident.room.inside or not is_free(asked, [incident])):
            words = _("{name} can't approve it here. Choose someone in the room.", name=full(asked.someone))
            raise Refused(words, "asked", "not_fit")
        if request.carried(OfLine).kind != kind:
            raise Refused(_("The kind of crisis changed. Nothing was saved. Press First word… again."), code="kind")
        to, text = asked.someone if asked else None, given.text
        async with self.store.change(incident.id, act.key, act.by, request.right, act.place) as change:
            facts = holding_statement.draft(change.incident, register, self.book, kind, text, act.by.someone, to)
            change.record(facts)
            return change.says(_saved(facts, to))

    async def approve(self, request: Request) -> Outcome:
        """*Read and approve…*, by anyone in the room who did not write it."""
        incident, act = request.crisis, request.incoming
        holding_statement.must_be_first(incident)
        kind = holding_statement.kind_of(incident, self.book)
        if not request.is_sent:
            line = holding_statement.approvable(incident.speech.drafts.get(kind), act.by.someone)
            return OpenForm(holding_statements.approve_form("statements.approve", incident.id, self.book, line))
        shown = request.carried(OfLine).mark
        async with self.store.change(incident.id, act.key, act.by, request.right, act.place) as change:
            change.record(holding_statement.approve_draft(change.incident, kind, shown, act.by.someone))
            return change.says(APPROVED)

    # beforehand

    async def lines(self, request: Request) -> Outcome:
        """Every kind with its line; what may be written or approved of them."""
        organisation = await self._allowed(request)
        writes = may_set_up(request.incoming.by, organisation, self.admins)
        return holding_statements.listed(await self._register(request), self.book, request.incoming.by, writes)

    async def line(self, request: Request) -> Outcome:
        """One kind was chosen: its line, to be written or changed."""
        organisation = await self._allowed(request, to_write=True)
        kind = request.carried(OfLine).kind
        line = (await self._register(request)).templates.get(kind)
        legal = organisation.legal.id if organisation.legal and organisation.legal.id != request.incoming.by.id else ""
        asked = line.asked.id if line and line.asked and line.asked.id != request.incoming.by.id else legal
        return OpenForm(holding_statements.write_form("statements.line_save", "", self.book, kind, line, asked))

    async def line_save(self, request: Request) -> Outcome:
        """Written: whoever was chosen has a direct message, and approves it or not."""
        organisation = await self._allowed(request, to_write=True)
        given = request.read(WrittenLine)
        asked, crises = (
            await self._asked(request, given.asked),
            await self.store.open_incidents(request.incoming.tenant),
        )
        if asked is not None and not (may_approve(asked, organisation, self.admins) and is_free(asked, crises)):
            name = full(asked.someone)
            words = _("{name} can't approve first lines. Choose an admin of this app, legal or HR.", name=name)
            raise Refused(words, "asked", "not_fit")
        act, kind, to = request.incoming, request.carried(OfLine).kind, asked.someone if asked else None
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            facts = holding_statement.write(change.register, self.book, kind, given.text, act.by.someone, to)
            change.record(facts)
            return change.says(_saved(facts, to))

    async def line_approve(self, request: Request) -> Outcome:
        """
        *Read and approve…*, from the list or the direct message: pressed,
        the text is shown; sent, that very text counts.
        """
        act, of = request.incoming, request.carried(OfLine)
        await self._allowed(request)
        if not request.is_sent:
            known = (await self._register(request)).templates.get(of.kind)
            line = holding_statement.approvable(known, act.by.someone)
            return OpenForm(holding_statements.approve_form("statements.line_approve", "", self.book, line))
        async with self.store.change(register_id(act.tenant), act.key, act.by, Right.staff, act.place) as change:
            change.record(holding_statement.approve(change.register, of.kind, of.mark, act.by.someone))
            return change.says(APPROVED)

    async def _register(self, request: Request) -> Register:
        return await self.store.register(request.incoming.tenant)

    async def _asked(self, request: Request, chosen: str) -> Person | None:
        if not chosen:
            return None
        if known := (await self.store.people([chosen], request.incoming.tenant)).get(chosen):
            return known
        raise Refused(_("I don't know this person yet. Choose again in a minute."), "asked", "unknown_person")

    async def _allowed(self, request: Request, *, to_write: bool = False) -> Organisation:
        """The setup, for who writes templates, or approves them; nobody who is involved in an open crisis."""
        tenant, by = request.incoming.tenant, request.incoming.by
        organisation = await self.store.organisation(tenant)
        may = may_set_up(by, organisation, self.admins) if to_write else may_approve(by, organisation, self.admins)
        if may:
            await self._must_have_no_conflict(request)
            return organisation
        raise await self._not_yours(organisation, tenant)

    async def _must_have_no_conflict(self, request: Request) -> None:
        tenant, by = request.incoming.tenant, request.incoming.by
        if not is_free(by, await self.store.open_incidents(tenant)):
            raise await self._not_yours(await self.store.organisation(tenant), tenant)

    async def _not_yours(self, organisation: Organisation, tenant: str) -> Refused:
        known = await self.store.people(keepers(organisation, self.admins), tenant)
        said = _("First lines are kept by a few. Nothing was changed.")
        if not known:
            return Refused(_("{said} Ask an admin of this app.", said=said), code="not_admin")
        names = Joined(tuple(full(person.someone) for person in known.values()))
        return Refused(_("{said} Ask {names}.", said=said, names=names), code="not_admin")


def _saved(facts: Sequence[Fact], to: Someone | None) -> Reply:
    """What who wrote a line is told."""
    if not facts:
        return Reply((_("The text is the same. Nothing was changed."),))
    said = _("The line is saved. It counts once another person approves it.")
    return Reply((said, _("{name} has a letter.", name=full(to))) if to else (said,))
