"""Who is informed: customers, partners, media, staff, authorities."""

from __future__ import annotations

from typing import cast

from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.opening.rules import must_be_open
from bot.people.who import Right
from bot.speech.audiences_cards import Informed, informed_form
from bot.speech.audiences_words import Value, record
from bot.store.store import Store
from bot.text import _


class Audiences:
    """Anyone in the room says it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route("command.informed", Right.inside, self.form),
            Route("audiences.form", Right.inside, self.form),
            Route("audiences.save", Right.inside, self.save),
        ]

    async def form(self, request: Request) -> Outcome:
        """``/crisis informed``."""
        must_be_open(request.crisis)
        return OpenForm(informed_form(request.crisis))

    async def save(self, request: Request) -> Outcome:
        """The form, sent."""
        act, given = request.incoming, request.read(Informed)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            at, value = given.at or change.now, cast(Value, given.value or "not_yet")
            facts = record(change.incident, given.audiences, value, given.how, at, change.now, act.by)
            change.record(facts, happened_at=at)
            already = Reply((_("That was said already. Nothing was changed."),))
            return change.says(Done() if facts else already)
