"""Undo: one's own last press, within a minute."""

from __future__ import annotations

from bot.chat.outcome import Outcome, Reply
from bot.chat.router import Request, Route
from bot.domain.entries import question_words
from bot.domain.events import Undone
from bot.domain.incident import Incident
from bot.domain.naming import full
from bot.domain.people import Right
from bot.domain.playbook import Book
from bot.domain.undo import undo
from bot.store.store import Store
from bot.text import Words, _


class Undo:
    """On the card of an answer it means that answer; in a whisper and as a command whatever was pressed last."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [Route("undo.last", Right.inside, self.last), Route("command.undo", Right.inside, self.last)]

    async def last(self, request: Request) -> Outcome:
        """Says what is as before, so that nobody takes back another press than they meant."""
        act, question = request.incoming, request.tail[0] if request.tail else ""
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            facts = undo(change.incident, act.by.someone, change.now, question)
            change.record(facts)
            return change.says(Reply(tuple(self._said(change.incident, fact) for fact in facts)))

    def _said(self, incident: Incident, undone: Undone) -> Words:
        match undone.what:
            case "answer":
                return _(
                    "Taken back. The question is as before: {question}", question=question_words(self.book, undone.of)
                )
            case "command" if incident.commander:
                return _("Taken back. {name} has command.", name=full(incident.commander))
            case "command":
                return _("Taken back. Nobody has command.")
            case "role":
                return _("Taken back. The roles are as before.")
            case "resolve":
                return _("Taken back. Crisis {n} is open again.", n=incident.number)
