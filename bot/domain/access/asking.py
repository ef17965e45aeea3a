"""The questions about access: asked of who leads it, beside the others, by the same rules."""

from __future__ import annotations

from typing import Final

from bot.domain import identify
from bot.domain.events import Fact, QuestionAsked
from bot.domain.incident import Incident
from bot.domain.people import Someone
from bot.domain.playbook import Book
from bot.domain.team import holders

ACCESS_LEAD: Final = "access_lead"


def asked_of(incident: Incident) -> Someone | None:
    """Who leads access; while nobody does, who commands."""
    return next(iter(holders(incident, ACCESS_LEAD)), incident.acting)


def ask_next(incident: Incident, book: Book) -> list[Fact]:
    """The next of them, if none is open; the first of all calls who is asked, and none after it."""
    begun = any(incident.asking(question.id) for question in book.access)
    return [
        fact if begun or not isinstance(fact, QuestionAsked) else fact.model_copy(update={"calls": asked_of(incident)})
        for fact in identify.ask_next(incident, book.beside)
    ]
