"""Taking back what one did oneself within a minute: a new event, as all things; what was written is struck."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.crisis.evidence.facts import EvidenceAdded
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.timeline.facts import EntryStruck
from bot.crisis.undo.facts import Undone
from bot.crisis.undo.state import Press
from bot.errors import Refused
from bot.people.who import Someone
from bot.text import Words, _

WITHIN: Final = timedelta(minutes=1)
WRITTEN: Final = ("note", "evidence")  # struck; all else is restored


def newest(incident: Incident, person: str, question: str = "") -> Press | None:
    """What this person did last; of a *question*'s card their last press, whatever they wrote since."""
    mine = incident.undo.presses.get(person, ())
    pressed = [press for press in mine if press.what not in WRITTEN] if question else mine
    last = pressed[-1] if pressed else None
    return None if last and question and (last.what, last.of) != ("answer", question) else last


def undo(incident: Incident, by: Someone, now: datetime, question: str = "") -> list[Undone | EntryStruck]:
    """
    What was before the last act of this person stands again; a note, a captured message, evidence is struck.

    Args:
        question: Whose card it was pressed on; "" for whatever the act was.

    Raises:
        Refused: Not theirs, longer than a minute ago, or changed since; it says what to do instead.
    """
    press = newest(incident, by.id, question)
    if press is None:
        none = _("Nothing to undo. Nothing was changed. {instead}", instead=_instead(""))
        other = _("Only your own last press can be undone. Nothing was changed. {instead}", instead=_instead("answer"))
        raise Refused(other if question else none, code="not_yours")
    if press.what not in ("resolve", *WRITTEN):
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
    return _taken_back(press, by)


def _taken_back(press: Press, by: Someone) -> list[Undone | EntryStruck]:
    weight, source = EvidenceAdded.weight, press.source
    struck = [EntryStruck(entry=seq, by=by, as_=weight, source=source) for seq in press.exhibits]
    if press.what == "evidence":
        return [*struck]
    if press.what == "note":
        return [EntryStruck(entry=press.seq, by=by, as_=press.as_ or weight, source=source)]
    return [Undone(seq=press.seq, what=press.what, of=press.of, by=by), *struck]


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
        case "note":
            return _("Use Timeline to change or strike it.")
        case "evidence":
            return _("Use Evidence to change or strike it.")
        case "level":
            return _("Use Change severity on the board.")
    return _("Use Change on a question, Roles, or Reopen.")
