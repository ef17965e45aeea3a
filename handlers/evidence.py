"""Evidence: put in by form or command, listed, described, struck. What is said in the thread comes by ``question``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.cards import (
    ChangedEvidence,
    NewEvidence,
    OfExhibit,
    OfFile,
    add_form,
    change_form,
    told,
    whole,
)
from bot.crisis.evidence.facts import FileRef
from bot.crisis.opening.rules import must_be_open
from bot.crisis.timeline import rules as timeline
from bot.people.who import Right
from bot.record.fact import MessageRef
from bot.store.store import Store
from bot.text import _


class Evidence:
    """Anyone inside puts it in and sees all of it; it is changed by who put it in, or by the commander."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route("command.evidence", Right.inside, self.command, free_text=True),
            Route("evidence.form", Right.inside, self.form),
            Route("evidence.add", Right.inside, self.add),
            Route("evidence.keep", Right.inside, self.keep),
            Route("evidence.show", Right.inside, self.show),
            Route("evidence.change", Right.inside, self.change),
        ]

    async def command(self, request: Request) -> Outcome:
        """``/crisis evidence https://… what it shows``; without an address the form."""
        links = evidence.links(request.words)
        if not links:
            return await self.form(request)
        return await self._put_in(request, evidence.beside(request.words), links)

    async def form(self, request: Request) -> Outcome:
        must_be_open(request.crisis)  # before anyone types: what is sent after the end is refused
        return OpenForm(add_form(request.crisis))

    async def add(self, request: Request) -> Outcome:
        """The form, sent: a link, files, or both."""
        given = request.read(NewEvidence)
        shows = evidence.given(given.link, given.files, given.shows)
        return await self._put_in(request, shows, (given.link,) if given.link else (), given.files, given.at)

    async def _put_in(
        self,
        request: Request,
        shows: str,
        links: Sequence[str],
        files: Sequence[FileRef] = (),
        seen: datetime | None = None,
    ) -> Outcome:
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            must_be_open(change.incident)
            facts = evidence.put_in(change.incident, act.by.someone, shows, links, files)
            change.record(facts, happened_at=timeline.happened(seen, change.now))
            return change.says(told(change.incident, facts, worded=bool(shows)) or Done())

    async def keep(self, request: Request) -> Outcome:
        """A message with a file, posted elsewhere in the room: captured as by a pin, and its files with it."""
        act, of = request.incoming, request.carried(OfFile)
        if act.place is None:
            return Done()
        source = MessageRef(place=act.place, ref=of.ref, thread=of.thread or None)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            must_be_open(change.incident)
            change.record(timeline.flag(change.incident, source, act.by.someone, ""))
            said = _("It is on the timeline. The list under the board says when it is saved.")
            return change.says(Reply((said,)))

    async def show(self, request: Request) -> Outcome:
        """All that is known of each, to that person alone."""
        return whole(request.crisis, request.incoming.by)

    async def change(self, request: Request) -> Outcome:
        """What it shows, in other words; or struck, with a reason."""
        act, given = request.incoming, request.sent(ChangedEvidence)
        entry = request.carried(OfExhibit).entry
        must_be_open(request.crisis)
        if given is None:
            return OpenForm(change_form(request.crisis, evidence.changeable(request.crisis, entry, act.by)))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            must_be_open(change.incident)
            change.record(evidence.describe(change.incident, entry, given.shows, act.by))
            if given.reason:
                change.record(evidence.strike(change.incident, entry, given.reason, act.by))
            return change.says(Done())
