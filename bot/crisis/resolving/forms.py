"""The forms in which a crisis is resolved, and opened again."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Days, Field, Form, Picks, Says, Sent
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.resolving.facts import Outcome as Ended
from bot.crisis.resolving.rules import against, missing, say_missing
from bot.crisis.resolving.words import outcome_words
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


def resolve_form(incident: Incident, book: Book) -> Form:
    """What is missing, before anyone types; and how it ended."""
    open_ = [c for c in missing(incident, book, None, None) if c not in BEFORE_SENDING]
    goes_on = [c for c in against(incident, Ended.stopped) if c == GOES_ON]
    return Form(
        action="resolve.submit",
        title=_("Resolve crisis {n}", n=incident.number),
        submit=_("Resolve"),
        carried=on(incident.id),
        fields=(
            *_says([*open_, *goes_on], incident, book),
            *(_live(book) if goes_on else ()),
            Ending.outcome,
            Ending.still_open,
            Ending.closing_word,
            Ending.review_owner,
            Ending.review_on,
            _because(required=bool(open_)),
        ),
    )


def _live(book: Book) -> list[Field]:
    """What was answered while it burnt is asked once more."""
    field = book.question("live").field("live")
    options = tuple(Option(choice.value, Words(choice.label)) for choice in field.options)
    return [replace(Ending.live, label=Words(field.label), options=options)]


def _says(codes: list[str], incident: Incident, book: Book) -> list[Field]:
    if not codes:
        only = _("Only the review is missing: choose who does it, and when.")
        return [Says((only, _("The summary and the timeline are posted in the room.")))]
    head = _n(
        "Not ready to resolve · {n} thing is missing", "Not ready to resolve · {n} things are missing", len(codes)
    )
    lines = [_("✖ {what}", what=say_missing(code, incident, book)) for code in codes]
    last = _("Sending now needs a reason. It goes on the timeline and in the summary.")
    return [Says((head, *lines, last))]


def _because(*, required: bool) -> Asks:
    """The reason that overrides what is missing; it may be that only the review is."""
    hint = None if required else _("Needed only without a review owner or date.")
    return replace(Ending.because, hint=hint, required=required)


def reopen_form(incident: Incident) -> Form:
    """What came back."""
    return Form("resolve.reopen", _("Reopen"), _("Reopen"), fields=(Reopening.reason,), carried=on(incident.id))
