"""The commander's own level of severity."""

from __future__ import annotations

from bot.chat.card import on
from bot.chat.outcome import Done, OpenForm, Outcome
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.opening.rules import must_be_open
from bot.crisis.severity import explain
from bot.crisis.severity import rules as severity
from bot.crisis.severity.cards import OfLevelAsk
from bot.crisis.severity.forms import SetLevel, set_form
from bot.people.who import Right
from bot.store.store import Store
from bot.text import _


class Severity:
    """What the answers give is computed; the commander may set another, with a reason, and both are kept."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route("severity.form", Right.commander, self.form),
            Route("severity.set", Right.commander, self.set),
            Route("severity.keep", Right.commander, self.keep),
            Route("severity.release", Right.commander, self.release),
        ]

    async def form(self, request: Request) -> Outcome:
        must_be_open(request.crisis)
        return OpenForm(set_form(request.crisis))

    async def set(self, request: Request) -> Outcome:
        """The form was sent."""
        act, given = request.incoming, request.read(SetLevel)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(severity.set_level(change.incident, given.level, given.reason, act.by.someone))
            return change.says(Done())

    async def keep(self, request: Request) -> Outcome:
        """*Keep …*, though the answers give worse: pressed, it asks why; sent, it is decided."""
        act, of, given = request.incoming, request.carried(OfLevelAsk), request.sent(Why)
        if given is None:
            level = explain.level(severity.must_be_asked(request.crisis, of.ask).level)
            return OpenForm(why("severity.keep", on(request.crisis.id, of), label=_("Why {level} still?", level=level)))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(severity.keep(change.incident, of.ask, given.reason, act.by.someone))
            return change.says(Done())

    async def release(self, request: Request) -> Outcome:
        """*Take …*: what the answers give counts."""
        act, of = request.incoming, request.carried(OfLevelAsk)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(severity.release(change.incident, of.ask, act.by.someone))
            return change.says(Done())
