"""Giving access back: ordered by the commander, decided person by person, verified by somebody else."""

from __future__ import annotations

from typing import Literal, cast

from bot.access.restoration import rules as restoration
from bot.access.restoration.cards import Decided, OfPath, decide_form, nothing_left, restrictions, verify_form
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.progress import newest
from bot.access.restriction.state import Restriction
from bot.chat.carried import number
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.errors import Duplicate
from bot.people.permission import commands
from bot.people.who import Right
from bot.store.store import Store
from bot.task.forms import Looked
from bot.text import Words, _


class Restore:
    """The commander orders it; who leads access decides each path and does it."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("restore.form", Right.access, self.form),
            Route("restore.save", Right.access, self.save),
            Route("restore.verify", Right.inside, self.verify),
            Route("restore.verified", Right.inside, self.verified),
        ]

    async def form(self, request: Request) -> Outcome:
        """*Give back…* orders it, where the commander presses; then the next to decide stands in the form."""
        act, incident = request.incoming, request.crisis
        must_be_open(incident)
        waiting = [each for each in newest(incident) if each.restoration_at is None]
        if waiting and commands(incident, act.by):
            async with self.store.change(incident.id, act.key, act.by, request.right, act.place) as change:
                accounts = [each.account for each in waiting]
                change.record(restoration.order(change.incident, accounts, act.by.someone))
                incident = change.incident
                change.says(Done())
        return self._next(incident, None)

    async def save(self, request: Request) -> Outcome:
        """One way was decided; the next follows in the same form."""
        act, of, given = request.incoming, request.carried(OfPath), request.read(Decided)
        chosen = restoration.Decision(
            decision=cast(Literal["back", "lowered", "out"], given.decision),  # one of those offered
            level=given.level,
            until=given.until,
            reason=given.reason,
            why_leaver=given.why_leaver,
            returned=given.returned == "yes",
        )
        try:
            async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
                change.record(restoration.decide(change.incident, of.account, of.n, chosen, act.by.someone, change.now))
                change.says(Done())
            incident = change.incident
        except Duplicate:  # delivered again: the same next one
            incident = await self.store.incident(request.crisis.id) or request.crisis
        return self._next(incident, (of.account, of.n))

    async def verify(self, request: Request) -> Outcome:
        """What somebody else did, to be looked at."""
        incident, by = request.crisis, request.incoming.by
        waiting, alone = restoration.verifiable(incident, by)
        return OpenForm(verify_form(incident, waiting, alone=alone))

    async def verified(self, request: Request) -> Outcome:
        """The form was sent."""
        act, given = request.incoming, request.read(Looked)
        picked = [_picked(value) for value in given.tasks]
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(restoration.verify(change.incident, picked, act.by, given.saw, given.alone))
            return change.says(Done())

    def _next(self, incident: Incident, after: tuple[str, int] | None) -> Outcome:
        """The next way nobody has decided, else one that is not done yet; behind *after* first."""
        found = _waiting(incident)
        if not found:
            return Reply((nothing_left(),))
        restriction, path = next(((r, w) for r, w in found if after is None or (r.account, w.n) > after), found[0])
        note: Words | None = _("Saved. The next one:") if after else None
        return OpenForm(decide_form(incident, restriction, path, self.book.runbook(restriction.platform), note))


def _waiting(incident: Incident) -> list[tuple[Restriction, RestrictedPath]]:
    pairs = [(each, path) for each in restrictions(incident) for path in restoration.undecided(each)]
    return sorted(pairs, key=lambda pair: pair[1].n in pair[0].decided)


def _picked(value: str) -> tuple[str, int]:
    account, _slash, n = value.rpartition("/")
    return account, number(n) or 0
