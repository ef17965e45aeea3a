"""Taking back one's own last press within a minute: an answer, command, a role, the end. A new event, as all things."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.domain.events import Undone
from bot.domain.incident import Incident
from bot.domain.opening import must_be_open
from bot.domain.people import Someone
from bot.errors import Refused
from bot.text import Words, _

WITHIN: Final = timedelta(minutes=1)


def undo(incident: Incident, by: Someone, now: datetime, question: str = "") -> list[Undone]:
    """
    What was before the last press of this person stands again.

    Args:
        question: Whose card it was pressed on; "" for whatever the press was.

    Raises:
        Refused: Not theirs, longer than a minute ago, or changed since; it says what to do instead.
    """
    press = incident.presses.get(by.id)
    if press is None or (question and (press.what, press.of) != ("answer", question)):
        none = _(
            "You have no answer, command, role or end to take back. Nothing was changed. {instead}",
            instead=_instead(""),
        )
        other = _("Only your own last press can be undone. Nothing was changed. {instead}", instead=_instead("answer"))
        raise Refused(other if question else none, code="not_yours")
    if press.what != "resolve":
        must_be_open(incident)
    if now - press.at > WITHIN:
        raise Refused(
            _("That was more than a minute ago. Nothing was changed. {instead}", instead=_instead(press.what)),
            code="too_late",
        )
    if press.over:
        raise Refused(
            _("This was changed again since. Nothing was changed. {instead}", instead=_instead(press.what)),
            code="overtaken",
        )
    return [Undone(seq=press.seq, what=press.what, of=press.of, by=by)]


def _instead(what: str) -> Words:
    match what:
        case "answer":
            return _("Use Change on the question.")
        case "command":
            return _("Use Hand over to give command away.")
        case "role":
            return _("Use Roles to change it.")
        case "resolve":
            return _("Use Reopen.")
    return _("Use Change on a question, Roles, or Reopen.")
