"""Asking somebody in particular: the question steps aside, and they answer or say why not."""

from __future__ import annotations

from bot.chat.card import on
from bot.chat.outcome import Done, OpenForm, Outcome
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book, Question
from bot.crisis.questions import rules as questions
from bot.crisis.questions.forms.answer import AskedSomebody, OfQuestion, ask_form
from bot.errors import Refused
from bot.people.who import Right
from bot.store.store import Store
from bot.text import _


class Ask:
    """A question handed to one person."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("ask.form", Right.inside, self.form),
            Route("ask.submit", Right.inside, self.submit),
            Route("ask.decline", Right.asked, self.decline),
        ]

    async def form(self, request: Request) -> Outcome:
        """Whom, and a note for them."""
        must_be_open(request.crisis)
        return OpenForm(ask_form(self._question(request), on(request.crisis.id, request.carried(OfQuestion))))

    async def submit(self, request: Request) -> Outcome:
        """The form was sent: that person is asked, in a new reply that mentions them."""
        act, question = request.incoming, self._question(request)
        given = request.read(AskedSomebody)
        to = (await self.store.people([given.who])).get(given.who)
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(questions.assign(change.incident, self.book, question.id, to, act.by, given.note))
            return change.says(Done())

    async def decline(self, request: Request) -> Outcome:
        """*Not me…*: asked why, then open to everybody again."""
        act, question, given = request.incoming, self._question(request), request.sent(Why)
        if given is None:
            questions.must_be_asked(request.crisis, self.book, question.id, act.by)
            carried = on(request.crisis.id, request.carried(OfQuestion))
            return OpenForm(why("ask.decline", carried, _("Not me"), _("Why can't you answer it?")))
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(questions.decline(change.incident, self.book, question.id, act.by, given.reason))
            return change.says(Done())

    def _question(self, request: Request) -> Question:
        question = self.book.find(request.carried(OfQuestion).question)
        if question is None:
            raise Refused(_("That question is not asked here. Nothing was changed."), code="not_asked")
        return question
