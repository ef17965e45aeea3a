"""Undo: what one did last oneself, within a minute."""

from __future__ import annotations

from bot.chat.outcome import Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.evidence.rules import SHOWS_CHARS
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.questions.forms.answer import OfQuestion
from bot.crisis.questions.words import question_words
from bot.crisis.severity import explain
from bot.crisis.timeline.cards import struck
from bot.crisis.timeline.facts import EntryStruck
from bot.crisis.undo.facts import Undone
from bot.crisis.undo.rules import newest, undo
from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.people.who import Right
from bot.record.entry import Entry
from bot.store.store import Store
from bot.text import Words, _


class Undo:
    """On the card of an answer it means that answer; in a private reply and as a command whatever was done last."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [Route("undo.last", Right.inside, self.last), Route("command.undo", Right.inside, self.last)]

    async def last(self, request: Request) -> Outcome:
        """Says what is as before, so that nobody takes back another act than they meant."""
        act, question = request.incoming, request.carried(OfQuestion).question
        wrote = await self._wrote(request.crisis, act.by.id)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            facts = undo(change.incident, act.by.someone, change.now, question)
            change.record(facts)
            return change.says(Reply(tuple(self._fact(change.incident, fact, wrote) for fact in facts)))

    async def _wrote(self, incident: Incident, person: str) -> Entry | None:
        """What this person wrote last, as it stands on the timeline."""
        last = newest(incident, person)
        return await self.store.entry(incident.id, last.seq) if last and last.what == "note" else None

    def _fact(self, incident: Incident, fact: Undone | EntryStruck, wrote: Entry | None) -> Words:
        if isinstance(fact, Undone):
            return self._said(incident, fact)
        exhibit = next((x for x in incident.evidence.exhibits if x.seq == fact.entry), None)
        if exhibit is not None:
            what = shortened(exhibit.shows, SHOWS_CHARS)
            return _("Taken back: evidence {n}, “{what}”. It is struck and stays on the list.", n=exhibit.n, what=what)
        if wrote is not None and wrote.seq == fact.entry:
            return _("Taken back. {struck}", struck=struck(wrote).lines[0])
        return _("Taken back: what you put on the timeline last. It is struck, not erased.")

    def _said(self, incident: Incident, undone: Undone) -> Words:
        match undone.what:
            case "answer":
                return _(
                    "Taken back. The question is as before: {question}", question=question_words(self.book, undone.of)
                )
            case "command" if incident.command.commander:
                return _("Taken back. {name} has command.", name=full(incident.command.commander))
            case "command":
                return _("Taken back. Nobody has command.")
            case "role":
                return _("Taken back. The roles are as before.")
            case "level":
                level = explain.level(incident.level)
                return _("Taken back. {level} counts, as before.", level=level)
            case "resolve":
                return _("Taken back. Crisis {n} is open again.", n=incident.number)
