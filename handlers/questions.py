"""The questions, as people answer them: by a button, a form, or a reply in the thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime

from bot.access.affected_accounts import touched
from bot.access.forms import WHO, beforehand, reopened, rows
from bot.access.permission import may_keep, must_keep
from bot.access.register import meant
from bot.access.register.confirming import confirmed, says_right
from bot.access.register.keeping import is_in_chat
from bot.access.register.state import Register, register_id
from bot.access.restriction import keyholders
from bot.chat.card import on
from bot.chat.form import Sent
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.chat.why import Why, why
from bot.crisis.incident import Incident
from bot.crisis.opening.kinds import set_kind
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book, Question
from bot.crisis.questions import rules as questions
from bot.crisis.questions.cards.history import history, named
from bot.crisis.questions.facts import QuestionAnswered
from bot.crisis.questions.forms.answer import OfChoice, OfKind, OfQuestion, filled, question_form
from bot.crisis.questions.values import Given
from bot.crisis.setup import keepers
from bot.errors import Duplicate, Refused
from bot.people.permission import leads_access, may_read_restricted
from bot.people.who import Right, Someone
from bot.record.fact import Fact, MessageRef
from bot.room.pointed import Pointed
from bot.store.store import Store
from bot.text import Words, _

Rule = Callable[[Incident, datetime], list[Fact]]
"""What a domain rule makes of the newest state and the time."""


class Questions:
    """One question at a time; whoever is inside may answer."""

    def __init__(self, store: Store, book: Book, clock: Callable[[], datetime], admins: Collection[str] = ()) -> None:
        """*clock* gives aware time; *admins* keep the setup, and with it the register."""
        self.store = store
        self.book = book
        self.clock = clock
        self.admins = admins

    def routes(self) -> list[Route]:
        return [
            Route("question.answer", Right.inside, self.answer),
            Route("question.form", Right.inside, self.form),
            Route("question.change", Right.inside, self.form),
            Route("question.submit", Right.inside, self.submit),
            Route("question.unknown", Right.inside, self.unknown),
            Route("question.why_unknown", Right.inside, self.why_unknown),
            Route("question.skip", Right.inside, self.skip),
            Route("question.back", Right.inside, self.back),
            Route("question.history", Right.inside, self.history),
            Route("question.not_answer", Right.inside, self.not_answer),
            Route("question.kind", Right.inside, self.kind),
        ]

    async def answer(self, request: Request) -> Outcome:
        """A choice was pressed."""
        question, version = self._carried(request)
        given = {question.fields[0].name: request.carried(OfChoice).choice}
        by = request.incoming.by
        return await self._record(
            request, lambda now_is, now: questions.answer(now_is, self.book, question.id, given, by, now, version)
        )

    async def form(self, request: Request) -> Outcome:
        """*Answer…* and *Change…*: the form, with what is known."""
        question, _version = self._carried(request)
        incident, known = request.crisis, request.crisis.questions.answers.get(question.id)
        must_be_open(incident)  # before anyone types: what is sent after the end is refused
        questions.may_change(incident, question, request.incoming.by)
        register, now = await self.store.register(incident.tenant), self.clock()
        # Whom the register knows with access is proposed to whoever leads it, and filled in for nobody else.
        proposes = question.id == keyholders.QUESTION and leads_access(incident, request.incoming.by)
        asked = [id for id in register.holders if is_in_chat(id)] if proposes else []
        people = await self.store.people(asked)
        shown = beforehand(incident, self.book, register, question, people, now)
        if known is not None and known.state == "answered":
            reveal = may_read_restricted(incident, request.incoming.by, known.by.id)
            shown = reopened(self.book, register, question, filled(question, known.answer, reveal))
        top: tuple[Words, ...] = ()
        if question.id == WHO:
            top = rows(incident, self.book, register, now, await self._may_keep(request, register))
        return OpenForm(question_form(incident, self.book, question, shown, top, register=register))

    async def submit(self, request: Request) -> Outcome:
        """A form was sent; overtaken by another answer it opens anew with all that was typed."""
        question, version = self._carried(request)
        incoming, given = request.incoming, request.read(Sent).by_name
        source, author, copied = await self._source(request, question)
        register = await self.store.register(request.crisis.tenant)
        given = await self._settled(request, question, register, given)
        try:
            said = await self._record(
                request,
                lambda now_is, now: questions.answer(
                    now_is, self.book, question.id, given, incoming.by, now, version, source, author, copied
                ),
            )
        except Duplicate:
            await self._confirm(request, question)  # all that is said twice is recorded once
            raise
        except Refused as refused:
            if refused.code != "already_answered":
                raise
        else:
            await self._confirm(request, question)
            return said
        newest = await self.store.incident(request.crisis.id) or request.crisis
        top = questions.overtaken(newest, question)
        of = request.carried(Pointed, after=OfQuestion)
        return OpenForm(question_form(newest, self.book, question, given, top, of, register))

    async def _settled(
        self, request: Request, question: Question, register: Register, given: Mapping[str, Given]
    ) -> Mapping[str, Given]:
        """What was given of accounts and people, held against the register."""
        incident, by = request.crisis, request.incoming.by
        match question.id:
            case meant.QUESTION:
                return meant.completed(register, self.book, given)
            case keyholders.QUESTION:
                chosen = given.get(keyholders.QUESTION)
                ids = chosen if isinstance(chosen, tuple) else ()
                keyholders.must_fit(incident, register, ids, await self.store.people(ids), self.clock())
            case "who_has_access" if not await self._may_keep(request, register):
                must_keep(register, by, (), [incident], next(iter(touched(incident)), None))
        return given

    async def _may_keep(self, request: Request, register: Register) -> bool:
        """Whether they may read of all accounts touched who has access to them."""
        incident, by = request.crisis, request.incoming.by
        kept_by = keepers(await self.store.organisation(incident.tenant), self.admins)
        crises = [*await self.store.open_incidents(incident.tenant), incident]
        return all(may_keep(register, by, kept_by, crises, account) for account in touched(incident))

    async def _confirm(self, request: Request, question: Question) -> None:
        """Who said that the list is right says it in the register too."""
        if question.id != WHO or not says_right(request.read(Sent).by_name):
            return
        act, tenant = request.incoming, request.crisis.tenant
        with suppress(Duplicate):
            async with self.store.change(
                register_id(tenant), f"{act.key}/register", act.by, Right.staff, act.place
            ) as change:
                accounts = touched(request.crisis)
                change.record(confirmed(change.register, accounts, act.by.someone, change.now))
                change.says(Done())

    async def unknown(self, request: Request) -> Outcome:
        """*Don't know yet*, *Still not known*."""
        question, version = self._carried(request)
        by = request.incoming.by
        return await self._record(
            request, lambda now_is, _now: questions.unknown(now_is, self.book, question.id, by, version)
        )

    async def why_unknown(self, request: Request) -> Outcome:
        """Why something cannot be known: asked, then kept with the question."""
        question, _version = self._carried(request)
        given, by = request.sent(Why), request.incoming.by
        if given is None:
            return self._why(request, "question.why_unknown", _("Why not known"), _("Why is it not known?"))
        reason = given.reason
        return await self._record(
            request, lambda now_is, _now: questions.explain_unknown(now_is, self.book, question.id, by, reason)
        )

    async def skip(self, request: Request) -> Outcome:
        """Not needed here: asked why, then settled."""
        question, version = self._carried(request)
        given, by = request.sent(Why), request.incoming.by
        if given is None:
            return self._why(request, "question.skip", _("Not needed here"), _("Why is it not needed here?"))
        reason = given.reason
        return await self._record(
            request, lambda now_is, _now: questions.skip(now_is, self.book, question.id, by, version, reason)
        )

    async def back(self, request: Request) -> Outcome:
        """The question before is open again."""
        question, _version = self._carried(request)
        by = request.incoming.by
        return await self._record(request, lambda now_is, _now: questions.back(now_is, self.book, question.id, by))

    async def history(self, request: Request) -> Outcome:
        """All answers a question had, to that person alone; names only to those who may read them."""
        question, _version = self._carried(request)
        answers = [
            event
            for event in await self.store.all_events(request.crisis.id)
            if isinstance(event.fact, QuestionAnswered) and event.fact.question == question.id
        ]
        return Reply(
            history(request.crisis, question, answers, request.incoming.by, await self.store.people(named(answers)))
        )

    async def not_answer(self, request: Request) -> Outcome:
        """The message was no answer after all."""
        question, version = self._carried(request)
        by = request.incoming.by
        return await self._record(
            request, lambda now_is, now: questions.withdraw(now_is, self.book, question.id, by, version, now)
        )

    async def kind(self, request: Request) -> Outcome:
        """The kind of crisis was chosen, or the suggested one confirmed."""
        chosen, by = request.carried(OfKind).kind, request.incoming.by
        return await self._record(request, lambda now_is, _now: set_kind(now_is, self.book, chosen, by.someone))

    async def _source(self, request: Request, question: Question) -> tuple[MessageRef | None, Someone | None, bool]:
        """The message a form was opened with, who wrote it if somebody else, and whether it stands elsewhere."""
        of, incoming = request.carried(Pointed, after=OfQuestion), request.incoming
        if of.source is None or question.is_restricted:  # which message holds a name is for nobody to see
            return None, None, False
        known = await self.store.person(of.author) if of.author and of.author != incoming.by.id else None
        there = await self.store.is_of_room(request.crisis, incoming.platform, of.source.place)
        return of.source, known.someone if known else None, not there

    async def _record(self, request: Request, rule: Rule) -> Outcome:
        """Load, let the rule decide on the newest state, record."""
        act = request.incoming
        async with self.store.change(request.crisis.id, act.key, act.by, request.right, act.place) as change:
            change.record(rule(change.incident, change.now))
            return change.says(Done())

    def _carried(self, request: Request) -> tuple[Question, int]:
        """The question a button or form is about, and the version of the answer its reader saw."""
        of = request.carried(OfQuestion)
        question = self.book.find(of.question)
        if question is None:
            raise Refused(_("That question is not asked here. Nothing was changed."), code="not_asked")
        return question, of.version

    def _why(self, request: Request, action: str, title: Words, label: Words) -> Outcome:
        must_be_open(request.crisis)
        return OpenForm(why(action, on(request.crisis.id, request.carried(OfQuestion)), title, label))
