"""Every role: seeing who has which, asking somebody, taking one, answering, giving up, handing over."""

from __future__ import annotations

from bot.chat.card import on
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.command import rules as command
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book, Role
from bot.crisis.roles import forms as role_forms
from bot.crisis.roles import rules as roles
from bot.crisis.roles.backup import answer_by
from bot.crisis.roles.cards import OfSeat
from bot.crisis.roles.team import COMMANDER
from bot.crisis.undo.cards import undo_button
from bot.errors import Refused
from bot.people.naming import full
from bot.people.permission import commands, who_helps
from bot.people.who import Person, Right
from bot.store.store import Store
from bot.text import Moment, Words, _
from bot.views import staged


class Roles:
    """
    Those asked answer from their direct message, before they are in the room: the rule checks that they were asked.
    """

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("roles.form", Right.inside, self.form),
            Route("command.role", Right.inside, self.form),
            Route("command.roles", Right.inside, self.form),
            Route("roles.assign", Right.inside, self.assign),
            Route("roles.accept", Right.staff, self.accept),
            Route("roles.decline", Right.staff, self.decline),
            Route("roles.release", Right.staff, self.release),
            Route("roles.hand_on", Right.staff, self.hand_on),
            Route("roles.present", Right.inside, self.present),
        ]

    async def form(self, request: Request) -> Outcome:
        """Who has which role, and one to give or take."""
        must_be_open(request.crisis)
        return OpenForm(role_forms.panel(staged(request.crisis, self.book), request.incoming.by))

    async def assign(self, request: Request) -> Outcome:
        """The form was sent: somebody is asked, the sender takes the role, or (nobody chosen) it is free again."""
        act, given = request.incoming, request.read(role_forms.GivenRole)
        role, chosen = given.role, given.person
        if role == COMMANDER:
            return await self._command(request, chosen)
        to = await self._person(chosen) if chosen else None
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(roles.assign(change.incident, self.book, role, to, act.by))
            said = self._said(change.incident, role, to, act.by)
            return change.says(Reply((said,), (undo_button(change.incident.id),)))

    async def accept(self, request: Request) -> Outcome:
        """*I'll do it.*"""
        act, of = request.incoming, request.carried(OfSeat)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(roles.accept(change.incident, self.book, of.seat, act.by))
            return change.says(Done())

    async def decline(self, request: Request) -> Outcome:
        """Pressed, it asks why; sent, the next is asked."""
        act, of, given = request.incoming, request.carried(OfSeat), request.sent(Why)
        if given is None:
            roles.asked(request.crisis, of.seat, act.by)
            return OpenForm(why("roles.decline", on(request.crisis.id, of)))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(roles.decline(change.incident, self.book, of.seat, act.by, given.reason))
            return change.says(Done())

    async def release(self, request: Request) -> Outcome:
        """*Give up…*: pressed, it asks why; sent, nobody has the role."""
        act, of, given = request.incoming, request.carried(OfSeat), request.sent(Why)
        if given is None:
            roles.held(request.crisis, of.seat, act.by)
            return OpenForm(why("roles.release", on(request.crisis.id, of)))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(roles.give_up(change.incident, of.seat, act.by, given.reason))
            return change.says(Done())

    async def hand_on(self, request: Request) -> Outcome:
        """*Hand over…*: pressed, it asks to whom, with a briefing; sent, it is offered."""
        act, of, given = request.incoming, request.carried(OfSeat), request.sent(role_forms.HandedOn)
        if given is None:
            seat = roles.held(request.crisis, of.seat, act.by)
            return OpenForm(role_forms.hand_on(request.crisis, seat, self._role(seat.role)))
        to = await self._person(given.person)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(roles.hand_on(change.incident, self.book, of.seat, to, act.by, given.briefing))
            said = _("Offered to {name}. You keep the role until they press.", name=full(to.someone))
            return change.says(Reply((said,)))

    async def present(self, request: Request) -> Outcome:
        """*Ana is here*, of a commander who was called silent."""
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(command.present(change.incident, act.by.someone))
            return change.says(Done())

    async def _command(self, request: Request, chosen: str) -> Outcome:
        """The commander's own seat: taken at once where it is free, else handed over, in its own form."""
        act, incident = request.incoming, request.crisis
        must_be_open(incident)
        if chosen == act.by.id:
            return await self._take_command(request)
        if not commands(incident, act.by):
            words = _(
                "Only the commander hands over command. Nothing was changed. {help}", help=who_helps(incident, act.by)
            )
            raise Refused(words, field="person", code="not_allowed")
        to = await self._person(chosen)
        roles.must_combine(incident, self.book, to.someone, COMMANDER)
        return OpenForm(role_forms.command(incident, to.id))

    async def _take_command(self, request: Request) -> Outcome:
        act = request.incoming
        try:
            async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
                change.record(roles.take_command(change.incident, self.book, act.by.someone, change.now))
                said = _("You have command of Crisis {n}.", n=change.incident.number)
                return change.says(Reply((said,), (undo_button(change.incident.id),)))
        except Refused as refused:
            if refused.code != "why":
                raise
            return OpenForm(why("roles.claim", on(request.crisis.id)))

    async def _person(self, id: str) -> Person:
        """Whoever was picked, in the room or not; the rule says whether they may."""
        if not id:
            raise Refused(_("Choose who should have it."), field="person", code="nobody")
        if known := (await self.store.people([id])).get(id):
            return known
        raise Refused(_("I don't know this person yet. Choose again in a minute."), field="person", code="nobody")

    def _role(self, id: str) -> Role:
        role = self.book.roles.find(id)
        if role is None:
            raise Refused(_("There is no such role. Choose one of the list."), code="no_role")
        return role

    def _said(self, incident: Incident, id: str, to: Person | None, by: Person) -> Words:
        role = Words(self._role(id).name_text)
        if to is None:
            return _("Nobody has the role {role} now.", role=role)
        if to.id == by.id:
            return _("You have the role {role} now.", role=role)
        seat = next(seat for seat in reversed(incident.roles.seats) if seat.role == id and seat.person.id == to.id)
        at = Moment(answer_by(incident, self.book, seat))
        return _("{name} is asked, and says yes or no by {at}.", name=full(to.someone), at=at)
