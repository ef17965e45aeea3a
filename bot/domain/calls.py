"""
Who is called when a crisis opens, and what becomes of it.

    called ──I'm coming──▶ coming ◀──I'm coming── silent, unable
      ├──I can't──▶ unable ─┐
      └──silent──▶ silent ──┴──▶ the deputy is called, once
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.domain.due import Due
from bot.domain.events import DeputyAsked, Fact, ResponderComing, ResponderUnable
from bot.domain.incident import Call, Incident
from bot.domain.opening import must_be_open
from bot.domain.people import Someone
from bot.domain.playbook import Book
from bot.domain.signs import last_sign
from bot.errors import Refused
from bot.text import _

PAGED_FOR: Final = timedelta(minutes=30)  # ours: then other letters are not held back for it any more


def coming(incident: Incident, by: Someone) -> list[Fact]:
    """*I'm coming*: counts even after the deputy was asked. Said twice, it is recorded once."""
    call = called(incident, by)
    return [] if call.state == "coming" else [ResponderComing(person=by)]


def unable(incident: Incident, by: Someone, reason: str) -> list[Fact]:
    """*I can't*: the deputy is asked at once. The reason is required."""
    call = called(incident, by)
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="no_reason")
    if call.state == "unable":
        return []
    return [ResponderUnable(person=by, reason=reason.strip()), *ask_deputy(incident, call)]


def due(incident: Incident, book: Book) -> list[Due]:
    """The deputies of those who stay silent. One deputy is asked once, whoever they stand in for."""
    dues: list[Due] = []
    asked: set[str] = set()
    for call in incident.calls:
        if not is_unanswered(incident, call) or call.deputy is None or call.deputy.id in asked:
            continue
        facts = ask_deputy(incident, call)
        if facts:
            asked.add(call.deputy.id)
            at = deputy_at(incident, book, call)
            dues.append(Due(at=at, key=f"deputy/{call.person.id}", facts=tuple(facts)))
    return dues


def deputy_at(incident: Incident, book: Book, call: Call) -> datetime:
    """When the deputy is asked, if nothing more is heard of who was called; aware UTC."""
    return last_sign(incident, call.person.id, call.at) + timedelta(minutes=book.deputy_after_minutes)


def is_unanswered(incident: Incident, call: Call) -> bool:
    """Whether the letter is unanswered; who commands has answered by deed."""
    return call.state == "called" and (incident.commander is None or incident.commander.id != call.person.id)


def is_paged(incident: Incident, person: str, now: datetime) -> bool:
    """Whether this person is just being called to a crisis, and has not answered yet. Not for ever."""
    call = call_of(incident, person)
    waits = call is not None and now - call.at < PAGED_FOR and is_unanswered(incident, call)
    return waits and not incident.is_resolved


def call_of(incident: Incident, person: str) -> Call | None:
    """The call of this person, as a responder or as somebody's deputy."""
    return next((call for call in incident.calls if call.person.id == person), None)


def called(incident: Incident, by: Someone) -> Call:
    """Their call; Refused where they have none or it is over."""
    call = call_of(incident, by.id)
    if call is None:
        raise Refused(
            _("You were not called to this crisis. Nothing was changed. Use the buttons in the room."),
            code="not_called",
        )
    must_be_open(incident)
    return call


def ask_deputy(incident: Incident, call: Call) -> list[DeputyAsked]:
    """The deputy of who was called, unless they are called already, or cannot be."""
    deputy = call.deputy
    if deputy is None or deputy.id == call.person.id or call_of(incident, deputy.id) or incident.is_out(deputy.id):
        return []
    if incident.opener is not None and deputy.id == incident.opener.id:
        return []
    return [DeputyAsked(responder=call.person, deputy=deputy)]
