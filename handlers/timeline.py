"""Notes, the timeline so far, where things stand: what anyone inside may write, change and read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.chat.card import on
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.opening.rules import address
from bot.crisis.playbook import Book
from bot.crisis.timeline import rules as timeline
from bot.crisis.timeline.cards import FromEntry, OfEntry, private_reply, struck
from bot.crisis.timeline.cards import timeline as page
from bot.crisis.timeline.forms import ChangedEntry, NewEntry, add_form, change_form
from bot.errors import Refused
from bot.people.who import Right
from bot.record.chain import unseal
from bot.record.entries import shows
from bot.record.entry import Entry
from bot.record.fact import Weight
from bot.room.board import headlines
from bot.room.plan import tried
from bot.room.room import room
from bot.room.setting_up import try_again
from bot.store.store import Store
from bot.text import _
from bot.views import staged

SHOWN = 40  # entries shown in a private reply (ux.md §3.8); earlier ones by a button, all of them in the file


class Timeline:
    """The timeline is written by everything that happens; here people write to it themselves, and read it."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("command.note", Right.inside, self.note, free_text=True),
            Route("command.timeline", Right.inside, self.show),
            Route("command.status", Right.inside, self.status),
            Route("timeline.form", Right.inside, self.form),
            Route("timeline.add", Right.inside, self.add),
            Route("timeline.show", Right.inside, self.show),
            Route("timeline.entry", Right.inside, self.entry),
            Route("timeline.change", Right.inside, self.change),
            Route("timeline.strike", Right.inside, self.strike),
        ]

    async def note(self, request: Request) -> Outcome:
        """``/crisis note fact: …``; without words a form."""
        if not request.words:
            return await self.form(request)
        weight, text = timeline.weighed(request.words)
        return await self._write(request, weight, text)

    async def form(self, request: Request) -> Outcome:
        return OpenForm(add_form(request.crisis))

    async def add(self, request: Request) -> Outcome:
        """The form, sent."""
        given = request.read(NewEntry)
        return await self._write(request, timeline.weight_of(given.weight), given.what, given.link, given.at)

    async def _write(
        self, request: Request, weight: Weight, text: str, link: str = "", at: datetime | None = None
    ) -> Outcome:
        incoming = request.incoming
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            facts = timeline.note(text, weight, incoming.by.someone, link=address(link) if link else "")
            change.record(facts, happened_at=timeline.happened(at, change.now))
            entry = Entry(unseal(change.rows[-1]))
            return change.says(private_reply(change.incident, entry, self.book, incoming.by))

    async def show(self, request: Request) -> Outcome:
        """The newest entries, or those before them, to that person alone."""
        incident, skipped = request.crisis, request.carried(FromEntry).skipped
        found, earlier = await self.store.newest_entries(
            incident.id, incident.seq, skipped + SHOWN, lambda entry: shows(entry, self.book)
        )
        shown = found[: len(found) - skipped][-SHOWN:]
        return page(incident, shown, self.book, request.incoming.by, skipped, earlier)

    async def entry(self, request: Request) -> Outcome:
        """One of one's own was chosen from the menu: what can be done to it."""
        return private_reply(request.crisis, await self._entry(request), self.book, request.incoming.by)

    async def change(self, request: Request) -> Outcome:
        """Pressed, the form as the entry stands; sent, it says something else. Who was overtaken compares first."""
        entry, incoming, given = await self._entry(request), request.incoming, request.sent(ChangedEntry)
        if given is None:
            timeline.must_be_theirs(request.crisis, entry, incoming.by)
            timeline.must_stand(entry)
            return OpenForm(change_form(request.crisis, entry))
        try:
            return await self._change(request, entry, given)
        except Refused as refused:
            if refused.code != "overtaken":
                raise
        newest = await self.store.incident(request.crisis.id) or request.crisis
        return OpenForm(change_form(newest, await self._entry(request), given))

    async def _change(self, request: Request, entry: Entry, given: ChangedEntry) -> Outcome:
        incoming, seen, weight = request.incoming, request.carried(OfEntry).seen, timeline.weight_of(given.weight)
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            when = timeline.happened(given.at, change.now) if given.at else None
            change.record(timeline.change(change.incident, entry, seen, incoming.by, given.what, weight, when))
            now_is = Entry(entry.event, (*entry.later, *map(unseal, change.rows)))
            return change.says(private_reply(change.incident, now_is, self.book, incoming.by))

    async def strike(self, request: Request) -> Outcome:
        """Pressed, it asks why; sent, the entry is struck through and stays."""
        entry, incoming = await self._entry(request), request.incoming
        given = request.sent(Why)
        if given is None:
            timeline.must_be_theirs(request.crisis, entry, incoming.by)
            timeline.must_stand(entry)
            seen = request.crisis.timeline.altered.get(entry.seq, 0)
            return OpenForm(why("timeline.strike", on(request.crisis.id, OfEntry(entry.seq, seen))))
        if not given.reason:
            raise Refused(_("A few words are enough."), "reason")
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            seen = request.carried(OfEntry).seen
            change.record(timeline.strike(change.incident, entry, seen, incoming.by, given.reason))
            return change.says(struck(entry))

    async def status(self, request: Request) -> Outcome:
        """Where things stand, in a few lines, to that person alone."""
        scene = staged(incident=request.crisis, book=self.book)
        late = tried(room(scene), await self.store.shown(request.crisis.id))
        return Reply(tuple(headlines(replace(scene, late=late))), try_again(request.crisis))

    async def _entry(self, request: Request) -> Entry:
        """The entry a button, a form or a choice is about."""
        entry = await self.store.entry(request.crisis.id, request.carried(OfEntry).entry)
        if entry is None:
            raise Refused(_("There is no such entry. Nothing was changed."), code="no_entry")
        return entry
