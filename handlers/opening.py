"""
Opening a crisis: by command at once, without words by a form. The room and the direct messages follow by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from random import Random, SystemRandom

from bot.access.register import meant
from bot.access.register.state import Register
from bot.approval import mark
from bot.capabilities import people as named
from bot.chat.card import Button, Goto, Item, on
from bot.chat.form import Field
from bot.chat.incoming import Incoming, Shortcut, Submitted
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.incident import Incident
from bot.crisis.opening.forms import OpenedCrisis, open_form
from bot.crisis.opening.rules import (
    Opening,
    has_words,
    intake,
    must_be_open,
    new_tag,
    opening,
    same_opening,
    similar_opening,
    title_of,
)
from bot.crisis.playbook import Book
from bot.crisis.questions.forms.answer import accounts_listed, intake_fields, intake_name
from bot.crisis.questions.values import Given
from bot.crisis.room.facts import StepRetried
from bot.crisis.setup import asks_now, keepers
from bot.crisis.timeline.facts import Noted
from bot.crisis.timeline.rules import NOTE_CHARS
from bot.errors import Refused
from bot.people.conflict.rules import chosen
from bot.people.naming import first, full
from bot.people.standing import noticed
from bot.people.who import Right, Someone
from bot.room.pointed import Pointed
from bot.store.store import Store
from bot.text import Moment, _, clean

COMPARED = 20  # newest open crises a title is compared with: this is read while others wait to open theirs
Captured = tuple[Noted, datetime]
"""A message that a crisis is opened from, and when it was said."""


class Open:
    """One command, and the crisis is open. What else is known can be said in the form."""

    def __init__(self, store: Store, book: Book, admins: Collection[str] = (), random: Random | None = None) -> None:
        """*admins* keep the setup; *random* makes the end of the room's name."""
        self.store = store
        self.book = book
        self.admins = admins
        self.random = random or SystemRandom()

    def routes(self) -> list[Route]:
        return [
            Route("command.open", Right.staff, self.command, about=False, free_text=True),
            Route("open.start", Right.staff, self.start, about=False),
            Route("open.from_message", Right.staff, self.from_message, about=False),
            Route("open.submit", Right.staff, self.submit, about=False),
            Route("open.another", Right.inside, self.another),
            Route("open.retry", Right.inside, self.retry),
        ]

    async def command(self, request: Request) -> Outcome:
        """``/crisis open <title>`` opens at once; without a word in it, the form keeps what was typed."""
        if not has_words(request.words):
            return OpenForm(open_form(self.book, await self._asked(request), request.words[:NOTE_CHARS]))
        return await self._open(request.incoming, Opening(request.words))

    async def start(self, request: Request) -> Outcome:
        return OpenForm(open_form(self.book, await self._asked(request)))

    async def from_message(self, request: Request) -> Outcome:
        """*Open a crisis from this*, in the menu of a message anywhere: the form, filled with what the message says."""
        shortcut = request.incoming
        if not isinstance(shortcut, Shortcut) or shortcut.message is None:
            return await self.start(request)
        return OpenForm(open_form(self.book, await self._asked(request), message=shortcut.message))

    async def _asked(self, request: Request) -> list[Field]:
        """The questions asked at once. What the accounts to choose from are called is no secret, who holds them is."""
        listed = accounts_listed(self.book, await self.store.register(request.incoming.tenant))
        return [field for question in intake(self.book) for field in intake_fields(question, listed)]

    async def submit(self, request: Request) -> Outcome:
        given = request.read(OpenedCrisis)
        register, kept_out = await self.store.register(request.incoming.tenant), await self._chosen(given.kept_out)
        opens = _opening(self.book, register, given, kept_out)
        return await self._open(request.incoming, opens, captured=await self._captured(request, given.message))

    async def _captured(self, request: Request, text: str) -> Captured | None:
        """The message the form was opened from, with the words that were left in it; None if there was none."""
        of = request.carried(Pointed)
        if of.source is None or not (text or of.mark == mark("")):
            return None
        author = await self.store.person(of.author) if of.author else None
        noted = Noted(
            text=clean(text),
            by=request.incoming.by.someone,
            source=of.source,
            author=author.someone if author else None,
            link=of.link,
            copied=True,
            reworded=mark(text) != of.mark,
        )
        return noted, of.said_at

    async def another(self, request: Request) -> Outcome:
        """The same title again, on purpose."""
        before = request.crisis
        if before.opening.opener is None or before.opening.opener.id != request.incoming.by.id:
            raise Refused(_("Only who opened this crisis can open another. Nothing was opened."), code="not_opener")
        out = await self._chosen(who.reveal() for who in before.conflict.kept_out)
        return await self._open(request.incoming, Opening(before.opening.title, kept_out=out), before)

    async def retry(self, request: Request) -> Outcome:
        """*Try again*, after the chat refused the room, or anything in it."""
        incoming = request.incoming
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            must_be_open(change.incident)
            refused, n = change.incident.room.refused, change.incident.number
            if not refused:
                said = _("Nothing of Crisis {n} waits to be tried again. Nothing was changed.", n=n)
                return change.says(Reply((said,), (Goto(_("Go to room"), to="place"),)))
            only = next(iter(refused)) if len(refused) == 1 else ""
            change.record([StepRetried(step=only, by=incoming.by.someone)])
            said = _("Trying again. What is not done after that stands on the board.")
            if "place" in refused:
                said = _("Trying again. The room follows in a moment.")
            reply = change.says(Reply((said,)))
        await self.store.try_again(request.crisis.id)
        return reply

    async def _open(
        self, incoming: Incoming, given: Opening, before: Incident | None = None, captured: Captured | None = None
    ) -> Outcome:
        title, by = title_of(given.words), incoming.by
        organisation = await self.store.organisation(incoming.tenant)
        known = await self.store.people(keepers(organisation, self.admins), incoming.tenant)
        admins = [person.someone for person in known.values()]
        asks = asks_now(by, organisation, self.admins)
        async with self.store.opening(incoming.tenant, incoming.key, by, incoming.place) as change:
            others = await self.store.open_incidents(incoming.tenant, COMPARED)
            same = same_opening(others, by, title, change.now)
            if same is not None and (before is None or same.id != before.id):
                return change.says(_again(same, incoming))
            change.record(opening(given, by, organisation, self.book, new_tag(self.random), admins))
            if captured:
                noted, said_at = captured
                change.record([noted], happened_at=min(said_at, change.now))
            # Whoever is no member any more is not waited for: their deputy is called at once.
            there = await self.store.people([someone.id for someone in named(change.incident)], incoming.tenant)
            change.follow(noticed(change.incident, named(change.incident), there.values()))
            reply = change.says(_opened(change.incident, similar_opening(others, by, title), asks))
        if asks:
            await self.store.change_organisation(
                incoming.tenant, by, lambda newest: newest.model_copy(update={"asked": True})
            )
        return reply

    async def _chosen(self, ids: Iterable[str]) -> list[Someone]:
        several = tuple(ids)
        return chosen(several, await self.store.people(several))


