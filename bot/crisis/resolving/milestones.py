"""When a crisis first got somewhere: told by its timeline, whatever changed later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.crisis.command.facts import CommandAccepted, CommandTaken
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.questions.facts import QuestionAnswered, QuestionSkipped
from bot.crisis.undo.facts import Undone
from bot.record.event import Event


def commanded_at(timeline: Iterable[Event]) -> datetime | None:
    """When somebody first took or accepted command; aware UTC. What was taken back does not count."""
    taken = (event.at for event in _standing(timeline) if isinstance(event.fact, CommandTaken | CommandAccepted))
    return next(taken, None)


def answered_at(incident: Incident, book: Book, timeline: Iterable[Event]) -> datetime | None:
    """When the last of the core questions had its first answer; None while one is not known. A later change is none."""
    core = [question.id for question in book.questions if question.core]
    known = (incident.questions.answers.get(id) for id in core)
    if not core or any(answered is None or answered.state == "unknown" for answered in known):
        return None
    first: dict[str, datetime] = {}
    for event in _standing(timeline):
        if isinstance(event.fact, QuestionAnswered | QuestionSkipped):
            first.setdefault(event.fact.question, event.at)
    return max((first[id] for id in core if id in first), default=None)


def _standing(timeline: Iterable[Event]) -> Iterator[Event]:
    """The events that nobody took back."""
    events = list(timeline)
    undone = {event.fact.seq for event in events if isinstance(event.fact, Undone)}
    return (event for event in events if event.seq not in undone)
