"""Pausing everything: ordered in one press; when it may run again, decided item by item."""

from __future__ import annotations

from bot.access.pausing import rules
from bot.access.pausing.facts import PauseOrdered
from bot.access.pausing.forms import Resumed, resume_form
from bot.chat.carried import number
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.naming import full
from bot.people.who import Right
from bot.store.store import Store
from bot.text import Moment, _, _n


class Pausing:
    """Who is asked to pause something answers as for every task: see tasks.py."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("command.pause", Right.access, self.order),
            Route("pause.order", Right.access, self.order),
            Route("pause.resume", Right.commander, self.resume),
        ]

    async def order(self, request: Request) -> Outcome:
        """One press; pressed once more, it adds what the register has learned since."""
        act = request.incoming
        register = await self.store.register(act.tenant)
        people = await self.store.people(rules.owners(register), act.tenant)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            facts = rules.order(change.incident, register, people, self.book, act.by.someone, change.now)
            change.record(facts)
            new = sum(len(fact.items) for fact in facts if isinstance(fact, PauseOrdered))
            return change.says(_ordered(change.incident, new))

    async def resume(self, request: Request) -> Outcome:
        """*Run again…*: pressed, it asks for one item; sent, that is decided, and the next is asked for."""
        act, given = request.incoming, request.sent(Resumed)
        if given is None:
            return OpenForm(resume_form(request.crisis, rules.decidable(request.crisis)))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            item, stays = number(given.item) or 0, given.decision != "resume"
            change.record(rules.decide(change.incident, item, act.by, stays, given.reason))
            change.says(Done())
        there = rules.current(change.incident)
        left = [paused for paused in there if paused.task.is_done and paused.decided is None]
        return OpenForm(resume_form(change.incident, left)) if left else Done()


def _ordered(incident: Incident, new: int) -> Reply:
    """What was ordered; or, where all of it was already, by whom and when."""
    order = incident.pausing.order
    if new:
        asked = _n(
            "{n} thing is to be paused. Its owner has a letter.",
            "{n} things are to be paused. Their owners have letters.",
            new,
        )
        return Reply((asked, _("The access thread counts what is paused.")))
    name, at = (full(order.by), Moment(order.at)) if order else ("–", "–")
    return Reply(
        (
            _(
                "{name} ordered this at {at}, and the register knows of nothing new. Nothing was doubled.",
                name=name,
                at=at,
            ),
        )
    )