def _opened(incident: Incident, similar: Incident | None, asks: bool) -> Reply:
    n = incident.number
    lines = [
        _("Crisis {n} is open. Your private room follows in a moment.", n=n),
        _("First: save screenshots and links."),
    ]
    if similar is not None and similar.opening.opener is not None and similar.opening.opened_at is not None:
        other = similar.opening.opener
        lines += [
            _(
                "{name} opened one with a similar title at {at}.",
                name=full(other),
                at=Moment(similar.opening.opened_at),
            ),
            _("Nothing was merged. Speak to {name}.", name=first(other)),
        ]
    items: tuple[Item, ...] = ()
    if asks:
        lines.append(_("The setup is still empty, so nobody is called yet. Next: name your responders."))
        items = (Button("setup.form", _("Set up…")),)
    return Reply(tuple(lines), items)


def _again(same: Incident, incoming: Incoming) -> Reply:
    """A form stays open, for what was typed in it; a command or a press offers another one."""
    n, at = same.number, Moment(same.opening.opened_at) if same.opening.opened_at else "–"
    if isinstance(incoming, Submitted):
        raise Refused(
            _("You opened Crisis {n} with this title at {at}. Change the title to open another.", n=n, at=at),
            field="title",
            code="same",
        )
    said = _("You opened Crisis {n} with this title at {at}. Nothing was opened twice.", n=n, at=at)
    return Reply((said,), (Button("open.another", _("Open another"), on(same.id)),))


def _opening(book: Book, register: Register, given: OpenedCrisis, kept_out: Sequence[Someone]) -> Opening:
    answers: dict[str, Mapping[str, Given]] = {
        question.id: {field.name: given.by_name.get(intake_name(question, field)) for field in question.fields}
        for question in intake(book)
    }
    if meant.QUESTION in answers:
        answers[meant.QUESTION] = meant.completed(register, book, answers[meant.QUESTION])
    return Opening(given.title, given.kind, given.link, answers, kept_out)
