"""Notes, the timeline so far, where things stand: what anyone inside may write and read."""

from __future__ import annotations

from datetime import datetime

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Dates, Form
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.domain.entries import entries, weight_words
from bot.domain.events import Weight
from bot.domain.people import Right
from bot.domain.playbook import Book
from bot.domain.timeline import NOTED, happened, note, weighed
from bot.errors import Refused
from bot.room.board import headlines
from bot.room.surface import Scene
from bot.store.store import Store
from bot.text import Moment, _

SHOWN = 40  # newest entries shown in a whisper (ux.md §3.8); the rest is in the file


class Timeline:
    """The timeline is written by everything that happens; here people write to it themselves, and read it."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("command.note", Right.inside, self.note),
            Route("command.timeline", Right.inside, self.show),
            Route("command.status", Right.inside, self.status),
            Route("timeline.form", Right.inside, self.form),
            Route("timeline.add", Right.inside, self.add),
            Route("timeline.show", Right.inside, self.show),
        ]

    async def note(self, request: Request) -> Outcome:
        """``/crisis note fact: …``; without words a form."""
        if not request.words:
            return await self.form(request)
        weight, text = weighed(request.words)
        return await self._write(request, weight, text, None)

    async def form(self, request: Request) -> Outcome:
        return OpenForm(_form(request.crisis.id))

    async def add(self, request: Request) -> Outcome:
        """The form, sent."""
        text, at = f"{request.text('what')} {request.text('link')}".strip(), request.given.get("at")
        weight = request.text("weight") or Weight.unconfirmed
        if weight not in NOTED:
            raise Refused(_("Choose what kind of entry it is."), "weight")
        return await self._write(request, Weight(weight), text, at if isinstance(at, datetime) else None)

    async def _write(self, request: Request, weight: Weight, text: str, at: datetime | None) -> Outcome:
        incoming = request.incoming
        by = incoming.by
        async with self.store.change(request.crisis.id, incoming.key, by, request.right, incoming.place) as change:
            when = happened(at, change.now)
            change.record(note(text, weight, by.someone), happened_at=when)
            first = _("On the timeline: {at} · {weight}", at=Moment(when), weight=weight_words(weight))
            return change.says(Reply((first, _("“{text}” · {name}", text=text, name=by.name))))

    async def show(self, request: Request) -> Outcome:
        """The newest entries, to that person alone."""
        scene = await self._scene(request)
        lines = entries(scene.timeline, self.book)[-SHOWN:]
        older = request.crisis.seq - len(scene.timeline)
        head = _("Timeline of Crisis {n}, newest last", n=request.crisis.number)
        more = (
            [_("{n} earlier entries are in the file of the summary and in the export.", n=older)] if older > 0 else []
        )
        return Reply((head, *more, *lines))

    async def status(self, request: Request) -> Outcome:
        """Where things stand, in a few lines, to that person alone."""
        return Reply(tuple(headlines(await self._scene(request))))

    async def _scene(self, request: Request) -> Scene:
        incident = request.crisis
        recent = await self.store.events(incident.id, after=max(0, incident.seq - 3 * SHOWN), limit=3 * SHOWN)
        return Scene(incident=incident, book=self.book, timeline=tuple(recent))


def _form(incident: str) -> Form:
    kinds = tuple(Option(weight.value, weight_words(weight)) for weight in NOTED)
    return Form(
        action="timeline.add",
        title=_("Add to timeline"),
        submit=_("Add"),
        carried=on(incident),
        fields=(
            Asks("what", _("What happened?"), long=True, max_chars=500, hint=_("One thing an entry.")),
            Chooses("weight", _("Type"), kinds, initial=(NOTED[0].value,)),
            Dates("at", _("When did it happen?"), required=False, hint=_("Empty means now.")),
            Asks("link", _("Link"), kind="address", required=False),
        ),
    )
