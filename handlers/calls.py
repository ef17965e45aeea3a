"""The answers to a call: *I'm coming* and *I can't*."""

from __future__ import annotations

from bot.chat.card import on
from bot.chat.outcome import Done, OpenForm, Outcome
from bot.chat.router import Request, Route
from bot.chat.why import reason, why
from bot.domain import calls
from bot.domain.people import Right
from bot.store.store import Store


class Calls:
    """Those called answer from their letter, before they are in the room: the rule checks that they were called."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [Route("calls.coming", Right.staff, self.coming), Route("calls.unable", Right.staff, self.unable)]

    async def coming(self, request: Request) -> Outcome:
        """The letter shows it; nothing more is said."""
        incoming = request.incoming
        async with self.store.change(request.crisis.id, incoming.key, incoming.by, request.right) as change:
            change.record(calls.coming(change.incident, incoming.by.someone))
            return change.says(Done())

    async def unable(self, request: Request) -> Outcome:
        """Pressed, it asks why; sent, the deputy is called."""
        incoming = request.incoming
        because = reason(incoming)
        if because is None:
            calls.called(request.crisis, incoming.by.someone)
            return OpenForm(why("calls.unable", on(request.crisis.id)))
        async with self.store.change(request.crisis.id, incoming.key, incoming.by, request.right) as change:
            change.record(calls.unable(change.incident, incoming.by.someone, because))
            return change.says(Done())
