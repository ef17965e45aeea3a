"""Who should hold the accounts: the commander decides what the answers propose."""

from __future__ import annotations

from bot.access.affected_accounts import touched
from bot.access.posture.forms import AllHands, LeftAsIs, all_hands_form, unchanged_form
from bot.access.posture.rules import decision as deciding
from bot.access.register.state import Register
from bot.chat.card import Button, Option, on
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.crisis.questions.forms.answer import accounts_listed
from bot.errors import Refused
from bot.people.who import Right
from bot.store.store import Store
from bot.text import _


class Posture:
    """Closing access has a form of its own; here is the rest: all hands, and leaving it as it is."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("posture.all_hands", Right.commander, self.all_hands),
            Route("posture.submit", Right.commander, self.submit),
            Route("posture.unchanged", Right.commander, self.unchanged),
        ]

    async def all_hands(self, request: Request) -> Outcome:
        """Who answers; without an approved line nobody is called in."""
        incident = request.crisis
        must_be_open(incident)
        register = await self.store.register(incident.tenant)
        lines = deciding.lines(incident, register, self.book)
        if not lines:
            return Reply((deciding.NO_LINE,), (Button("statements.first", _("First word…"), on(incident.id)),))
        return OpenForm(all_hands_form(incident, self._listed(register), self._touched(request, register), lines))

    async def submit(self, request: Request) -> Outcome:
        """They are called in."""
        act, incident = request.incoming, request.crisis
        register = await self.store.register(incident.tenant)
        given = request.read(AllHands)
        people = await self.store.people(given.answering, act.tenant)
        if any(id not in people for id in given.answering):
            raise Refused(_("I don't know that person. Choose somebody else."), "answering", "unknown_person")
        async with self.store.change(incident.id, act.key, act.by, request.right, act.place) as change:
            approved = deciding.lines(change.incident, register, self.book)
            facts = deciding.all_hands(
                change.incident,
                register,
                given.accounts,
                [people[id] for id in given.answering],
                deciding.chosen_lines(approved, given.lines),
                given.until,
                act.by.someone,
                change.now,
            )
            change.record(facts)
            return change.says(Done())

    async def unchanged(self, request: Request) -> Outcome:
        """*Leave as is…*: pressed, it asks why; sent, it is decided."""
        act, incident, given = request.incoming, request.crisis, request.sent(LeftAsIs)
        must_be_open(incident)
        register = await self.store.register(incident.tenant)
        if given is None:
            return OpenForm(unchanged_form(incident, self._listed(register), self._touched(request, register)))
        async with self.store.change(incident.id, act.key, act.by, request.right, act.place) as change:
            change.record(deciding.unchanged(change.incident, register, given.accounts, given.reason, act.by.someone))
            return change.says(Done())

    def _listed(self, register: Register) -> tuple[Option, ...]:
        return accounts_listed(self.book, register)

    def _touched(self, request: Request, register: Register) -> list[str]:
        return [id for id in touched(request.crisis) if id in register.accounts]
