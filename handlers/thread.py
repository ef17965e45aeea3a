"""What people write in the questions' threads: an answer, evidence, or both. Who is expected to answer always hears."""

from __future__ import annotations

from datetime import datetime

from bot.access.posture.cards.proposal import ROOT as ACCESS
from bot.access.secrets.secret_seen import SECRET_SEEN
from bot.chat.incoming import Said
from bot.chat.outcome import Done, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.secret_check import holds_secret
from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.cards import offered, told
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.questions import replies
from bot.crisis.questions.cards.thread import ROOT
from bot.crisis.questions.forms.used import not_taken, stays
from bot.crisis.timeline.facts import SourceEdited
from bot.errors import Refused
from bot.people.who import Right
from bot.record.fact import Fact, MessageRef
from bot.store.store import Store
from bot.text import Words, translator


class Thread:
    """A reply is taken or offered back at once, to who wrote it alone; what others say to each other is let go."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [Route("said", Right.inside, self.said)]

    async def said(self, request: Request) -> Outcome:
        """A message in the room, or a later edit of one."""
        said, incident = request.incoming, request.crisis
        if not isinstance(said, Said) or said.ref is None:
            return Done()
        by, is_answer = said.by.id, said.edited and replies.answered_by(incident, self.book, said.ref, said.by.id)
        is_meant = is_answer or any(
            replies.hears(incident, book, by) for book in (self.book, self.book.access_questions)
        )
        if not (is_meant or evidence.holds(said.text, said.files)):
            return Done()  # a look that needs neither a lock nor the database
        book = await self._book(incident, said)
        keeps = book is not None and not book.mark  # the questions' thread alone is evidence by itself
        if not (keeps or is_answer or (book and replies.hears(incident, book, by))):
            return offered(incident, said.ref, said.thread) if said.files else Done()
        if await holds_secret(said.text):
            return Reply((SECRET_SEEN,))
        return await self._taken(request, said, book or self.book, keeps=keeps)

    async def _book(self, incident: Incident, said: Said) -> Book | None:
        """The questions whose thread it stands in; None: it stands in neither."""
        shown = await self.store.shown(incident.id) if said.thread else {}
        roots = {row.ref: key for key, row in shown.items() if key in (ROOT, ACCESS)}
        return {ROOT: self.book, ACCESS: self.book.access_questions}.get(roots.get(said.thread, ""))

    async def _taken(self, request: Request, said: Said, book: Book, *, keeps: bool) -> Outcome:
        source = MessageRef(place=said.place or "", ref=said.ref or "", thread=said.thread)
        async with self.store.change(request.crisis.id, said.key, said.by, request.right, said.place) as change:
            incident = change.incident
            answer, refused = self._answer(incident, book, said, source, change.now)
            # The words of an answer are the answer's, and those that may hold a name are not kept.
            worded = not answer and refused is None and not evidence.names_asked(incident, self.book)
            shows = evidence.beside(said.text) if worded else ""
            put_in = evidence.said(incident, said.by.someone, shows, said.text, said.files, source, said.edited)
            put_in = put_in if keeps else []
            change.record([*answer, *put_in])
            kept = told(change.incident, put_in, worded=bool(shows))
            return change.says(_heard(self._of_answer(incident, book, said, source, answer, refused), kept))

    def _of_answer(
        self, incident: Incident, book: Book, said: Said, source: MessageRef, answer: list[Fact], why: Words | None
    ) -> Reply | None:
        """What is to be said of a message as an answer; nothing where it was taken, is none, or has no words."""
        was = replies.answered_by(incident, self.book, source.ref, said.by.id) if said.edited else None
        if was is not None:
            is_lost = why is not None or any(isinstance(fact, SourceEdited) for fact in answer)
            return stays(incident, was, why) if is_lost else None
        asked = replies.hears(incident, book, said.by.id)
        if answer or asked is None or all(evidence.LINK.fullmatch(word) for word in said.text.split()):
            return None
        return not_taken(incident, asked, source, why)

    def _answer(
        self, incident: Incident, book: Book, said: Said, source: MessageRef, now: datetime
    ) -> tuple[list[Fact], Words | None]:
        """What the message is as an answer; and, where it was meant as one and cannot be taken, why."""
        words, by, said_at = translator(incident.room.language), said.by, min(said.at or now, now)
        try:
            if said.edited:
                return replies.edited(incident, self.book, source.ref, said.text, by, now, words, said_at), None
            return replies.taken(incident, book, said.text, by, now, source, words, said_at), None
        except Refused as refused:
            return [], refused.words if isinstance(refused.words, Words) else None


def _heard(*said: Reply | None) -> Done | Reply:
    """What is to be said of an answer and of evidence, in one private reply; nothing where there is neither."""
    found = [one for one in said if one is not None]
    if not found:
        return Done()
    lines = tuple(line for one in found for line in one.lines)
    return Reply(lines, tuple(item for one in found for item in one.items))
