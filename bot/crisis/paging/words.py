"""How paging reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.crisis.incident import Incident
from bot.crisis.paging.rules import PAGE, page
from bot.crisis.wording import shortened
from bot.people.who import Someone
from bot.record.capability import Capability
from bot.task.facts import Subject, TaskAnswered, TaskAsked
from bot.task.words import TaskWords
from bot.text import Words, _


def what(subject: Subject) -> Words:
    """What is asked of who is paged."""
    return _("come to the room")


def say_asked(fact: TaskAsked) -> Words | None:
    """A deputy's page; the responders' stand in the opening."""
    if fact.to is None or fact.instead_of is None:
        return None
    return _("{deputy} was asked instead of {name}", deputy=fact.to.name, name=fact.instead_of.name)


def say_answered(fact: TaskAnswered, cut: int | None) -> Words:
    """Who is coming, and who can't."""
    if fact.result == "done":
        return _("{name} is coming", name=fact.by.name)
    if not fact.note:
        return _("{name} can't come", name=fact.by.name)
    return _("{name} can't come: {reason}", name=fact.by.name, reason=shortened(fact.note, cut))


TASK_WORDS = TaskWords(what, say_asked, say_answered)


def _people(incident: Incident) -> Iterable[Someone | None]:
    return (one for each in incident.opening.responders for one in (each.person, each.deputy))


CAPABILITY = Capability(
    "paging",
    tasks=((PAGE, TASK_WORDS),),
    follow=lambda incident, book, level: page(incident, timedelta(minutes=book.deputy_after_minutes)),
    people=_people,
    paged=lambda incident: (who for task in PAGE.all(incident) for who in task.asked),
)
