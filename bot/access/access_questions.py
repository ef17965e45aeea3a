"""The questions about access: asked of who leads it, beside the others, by the same rules."""

from __future__ import annotations

from typing import Final

from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.questions import rules as questions
from bot.crisis.questions.facts import QuestionAsked
from bot.crisis.roles.team import holders
from bot.people.who import Someone
from bot.record.fact import Fact

ACCESS_LEAD: Final = "access_lead"


def asked_of(incident: Incident) -> Someone | None:
    """Who leads access; while nobody does, who commands."""
    return next(iter(holders(incident, ACCESS_LEAD)), incident.acting)


def ask_next(incident: Incident, book: Book) -> list[Fact]:
    """The next of them, if none is open; the first of all calls who is asked, and none after it."""
    begun = any(incident.questions.asking(question.id) for question in book.access)
    return [
        fact
        if begun or not isinstance(fact, QuestionAsked)
        else fact.model_copy(update={"mentions": asked_of(incident)})
        for fact in questions.ask_next(incident, book.access_questions)
    ]
