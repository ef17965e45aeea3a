"""Calling a crisis resolved, and opening it again."""

from __future__ import annotations

from dataclasses import replace

from dateutil import tz

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Days, Field, Form, Picks, Says, Sent
from bot.chat.outcome import OpenForm, Outcome, Reply
from bot.chat.router import Request, Route
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.resolving.facts import Outcome as Ended
from bot.crisis.resolving.facts import Resolved
from bot.crisis.resolving.rules import against, is_over, missing, reopen, resolve, say_missing
from bot.crisis.undo.cards import undo_button
from bot.errors import Refused
from bot.people.who import Right, Someone, Standing
from bot.record.entries import outcome_words
from bot.store.store import Store
from bot.text import Words, _, _n

GOES_ON = "against/live"
BEFORE_SENDING = ("review_owner", "review_on")  # asked in the form itself, so not missing when it opens


class Ending(Sent):
    """How it ended, and what goes on."""

    live = Chooses("live", _("Is it still happening?"), required=False)
    outcome = Chooses("outcome", _("Outcome"), tuple(Option(o.value, outcome_words(o)) for o in Ended), style="list")
    still_open = Asks("still_open", _("Still open, with owner"), required=False, long=True, max_chars=600)
    closing_word = Asks("closing_word", _("Closing word: link, or why none"), required=False, max_chars=300)
    review_owner = Picks("review_owner", _("Review owner"), required=False)
    review_on = Days("review_on", _("Review date"), required=False)
    because = Asks("because", _("Why resolve now?"), max_chars=300, long=True)


class Reopening(Sent):
    """Why a crisis is open again."""

    reason = Asks("reason", _("What came back?"), max_chars=300)


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
        incoming, given = request.incoming, request.read(Ending)
        reviewer = await self._reviewer(given.review_owner)
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            if given.live == "no":
                change.record(is_over(change.incident, incoming.by.someone))
            today = change.now.astimezone(tz.gettz(change.incident.zone)).date()
            ending = _ending(given, incoming.by.someone, reviewer)
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
        form = Form(
            "resolve.reopen", _("Reopen"), _("Reopen"), fields=(Reopening.reason,), carried=on(request.crisis.id)
        )
        return OpenForm(form)

    async def reopen(self, request: Request) -> Outcome:
        return await self._reopen(request, request.read(Reopening).reason)

    async def _reopen(self, request: Request, reason: str) -> Outcome:
        incoming = request.incoming
        async with self.store.change(
            request.crisis.id, incoming.key, incoming.by, request.right, incoming.place
        ) as change:
            change.record(reopen(change.incident, incoming.by.someone, reason))
            return change.says(Reply((_("Crisis {n} is open again.", n=change.incident.number),)))

    async def _reviewer(self, id: str) -> Someone | None:
        if not id:
            return None
        person = await self.store.person(id)
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
                Ending.outcome,
                Ending.still_open,
                Ending.closing_word,
                Ending.review_owner,
                Ending.review_on,
                _because(required=bool(open_)),
            ),
        )

    def _live(self) -> list[Field]:
        """What was answered while it burnt is asked once more."""
        field = self.book.question("live").field("live")
        options = tuple(Option(choice.value, Words(choice.label)) for choice in field.options)
        return [replace(Ending.live, label=Words(field.label), options=options)]

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


def _because(*, required: bool) -> Asks:
    """The reason that overrides what is missing; it may be that only the review is."""
    hint = None if required else _("Needed only without a review owner or date.")
    return replace(Ending.because, hint=hint, required=required)


def _ending(given: Ending, by: Someone, reviewer: Someone | None) -> Resolved:
    return Resolved(
        by=by,
        outcome=Ended(given.outcome or Ended.stopped.value),
        still_open=given.still_open,
        closing_word=given.closing_word,
        review_owner=reviewer,
        review_on=given.review_on,
        because=given.because,
    )
