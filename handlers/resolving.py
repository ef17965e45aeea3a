"""Calling a crisis resolved, and opening it again."""

from __future__ import annotations

from dateutil import tz

from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.playbook import Book
from bot.crisis.resolving.facts import Outcome as Ended
from bot.crisis.resolving.facts import Resolved
from bot.crisis.resolving.forms import Ending, Reopening, reopen_form, resolve_form
from bot.crisis.resolving.rules import is_over, reopen, resolve
from bot.crisis.undo.cards import undo_button
from bot.errors import Refused
from bot.people.who import Right, Someone, Standing
from bot.store.store import Store
from bot.text import _


class Resolve:
    """The form lists what is missing before anyone types; a reason overrides it, and stays on the timeline."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("command.resolve", Right.commander, self.form),
            Route("resolve.form", Right.commander, self.form),
            Route("resolve.submit", Right.commander, self.submit),
            Route("command.reopen", Right.commander, self.reopen_form, free_text=True),
            Route("resolve.reopen_form", Right.commander, self.reopen_form),
            Route("resolve.reopen", Right.commander, self.reopen),
        ]

    async def form(self, request: Request) -> Outcome:
        if request.crisis.is_resolved:
            raise Refused(_("This crisis is already resolved. Nothing was changed."), code="already_resolved")
        return OpenForm(resolve_form(request.crisis, self.book))

    async def submit(self, request: Request) -> Outcome:
        incoming, given = request.incoming, request.read(Ending)
        reviewer = await self._reviewer(given.review_owner)
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            if given.live == "no":
                change.record(is_over(change.incident, incoming.by.someone))
            today = change.now.astimezone(tz.gettz(change.incident.opening.zone)).date()
            ending = _ending(given, incoming.by.someone, reviewer)
            change.record(resolve(change.incident, self.book, ending, today))
            said = _(
                "Crisis {n} is resolved. The summary and the timeline follow in the room.", n=change.incident.number
            )
            return change.says(Reply((said,), (undo_button(change.incident.id),)))

    async def reopen_form(self, request: Request) -> Outcome:
        if request.words:
            return await self._reopen(request, request.words)
        if not request.crisis.is_resolved:
            raise Refused(_("This crisis is open. Nothing was changed."), code="not_resolved")
        return OpenForm(reopen_form(request.crisis))

    async def reopen(self, request: Request) -> Outcome:
        return await self._reopen(request, request.read(Reopening).reason)

    async def _reopen(self, request: Request, reason: str) -> Outcome:
        incoming = request.incoming
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            change.record(reopen(change.incident, incoming.by.someone, reason))
            return change.says(Reply((_("Crisis {n} is open again.", n=change.incident.number),)))

    async def _reviewer(self, id: str) -> Someone | None:
        if not id:
            return None
        person = await self.store.person(id)
        if person is None or person.standing is not Standing.member:
            raise Refused(_("Choose a colleague with a full account."), "review_owner")
        return person.someone


def _ending(given: Ending, by: Someone, reviewer: Someone | None) -> Resolved:
    return Resolved(
        by=by,
        outcome=Ended(given.outcome or Ended.stopped.value),
        still_open=given.still_open,
        closing_word=given.closing_word,
        review_owner=reviewer,
        review_on=given.review_on,
        because=given.because,
    )
