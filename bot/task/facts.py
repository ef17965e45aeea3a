"""The facts of a task, for all kinds of it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Literal

from bot.people.who import Someone
from bot.record.fact import Fact, Weight
from bot.record.frozen import Frozen

Result = Literal["done", "could_not", "not_applicable", "unknown"]


class Subject(Frozen):
    """What a task is about, as its kind words it: *what* is a code of the kind's own, *name* is shown as it is."""

    what: str = ""
    name: str = ""


class TaskAsked(Fact):
    """Somebody is asked to do something; of a task that is known, one more person."""

    kind: Literal["task_asked"] = "task_asked"
    task: str  # "pause/3": its kind, then what the kind calls it; without spaces
    subject: Subject = Subject()
    to: Someone | None  # None: nobody is known
    by: Someone
    why: str = ""  # code of the kind's own: why they are the one
    within: timedelta | None = None  # to answer; None: there is no hurry
    instead_of: Someone | None = None  # who was asked before, and can't or says nothing


class TaskAnswered(Fact):
    """What became of it; a later answer counts instead. Where it could not be done, *next* is asked."""

    kind: Literal["task_answered"] = "task_answered"
    task: str
    subject: Subject = Subject()
    result: Result
    by: Someone
    note: str = ""
    link: str = ""
    exhibits: tuple[int, ...] = ()
    next: Someone | None = None


class TaskLate(Fact):
    """Nobody answered in time: *who* is reminded, in the room if *inside*. Where *next* is somebody, they are asked."""

    kind: Literal["task_late"] = "task_late"
    task: str
    subject: Subject = Subject()
    who: Someone
    inside: bool = False
    next: Someone | None = None


class TasksVerified(Fact):
    """Somebody other than who did them looked; *alone* is the reason where there was nobody else."""

    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["tasks_verified"] = "tasks_verified"
    tasks: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()
    by: Someone
    saw: str = ""
    alone: str = ""


FACTS = (
    TaskAsked,
    TaskAnswered,
    TaskLate,
    TasksVerified,
)
