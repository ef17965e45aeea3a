"""Taking command, and handing it over."""

from __future__ import annotations

from bot.chat.card import on
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.command import rules as command
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.crisis.roles import forms as role_forms
from bot.crisis.roles import rules as roles
from bot.crisis.undo.cards import undo_button
from bot.errors import Refused
from bot.people.naming import full
from bot.people.who import Right, Someone
from bot.store.store import Store
from bot.text import _


class Command:
    """One person commands. Every change of command is somebody's own press."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("roles.claim", Right.inside, self.claim),
            Route("roles.hand_over", Right.commander, self.hand_over),
            Route("roles.take", Right.asked, self.take),
            Route("roles.not_now", Right.asked, self.not_now),
        ]

    async def claim(self, request: Request) -> Outcome:
        """An empty seat at once; from a silent commander it asks why first."""
        incoming, given = request.incoming, request.sent(Why)
        try:
            async with self.store.change(
                request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
            ) as change:
                by, now = incoming.by.someone, change.now
                change.record(roles.take_command(change.incident, self.book, by, now, given.reason if given else ""))
                said = _("You have command of Crisis {n}.", n=change.incident.number)
                return change.says(Reply((said,), (undo_button(change.incident.id),)))
        except Refused as refused:
            if refused.code != "why" or given is not None:
                raise
            return OpenForm(why("roles.claim", on(request.crisis.id)))

    async def hand_over(self, request: Request) -> Outcome:
        """Pressed, it asks to whom and what is open; sent, it is offered."""
        incoming, given = request.incoming, request.sent(role_forms.HandedOver)
        if given is None:
            must_be_open(request.crisis)
            return OpenForm(role_forms.command(request.crisis))
        to = await self._somebody(request.crisis, given.to)
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            resting = _resting(change.incident, given.resting)
            by = incoming.by.someone
            change.record(roles.offer_command(change.incident, self.book, by, to, given.open_decisions, resting))
            said = _("Offered to {name}. You stay in command until they press.", name=full(to))
            return change.says(Reply((said,)))

    async def take(self, request: Request) -> Outcome:
        """*I have command.*"""
        incoming = request.incoming
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            change.record(roles.accept_command(change.incident, self.book, incoming.by.someone))
            return change.says(Done())

    async def not_now(self, request: Request) -> Outcome:
        """Pressed, it asks why; sent, who offered keeps command."""
        incoming, given = request.incoming, request.sent(Why)
        if given is None:
            command.offered(request.crisis, incoming.by.someone)
            return OpenForm(why("roles.not_now", on(request.crisis.id)))
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            change.record(command.decline(change.incident, incoming.by.someone, given.reason))
            return change.says(Done())

    async def _somebody(self, incident: Incident, id: str) -> Someone:
        """Whoever was picked, in the room or not; the rule says whether they may."""
        if id:
            if there := incident.room.inside.get(id):
                return there.person
            if known := await self.store.person(id):
                return known.someone
        raise Refused(_("Choose someone who is in the room."), field="to", code="nobody")


def _resting(incident: Incident, ids: tuple[str, ...]) -> list[Someone]:
    if any(id not in incident.room.inside for id in ids):
        raise Refused(_("Choose people who are in the room."), field="resting", code="not_inside")
    return [incident.room.inside[id].person for id in ids]
