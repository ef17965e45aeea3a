"""A message somebody points at as the answer to a question: taken at once where it can be one, else its form opens."""

from __future__ import annotations

from bot.chat.incoming import Message, Shortcut
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.platform import Platform
from bot.chat.router import Request, Route
from bot.chat.secret_check import must_hold_no_secret
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book, Question
from bot.crisis.questions import replies
from bot.crisis.questions import rules as questions
from bot.crisis.questions.forms.answer import filled, question_form
from bot.crisis.questions.forms.used import OfReply, UsedIn, above, use_form, was_used
from bot.crisis.questions.order import is_open
from bot.crisis.timeline import rules as timeline
from bot.errors import Later, MessageGone, NotNow, Refused
from bot.people.permission import may_read_restricted, permit
from bot.people.who import Right
from bot.record.fact import MessageRef
from bot.room.pointed import Pointed, pointed
from bot.store.store import Store
from bot.text import _, translator


class UseMessage:
    """Whoever is inside may answer with what somebody said, in the room or elsewhere."""

    def __init__(self, store: Store, book: Book, platform: Platform) -> None:
        self.store = store
        self.book = book
        self.platform = platform

    def routes(self) -> list[Route]:
        return [
            Route("question.use_message", Right.inside, self.use_message, asks=True),
            Route("question.use_in", Right.staff, self.use_in, about=False),
            Route("question.use_reply", Right.inside, self.use_reply),
        ]

    async def use_message(self, request: Request) -> Outcome:
        """*Use as answer*, in the menu of a message anywhere."""
        shortcut = request.incoming
        if not isinstance(shortcut, Shortcut) or shortcut.message is None:
            return Done()
        if request.incident is not None:
            return await self._use(request, request.incident, shortcut.message, self._asked(request, request.incident))
        mine = await self.store.acting_in(shortcut.tenant, shortcut.by.id)
        if not mine:
            return Reply((_("You are in no open crisis, so no question waits. Nothing was saved."),))
        return OpenForm(use_form(shortcut.message, mine))

    async def use_in(self, request: Request) -> Outcome:
        """The crisis was chosen."""
        incoming, of, given = request.incoming, request.carried(Pointed), request.read(UsedIn)
        incident = await self.store.incident(given.crisis)
        if incident is None or incident.tenant != incoming.tenant or of.source is None:
            raise Refused(_("Choose one of your crises."), "crisis")
        permit(Right.inside, incoming.by, incident)
        author = await self.store.person(of.author) if of.author else None
        message = Message(
            source=of.source,
            text=given.what,
            author=author.someone if author else None,
            at=of.said_at,
            link=of.link,
        )
        return await self._use(request, incident, message, self._asked(request, incident))

    def _asked(self, request: Request, incident: Incident) -> Question | None:
        return replies.asked_of(incident, self.book, request.incoming.by.id)

    async def use_reply(self, request: Request) -> Outcome:
        """*Use as answer*, under what was said of one's own reply: it is read once more, for nothing of it was kept."""
        of = request.carried(OfReply)
        question = self.book.find(of.question)
        try:
            message = await self.platform.read(MessageRef(place=of.place, ref=of.ref, thread=of.thread or None))
        except (Later, NotNow, MessageGone):
            words = _("I can't read that message now. Nothing was changed. Answer on the question itself.")
            raise Refused(words, code="unread") from None
        is_asked = question is not None and is_open(request.crisis, question)
        return await self._use(request, request.crisis, message, question if is_asked else None)

    async def _use(self, request: Request, incident: Incident, message: Message, question: Question | None) -> Outcome:
        must_be_open(incident)
        await must_hold_no_secret({"": message.text})
        if timeline.answered_from(incident, message.source):
            raise Refused(_("That message is an answer already. Nothing was changed."), code="taken")
        if question is None:
            words = _("No question is open now. Nothing was changed. Use Change on the question it answers.")
            raise Refused(words, code="not_asked")
        try:
            return await self._answer(request, incident, question, message)
        except Refused as refused:
            if refused.field is None:
                raise
        return await self._form(request, incident, question, message)

    async def _answer(self, request: Request, incident: Incident, question: Question, message: Message) -> Outcome:
        """Answered from what the message says; refused under a field where that is too little, or too much."""
        act = request.incoming
        writer = await self.store.person(message.author.id) if message.author else None
        taken = replies.Taken(
            text=message.text,
            source=message.source,
            author=message.author,
            zone=writer.zone if writer else "",
            at=message.at,
            is_copied=not await self.store.is_of_room(incident, act.platform, message.source.place),
        )
        words = translator(incident.room.language)
        async with self.store.change(incident.id, act.key, act.by, Right.inside, act.place) as change:
            change.record(replies.used(change.incident, self.book, question, taken, act.by, change.now, words))
            return change.says(was_used(change.incident, question, taken.is_copied))

    async def _form(self, request: Request, incident: Incident, question: Question, message: Message) -> Outcome:
        """The question's form with the words in it, which only this person sees until they send it."""
        by, known = request.incoming.by, incident.questions.answers.get(question.id)
        questions.may_change(incident, question, by)
        reveal = known is not None and may_read_restricted(incident, by, known.by.id)
        before = filled(question, known.answer, reveal) if known else {}
        typed = replies.for_form(question, message.text)
        copied = not await self.store.is_of_room(incident, request.incoming.platform, message.source.place)
        top = above(message, next((str(words) for words in typed.values()), ""), copied)
        register = await self.store.register(incident.tenant)
        given = {**before, **typed}
        return OpenForm(question_form(incident, self.book, question, given, top, pointed(message), register))
