"""A task as its facts have made it so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.people.who import Someone
from bot.record.fact import Fact
from bot.record.frozen import Frozen
from bot.task.facts import Result, Subject, TaskAnswered, TaskAsked, TaskLate, TasksVerified


class Task(Frozen):
    """One of them. Times are aware UTC."""

    id: str
    subject: Subject = Subject()
    by: Someone  # who asked first
    at: datetime
    why: str = ""  # code of the kind's own: why the first is the one
    within: timedelta | None = None
    asked: tuple[Someone, ...] = ()  # all who were asked, the newest last
    asked_at: datetime  # the newest of them
    instead_of: Someone | None = None
    reminded: tuple[str, ...] = ()  # ids of those who did not answer in time
    mentioned: tuple[str, ...] = ()  # of these, who was reminded in the room
    result: Result | None = None
    said_by: Someone | None = None  # who did it last, or could not
    said_at: datetime | None = None
    doers: tuple[str, ...] = ()  # ids of all who ever did it: none of them verifies it
    note: str = ""
    link: str = ""
    exhibits: tuple[int, ...] = ()
    verified_by: Someone | None = None
    verified_at: datetime | None = None
    alone: str = ""

    @property
    def kind(self) -> str:
        return self.id.partition("/")[0]

    @property
    def of(self) -> str:
        """What its kind calls it."""
        return self.id.partition("/")[2]

    @property
    def is_done(self) -> bool:
        """Whether it is settled, verified or not."""
        return self.result in ("done", "not_applicable")

    @property
    def is_open(self) -> bool:
        return not self.is_done

    @property
    def is_verified(self) -> bool:
        return self.is_done and self.verified_by is not None

    def is_asked(self, person: str) -> bool:
        """Whether this person was ever asked."""
        return any(someone.id == person for someone in self.asked)


class HasTasks(Protocol):
    """A record whose state has tasks, by id."""

    @property
    def tasks(self) -> dict[str, Task]: ...


def after(tasks: Mapping[str, Task], fact: Fact, at: datetime) -> dict[str, Task]:
    """The tasks that *fact* changes, as they are then."""
    match fact:
        case TaskAsked():
            return {fact.task: _asked(tasks.get(fact.task), fact, at)}
        case TaskAnswered():
            return {fact.task: _answered(tasks.get(fact.task) or _unasked(fact, at), fact, at)}
        case TaskLate() if task := tasks.get(fact.task):
            return {fact.task: _late(task, fact, at)}
        case TasksVerified():
            seen = {"verified_by": fact.by, "verified_at": at, "alone": fact.alone}
            return {id: tasks[id].model_copy(update=seen) for id in fact.tasks if id in tasks}
    return {}


def _asked(task: Task | None, fact: TaskAsked, at: datetime) -> Task:
    if task is not None and fact.to is not None and task.is_asked(fact.to.id):  # once more, whatever they said
        afresh = {"result": None, "said_by": None, "said_at": None, "note": "", "by": fact.by, "asked_at": at}
        return task.model_copy(update=afresh)
    if task is not None:
        return task.model_copy(update=_also(task, fact.to, at))
    given = fact.model_dump(include={"within", "why"})
    asked = (fact.to,) if fact.to else ()
    return Task(
        id=fact.task,
        subject=fact.subject,
        by=fact.by,
        at=at,
        asked=asked,
        asked_at=at,
        instead_of=fact.instead_of,
        **given,
    )


def _unasked(fact: TaskAnswered, at: datetime) -> Task:
    """Where whoever answers for a thing may do it, nobody is asked by name: the answer begins the task."""
    return Task(id=fact.task, subject=fact.subject, by=fact.by, at=at, asked_at=at)


def _answered(task: Task, fact: TaskAnswered, at: datetime) -> Task:
    said = fact.model_dump(include={"result", "note", "link", "exhibits"})
    doers = tuple(sorted({*task.doers, fact.by.id})) if fact.result == "done" else task.doers
    unseen = {"verified_by": None, "verified_at": None, "alone": ""}
    by = {"said_by": fact.by, "said_at": at, "doers": doers}
    return task.model_copy(update={**said, **by, **unseen, **_also(task, fact.next, at)})


def _late(task: Task, fact: TaskLate, at: datetime) -> Task:
    if fact.next is not None:
        return task.model_copy(update=_also(task, fact.next, at))
    mentioned = (*task.mentioned, fact.who.id) if fact.inside else task.mentioned
    return task.model_copy(update={"reminded": (*task.reminded, fact.who.id), "mentioned": mentioned})


def _also(task: Task, who: Someone | None, at: datetime) -> dict[str, object]:
    """One more is asked: their time runs from now."""
    return {"asked": (*task.asked, who), "asked_at": at} if who else {}
