"""
Audiences: whether customers, partners, media, staff and authorities are informed; each a task that whoever is in the
room may answer. *Not needed* is a value too. At Critical and High all five are to be said before the end.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal

from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book
from bot.crisis.wording import shortened
from bot.errors import Refused
from bot.people.who import Person
from bot.record.capability import Capability
from bot.record.fact import Fact, Level
from bot.task.facts import Result, Subject, TaskAnswered
from bot.task.rules import Said, TaskKind, answer
from bot.task.state import Task
from bot.task.words import TaskWords
from bot.text import Joined, Param, Words, _

Value = Literal["informed", "not_needed", "not_yet"]
RESULTS: Final[dict[Value, Result]] = {"informed": "done", "not_needed": "not_applicable", "not_yet": "unknown"}
AUDIENCES: Final = {
    "customers": _("customers"),
    "partners": _("partners"),
    "media": _("media"),
    "staff": _("staff"),
    "authorities": _("authorities"),
}
INFORM: Final[TaskKind[Incident]] = TaskKind("informed", leads=lambda incident, by: by.id in incident.room.inside)


def informed(incident: Incident, audience: str) -> Task | None:
    """What was said of it; None while nobody has said anything."""
    return incident.tasks.get(INFORM.id(audience))


def record(
    incident: Incident, audiences: Collection[str], value: Value, how: str, at: datetime, now: datetime, by: Person
) -> list[Fact]:
    """
    These are informed, or need not be, or are not yet.

    Args:
        at: When they were informed; aware. It is the time of the event.

    Raises:
        Refused: With the field it stands under.

    """
    must_be_open(incident)
    chosen = [each for each in AUDIENCES if each in audiences]
    if not chosen:
        raise Refused(_("Choose who it is about."), "audiences", "empty")
    if not how.strip():
        raise Refused(_("A few words are enough: how, or why not."), "how", "empty")
    if at > now:
        raise Refused(_("Give a time that is over."), "at", "to_come")
    said = Said(RESULTS[value], how)
    tasks = (_task(incident, each, by, at) for each in chosen)
    return [fact for task in tasks for fact in answer(INFORM, incident, task, by, said)]


def _task(incident: Incident, audience: str, by: Person, at: datetime) -> Task:
    """The task of an audience, begun by the answer where nobody was asked by name."""
    id, subject = INFORM.id(audience), Subject(what=audience)
    return informed(incident, audience) or Task(id=id, subject=subject, by=by.someone, at=at, asked_at=at)


def unsaid(incident: Incident) -> list[str]:
    """Those nobody has said anything of, where all are to be said."""
    known = {each: task for each in AUDIENCES if (task := informed(incident, each))}
    if not known and incident.level not in (Level.critical, Level.high):
        return []
    return [each for each in AUDIENCES if each not in known or known[each].is_open]


def answered(fact: TaskAnswered, cut: int | None) -> Words:
    """Who says that they are informed, and how; or why they need not be, or are not yet."""
    who, name, how = AUDIENCES[fact.subject.what], fact.by.name, shortened(fact.note, cut)
    match fact.result:
        case "done":
            return _("informed: {audience}, by {name}: {how}", audience=who, name=name, how=how)
        case "not_applicable":
            return _("need not be informed: {audience}, says {name}: {why}", audience=who, name=name, why=how)
    return _("not informed yet: {audience}, says {name}: {why}", audience=who, name=name, why=how)


def unfinished(incident: Incident, book: Book) -> list[str]:
    """All of them in one code, "informed/<audience>,<audience>": whoever resolves reads one line."""
    return [f"informed/{','.join(left)}"] if (left := unsaid(incident)) else []


def missing(incident: Incident, book: Book, audiences: str) -> Words:
    """What that code says."""
    names: tuple[Param, ...] = tuple(AUDIENCES[each] for each in audiences.split(","))
    return _("Not said whether informed: {audiences}", audiences=Joined(names))


def what(subject: Subject) -> Words:
    """What is asked, should somebody be asked by name."""
    return _("inform {audience}", audience=AUDIENCES[subject.what])


CAPABILITY = Capability(
    "audiences",
    tasks=((INFORM, TaskWords(what, answered=answered)),),
    unfinished=unfinished,
    unfinished_words={"informed": missing},
)
