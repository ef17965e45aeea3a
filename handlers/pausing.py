"""Pausing everything: ordered in one press, then said, verified and decided item by item."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.card import on
from bot.chat.incoming import Submitted
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import reason, why
from bot.domain import evidence
from bot.domain.access import pausing
from bot.domain.events import EvidenceAdded, EvidenceRepeated, Fact, PauseOrdered
from bot.domain.incident import Incident
from bot.domain.naming import full
from bot.domain.people import Right
from bot.domain.playbook import Book
from bot.room.pausing import paused_form, resume_form, verify_form
from bot.store.store import Store
from bot.text import Moment, _, _n


class Pausing:
    """Who is asked may be outside the room: they answer from their letter, and the rule checks that they were asked."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("command.pause", Right.access, self.order),
            Route("pause.order", Right.access, self.order),
            Route("pause.paused", Right.staff, self.paused),
            Route("pause.unable", Right.staff, self.unable),
            Route("pause.verify", Right.inside, self.verify),
            Route("pause.resume", Right.commander, self.resume),
        ]

    async def order(self, request: Request) -> Outcome:
        """One press; pressed once more, it adds what the register has learned since."""
        act = request.incoming
        register = await self.store.register(act.tenant)
        people = await self.store.people(pausing.owners(register), act.tenant)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            facts = pausing.order(change.incident, register, people, self.book, act.by.someone, change.now)
            change.record(facts)
            new = sum(len(fact.items) for fact in facts if isinstance(fact, PauseOrdered))
            return change.says(_ordered(change.incident, new))

    async def paused(self, request: Request) -> Outcome:
        """*Paused…*: pressed, it asks for what shows it; sent, the item waits for somebody else to look."""
        act, item = request.incoming, request.number() or number_of(request.text("item"))
        if not isinstance(act, Submitted):
            return OpenForm(paused_form(request.crisis, pausing.to_say(request.crisis, item, act.by), item))
        link, note, files = request.text("link"), request.text("note"), act.files.get("files", ())
        if link:
            evidence.given(link, (), link[: evidence.SHOWS_CHARS])
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            put_in = evidence.put_in(change.incident, act.by.someone, note, (link,) if link else (), files)
            change.record(pausing.say_paused(change.incident, item, act.by, link, numbers(put_in), note))
            change.record(put_in)
            return change.says(Done())

    async def unable(self, request: Request) -> Outcome:
        """*I can't…*: pressed, it asks why; sent, the next is asked."""
        act, because = request.incoming, reason(request.incoming)
        if because is None:
            pausing.pausable(request.crisis, request.number(), act.by)
            return OpenForm(why("pause.unable", on(request.crisis.id, request.number())))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(pausing.unable(change.incident, request.number(), act.by, because))
            return change.says(Done())

    async def verify(self, request: Request) -> Outcome:
        """*Verify…*: pressed, it lists what somebody else paused; sent, that was seen."""
        act = request.incoming
        if not isinstance(act, Submitted):
            items, alone = pausing.verifiable(request.crisis, act.by)
            return OpenForm(verify_form(request.crisis, items, alone))
        given = request.given.get("items")
        chosen = {number_of(item) for item in (given if isinstance(given, tuple) else (str(given or ""),))} - {0}
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            saw, alone_because = request.text("saw"), request.text("alone")
            change.record(pausing.verify(change.incident, chosen, act.by, saw, alone_because))
            return change.says(Done())

    async def resume(self, request: Request) -> Outcome:
        """*Run again…*: pressed, it asks for one item; sent, that is decided, and the next is asked for."""
        act = request.incoming
        if not isinstance(act, Submitted):
            return OpenForm(resume_form(request.crisis, pausing.decidable(request.crisis, act.by)))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            item, stays = number_of(request.text("item")), request.text("decision") != "resume"
            change.record(pausing.decide(change.incident, item, act.by, stays, request.text("reason")))
            change.says(Done())
        left = [paused for paused in pausing.current(change.incident) if paused.state in ("paused", "verified")]
        return OpenForm(resume_form(change.incident, left)) if left else Done()


def _ordered(incident: Incident, new: int) -> Reply:
    """What was ordered; or, where all of it was already, by whom and when."""
    order = incident.pausing
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


def numbers(facts: Iterable[Fact]) -> tuple[int, ...]:
    """The numbers of the evidence that was put in, or was there already."""
    return tuple(fact.n for fact in facts if isinstance(fact, EvidenceAdded | EvidenceRepeated))


def number_of(text: str) -> int:
    """0 of anything that is no number of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
