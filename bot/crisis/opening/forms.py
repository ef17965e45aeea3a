"""The form in which a crisis is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Field, Form, PicksSeveral, Says, Sent
from bot.chat.incoming import Message
from bot.crisis.evidence.rules import links
from bot.crisis.opening.rules import MAX_TITLE_CHARS
from bot.crisis.playbook import Book
from bot.crisis.timeline.rules import NOTE_CHARS
from bot.crisis.wording import shortened
from bot.room.pointed import begun, pointed, too_long
from bot.text import Words, _


class OpenedCrisis(Sent):
    """What is known of a crisis as it opens. Fields of the questions asked at once stand between these."""

    title = Asks("title", _("What are people seeing?"), hint=_("One line. No private names."))
    message = Asks("message", _("The message"), required=False, long=True, max_chars=NOTE_CHARS)
    kind = Chooses("kind", _("Kind"), required=False)
    link = Asks("link", _("Link to it"), kind="address", required=False)
    kept_out = PicksSeveral("kept_out", _("Must not see this"), _("Kept out of room and roles."), required=False)


def open_form(book: Book, asked: Sequence[Field], title: str = "", message: Message | None = None) -> Form:
    """
    What is known, be it nothing.

    Args:
        asked: Fields of the questions asked at once.
        message: The one it is opened from.
    """
    kinds = tuple(Option(kind.id, Words(kind.title)) for kind in book.kinds)
    title = title or (shortened(message.text, MAX_TITLE_CHARS) if message else "")
    link = next(iter(links(message.text)), None) if message else None
    return Form(
        action="open.submit",
        title=_("Open a crisis"),
        submit=_("Open"),
        carried=on("", pointed(message)) if message else "",
        fields=(
            replace(OpenedCrisis.title, initial=title or None),
            *_message(message),
            replace(OpenedCrisis.kind, options=kinds),
            *asked,
            replace(OpenedCrisis.link, initial=link),
            OpenedCrisis.kept_out,
        ),
    )


def _message(message: Message | None) -> list[Field]:
    """What is captured with the opening: it goes into the room, and nowhere else."""
    if message is None:
        return []
    private = _("The message is copied into your crisis room. Only those in the room see it.")
    later = _("Later changes of it are not seen.")
    text = replace(OpenedCrisis.message, initial=begun(message.text) or None)
    return [Says((private, later, *too_long(message))), text]
