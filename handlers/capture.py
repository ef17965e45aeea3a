"""What people say in the chat, put on the timeline: by a pin, from a message's menu; and followed where it was said."""

from __future__ import annotations

from bot.access.secrets.secret_seen import SECRET_SEEN
from bot.approval import mark
from bot.chat.card import Button
from bot.chat.incoming import Deleted, Incoming, Pinned, Said, Shortcut
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.secret_check import holds_secret
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import address
from bot.crisis.playbook import Book
from bot.crisis.timeline import rules as timeline
from bot.crisis.timeline.cards import private_reply, struck
from bot.crisis.timeline.facts import MessageFlagged, SourceEdited
from bot.crisis.timeline.forms import CapturedEntry, message_form
from bot.errors import Refused
from bot.people.permission import permit
from bot.people.who import Right
from bot.record.chain import unseal
from bot.record.entry import Entry
from bot.record.fact import Fact, MessageRef
from bot.room.pointed import Pointed
from bot.store.store import Store
from bot.text import Words, _


class Capture:
    """A message is captured once, whoever points at it. One in the room is followed: an edit or deletion is seen."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("timeline.pin", Right.inside, self.pin),
            Route("timeline.unpin", Right.inside, self.unpin),
            Route("timeline.from_message", Right.inside, self.from_message, asks=True),
            Route("timeline.add_message", Right.staff, self.add_message, about=False),
        ]

    async def pin(self, request: Request) -> Outcome:
        """📌: committed at once; what the message says is read afterwards."""
        pinned, source = request.incoming, _source(request.incoming)
        if not isinstance(pinned, Pinned) or source is None:
            return Done()
        if said := await self._already(request, request.crisis, source):
            return said
        async with self.store.change(request.crisis.id, pinned.key, pinned.by, request.right, pinned.place) as change:
            facts = timeline.flag(change.incident, source, pinned.by.someone, pinned.link)
            change.record(facts, happened_at=min(pinned.at or change.now, change.now))
            if facts:
                entry = Entry(unseal(change.rows[-1]))
                return change.says(private_reply(change.incident, entry, self.book, pinned.by))
        return await self._already(request, change.incident, source) or Done()  # somebody else was faster

    async def unpin(self, request: Request) -> Outcome:
        """📌 taken away: struck, if it was theirs that captured it, or they command."""
        pinned, source = request.incoming, _source(request.incoming)
        seq = request.crisis.timeline.sources.get(source.key) if source else None
        if source is None or seq is None:
            return self._answer(request.crisis, source) or Done()
        entry = await self.store.entry(request.crisis.id, seq)
        if entry is None or not isinstance(entry.event.fact, MessageFlagged) or entry.by is None:
            return Done()  # no pin put it there
        if not timeline.is_theirs(request.crisis, entry, pinned.by):
            stays = _("It stays on the timeline.")
            return Reply((_("{stays} {who}", stays=stays, who=timeline.who_can(request.crisis, entry.by)),))
        async with self.store.change(request.crisis.id, pinned.key, pinned.by, request.right, pinned.place) as change:
            if change.incident.timeline.sources.get(source.key) != seq:
                return Done()  # struck meanwhile
            seen = change.incident.timeline.altered.get(seq, 0)
            change.record(timeline.strike(change.incident, entry, seen, pinned.by, ""))
            return change.says(struck(entry))

    async def from_message(self, request: Request) -> Outcome:
        """*Add to crisis timeline*, in the menu of a message anywhere: its form, filled with what the message says."""
        shortcut = request.incoming
        if not isinstance(shortcut, Shortcut) or shortcut.message is None:
            return Done()
        message, incident = shortcut.message, request.incident
        if incident is None:
            mine = await self.store.acting_in(shortcut.tenant, shortcut.by.id)
            return OpenForm(message_form(message, None, mine, is_copied=True)) if mine else _no_crisis()
        if said := await self._already(request, incident, message.source):
            return said
        there = await self.store.is_of_room(incident, shortcut.platform, message.source.place)
        return OpenForm(message_form(message, incident, (), is_copied=not there))

    async def add_message(self, request: Request) -> Outcome:
        """That form, sent."""
        incoming, of, given = request.incoming, request.carried(Pointed), request.read(CapturedEntry)
        incident, source = await self.store.incident(of.crisis or given.crisis), of.source
        if incident is None or incident.tenant != incoming.tenant or source is None:
            raise Refused(_("Choose one of your crises."), "crisis")
        author = await self.store.person(of.author) if of.author else None
        there = await self.store.is_of_room(incident, incoming.platform, source.place)
        async with self.store.change(incident.id, incoming.key, incoming.by, Right.inside, incoming.place) as change:
            if source.key in change.incident.timeline.sources:
                raise Refused(_("That message is on the timeline already. Nothing was added."), code="captured")
            facts = timeline.note(
                given.what,
                timeline.weight_of(given.weight),
                incoming.by.someone,
                source,
                author=author.someone if author else None,
                link=address(given.link) if given.link else "",
                copied=not there,
                reworded=mark(given.what) != of.mark,
            )
            change.record(facts, happened_at=timeline.happened(given.at, change.now))
            entry = Entry(unseal(change.rows[-1]))
            return change.says(private_reply(change.incident, entry, self.book, incoming.by))

    async def edited(self, said: Said) -> Outcome | None:
        """
        A message was edited, by anybody: a captured one is followed. The text of others is dropped here.

        Gives what to tell who edited it, where it cannot be followed any more.
        """
        if found := await self._followed(said):
            incident, source = found
            if _edits(incident, source, said):
                if await holds_secret(said.text):
                    return Reply((SECRET_SEEN,))
                async with self.store.happened(incident.id, said.key) as change:
                    change.record(_edits(change.incident, source, said))
        return None

    async def deleted(self, deleted: Deleted) -> None:
        """A message was deleted, by anybody: what was captured of it stays."""
        if found := await self._followed(deleted):
            incident, source = found
            if timeline.deleted(incident, source):
                async with self.store.happened(incident.id, deleted.key) as change:
                    change.record(timeline.deleted(change.incident, source))

    async def _followed(self, incoming: Incoming) -> tuple[Incident, MessageRef] | None:
        """The crisis in whose room the message stands."""
        source = _source(incoming)
        if source is None:
            return None
        incident = await self.store.incident_in(incoming.platform, incoming.tenant, source.place)
        return (incident, source) if incident else None

    async def _already(self, request: Request, incident: Incident, source: MessageRef) -> Outcome | None:
        """What to say of a message that needs no capturing: it stands there, it is an answer, or it is ours."""
        if seq := incident.timeline.sources.get(source.key):
            entry = await self.store.entry(incident.id, seq)
            return private_reply(incident, entry, self.book, request.incoming.by, already=True) if entry else None
        if any(source.ref == row.ref for row in (await self.store.shown(incident.id)).values()):
            return Reply((_("That is my own message: what it shows is on the record. Nothing was added."),))
        return self._answer(incident, source)

    def _answer(self, incident: Incident, source: MessageRef | None) -> Outcome | None:
        """Of a message that is an answer: it stands on the timeline as such."""
        questions = timeline.answered_from(incident, source) if source else []
        known = self.book.find(questions[0]) if questions else None
        if known is None:
            return None
        asks = Words(known.text)
        return Reply((_("That message is an answer, and stands on the timeline as one: {question}", question=asks),))


def _source(incoming: Incoming) -> MessageRef | None:
    """The message that was pointed at, edited or deleted."""
    if incoming.place is None or incoming.ref is None:
        return None
    thread = incoming.thread if isinstance(incoming, Pinned | Said) else None
    return MessageRef(place=incoming.place, ref=incoming.ref, thread=thread)


def _edits(incident: Incident, source: MessageRef, said: Said) -> list[Fact]:
    """
    What an edit of a captured message means.

    The answer taken from it is changed by its writer's own right (Identify); of who has none it is only marked.
    """
    facts = timeline.edited(incident, source, said.text)
    try:
        permit(Right.inside, said.by, incident)
    except Refused:
        marked = [SourceEdited(question=id, text=said.text) for id in timeline.answered_from(incident, source)]
        return [*facts, *marked]
    return facts


def _no_crisis() -> Reply:
    lines = (
        _("You are in no open crisis, so nothing was saved."),
        _("To begin one with this message, choose “Open a crisis from this” in its menu."),
    )
    return Reply(lines, (Button("open.start", _("Open a crisis…")),))
