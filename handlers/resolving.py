"""Calling a crisis resolved, and opening it again."""

from __future__ import annotations

from datetime import date, datetime

from dateutil import tz

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Dates, Field, Form, Picks, Says
from bot.chat.incoming import Given
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.resolving.rules import against, is_over, missing, reopen, resolve, say_missing
from bot.crisis.undo.cards import undo_button
from bot.errors import Refused
from bot.people.who import Right, Someone, Standing
from bot.record.entries import outcome_words
from bot.record.event import Outcome as Ended
from bot.record.event import Resolved
from bot.store.store import Store
from bot.text import Words, _, _n

GOES_ON = "against/live"
BEFORE_SENDING = ("review_owner", "review_on")  # asked in the form itself, so not missing when it opens


class Resolve:
    """The form lists what is missing before anyone types; a reason overrides it, and stays on the timeline."""

    def __init__(self, store: Store, book: Book) -> None:
        self.store = store
        self.book = book

    def routes(self) -> list[Route]:
        return [
            Route("command.resolve", Right.commander, self.form),
            Route("resolve.form", Right.commander, self.form),
            Route("resolve.submit", Right.commander, self.submit),
            Route("command.reopen", Right.commander, self.reopen_form, free_text=True),
            Route("resolve.reopen_form", Right.commander, self.reopen_form),
            Route("resolve.reopen", Right.commander, self.reopen),
        ]

    async def form(self, request: Request) -> Outcome:
        if request.crisis.is_resolved:
            raise Refused(_("This crisis is already resolved. Nothing was changed."), code="already_resolved")
        return OpenForm(self._form(request.crisis))

    async def submit(self, request: Request) -> Outcome:
        incoming = request.incoming
        reviewer = await self._reviewer(request.given.get("review_owner"))
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            if request.text("live") == "no":
                change.record(is_over(change.incident, incoming.by.someone))
            today = change.now.astimezone(tz.gettz(change.incident.zone)).date()
            ending = _ending(request, reviewer)
            change.record(resolve(change.incident, self.book, ending, today))
            said = _(
                "Crisis {n} is resolved. The summary and the timeline follow in the room.", n=change.incident.number
            )
            return change.says(Reply((said,), (undo_button(change.incident.id),)))

    async def reopen_form(self, request: Request) -> Outcome:
        if request.words:
            return await self._reopen(request, request.words)
        if not request.crisis.is_resolved:
            raise Refused(_("This crisis is open. Nothing was changed."), code="not_resolved")
        reason = Asks("reason", _("What came back?"), max_chars=300)
        return OpenForm(
            Form("resolve.reopen", _("Reopen"), _("Reopen"), fields=(reason,), carried=on(request.crisis.id))
        )

    async def reopen(self, request: Request) -> Outcome:
        return await self._reopen(request, request.text("reason"))

    async def _reopen(self, request: Request, reason: str) -> Outcome:
        incoming = request.incoming
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            change.record(reopen(change.incident, incoming.by.someone, reason))
            return change.says(Reply((_("Crisis {n} is open again.", n=change.incident.number),)))

    async def _reviewer(self, given: Given) -> Someone | None:
        if not isinstance(given, str) or not given:
            return None
        person = await self.store.person(given)
        if person is None or person.standing is not Standing.member:
            raise Refused(_("Choose a colleague with a full account."), "review_owner")
        return person.someone

    def _form(self, incident: Incident) -> Form:
        open_ = [c for c in missing(incident, self.book, None, None) if c not in BEFORE_SENDING]
        goes_on = [c for c in against(incident, Ended.stopped) if c == GOES_ON]
        return Form(
            action="resolve.submit",
            title=_("Resolve crisis {n}", n=incident.number),
            submit=_("Resolve"),
            carried=on(incident.id),
            fields=(
                *self._says([*open_, *goes_on], incident),
                *(self._live() if goes_on else ()),
                *_fields(),
                _because(required=bool(open_)),
            ),
        )

    def _live(self) -> list[Field]:
        """What was answered while it burnt is asked once more."""
        field = self.book.question("live").field("live")
        options = tuple(Option(choice.value, Words(choice.label)) for choice in field.options)
        return [Chooses("live", Words(field.label), options, required=False)]

    def _says(self, codes: list[str], incident: Incident) -> list[Field]:
        if not codes:
            only = _("Only the review is missing: choose who does it, and when.")
            return [Says((only, _("The summary and the timeline are posted in the room.")))]
        head = _n(
            "Not ready to resolve · {n} thing is missing", "Not ready to resolve · {n} things are missing", len(codes)
        )
        lines = [_("✖ {what}", what=say_missing(code, incident, self.book)) for code in codes]
        last = _("Sending now needs a reason. It goes on the timeline and in the summary.")
        return [Says((head, *lines, last))]


def _fields() -> list[Field]:
    return [
        Chooses("outcome", _("Outcome"), tuple(Option(o.value, outcome_words(o)) for o in Ended), style="list"),
        Asks("still_open", _("Still open, with owner"), required=False, long=True, max_chars=600),
        Asks("closing_word", _("Closing word: link, or why none"), required=False, max_chars=300),
        Picks("review_owner", _("Review owner"), required=False),
        Dates("review_on", _("Review date"), required=False, day=True),
    ]


def _because(*, required: bool) -> Asks:
    """The reason that overrides what is missing; it may be that only the review is."""
    hint = None if required else _("Needed only without a review owner or date.")
    return Asks("because", _("Why resolve now?"), hint=hint, required=required, max_chars=300, long=True)


def _ending(request: Request, reviewer: Someone | None) -> Resolved:
    day = request.given.get("review_on")
    return Resolved(
        by=request.incoming.by.someone,
        outcome=Ended(request.text("outcome") or Ended.stopped.value),
        still_open=request.text("still_open"),
        closing_word=request.text("closing_word"),
        review_owner=reviewer,
        review_on=day if isinstance(day, date) and not isinstance(day, datetime) else None,
        because=request.text("because"),
    )
