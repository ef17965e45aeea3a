"""The form in which the commander lets something run again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.access.pausing.rules import Paused
from bot.access.pausing.words import thing_words
from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Form, Says, Sent
from bot.chat.why import LINE_CHARS as NOTE_CHARS
from bot.crisis.incident import Incident
from bot.text import _


class Resumed(Sent):
    """Whether something may run again."""

    item = Chooses("item", _("What is paused"))
    decision = Chooses(
        "decision",
        _("Decision"),
        (Option("resume", _("May run again")), Option("stays", _("Stays paused"))),
        style="list",
    )
    reason = Asks("reason", _("Reason"), max_chars=NOTE_CHARS)


def resume_form(incident: Incident, items: Sequence[Paused]) -> Form:
    """One item at a time."""
    options = tuple(Option(str(paused.n), thing_words(paused.item.thing)) for paused in items)
    newest = str(items[0].n)
    return Form(
        action="pause.resume",
        title=_("Run again"),
        submit=_("Save"),
        carried=on(incident.id),
        begins=newest,  # what was decided of one is not said of the next
        fields=(
            Says((_("Each is decided by itself. Have its posts read again first."),)),
            replace(Resumed.item, options=options, initial=(newest,)),
            Resumed.decision,
            Resumed.reason,
        ),
    )
