"""
What holds for every task: who may answer it, who may verify it, what follows from silence.

One rule of verification for all kinds: whoever ever did a task never verifies it. Where nobody else is there, they may,
with a reason, and it is shown as verified *alone*.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from bot.errors import Refused
from bot.people.naming import full
from bot.people.who import Person, Someone
from bot.record.due import Due
from bot.record.fact import Fact
from bot.task.facts import Result, TaskAnswered, TaskAsked, TaskLate, TasksVerified
from bot.task.state import HasTasks, Task
from bot.text import Moment, Words, _

REASON_WORDS: Final = 3  # a reason of fewer words says nothing (ux.md §4)
NOT_ASKED: Final = _("You were not asked this. Nothing was changed.")


R = TypeVar("R", bound=HasTasks)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says became of a task, with what shows it."""

    result: Result = "done"
    note: str = ""
    link: str = ""
    exhibits: tuple[int, ...] = ()


def _nobody(record: object, task: Task) -> Sequence[Someone]:
    return ()


def _anything(record: object, task: Task, said: Said) -> None:
    """No kind of proof is asked for."""


@dataclass(frozen=True)
class TaskKind(Generic[R]):
    """
    What one sort of task needs of its own. Each rule gets the record and the task.

    Args:
        name: What the ids of its tasks begin with.
        is_over: Whether it is not needed any more, answered or not.
        reminds: Whether who is silent is reminded before the next is asked.
        next: Who is asked if who was asked can't or says nothing, the first first; nobody is asked twice.
        apart: Where the next has a task of their own: the facts that ask them, none where nobody is left.
        asked_apart: Of such, who was asked after this one.
        may_change: Whether who said that it is done may still say that they can't.
        leads: Who else may answer it, asked or not.
        verifiers: Who may verify it, the first to ask first; None where nothing is to be verified.
        refused: Raises Refused where what was said does not show it.
        waits_from: Since when this person is waited for, where that is later than when they were asked.
        is_out: Whether this person is not waited for any more, as if they had said nothing in time.
        is_inside: Whether a reminder reaches them in the room.
        not_asked: What is said to who was not asked.

    """

    name: str
    is_over: Callable[[R, Task], bool] = lambda record, task: False
    reminds: bool = True
    next: Callable[[R, Task], Sequence[Someone]] = _nobody
    apart: Callable[[R, Task, Someone], list[Fact]] = lambda record, task, by: []
    asked_apart: Callable[[R, Task], Someone | None] = lambda record, task: None
    may_change: bool = False
    leads: Callable[[R, Person], bool] = lambda record, by: False
    verifiers: Callable[[R, Task], Sequence[Someone]] | None = None
    refused: Callable[[R, Task, Said], None] = _anything
    waits_from: Callable[[R, Task, Someone], datetime] = lambda record, task, who: task.asked_at
    is_out: Callable[[R, str], bool] = lambda record, person: False
    is_inside: Callable[[R, str], bool] = lambda record, person: False
    not_asked: Callable[[R, Person], Words] = lambda record, by: NOT_ASKED

    def id(self, of: object) -> str:
        """The id of one of its tasks."""
        return f"{self.name}/{of}"

    def all(self, record: R) -> list[Task]:
        """The tasks of this kind, in the order they were asked."""
        return [task for task in record.tasks.values() if task.kind == self.name]


def may_answer(kind: TaskKind[R], record: R, task: Task, by: Person) -> bool:
    """Whether this person was asked, or leads."""
    return task.is_asked(by.id) or kind.leads(record, by)


def must_be_theirs(kind: TaskKind[R], record: R, id: str, by: Person) -> Task:
    """The task, for who was asked and who leads. Raises Refused."""
    task = known(kind, record, id)
    if not may_answer(kind, record, task, by):
        raise Refused(kind.not_asked(record, by), code="not_asked")
    return task


def known(kind: TaskKind[R], record: R, id: str) -> Task:
    """Raises Refused where it is not there any more."""
    task = record.tasks.get(id)
    if task is None or task.kind != kind.name:
        raise Refused(_("That is not on the list any more. Nothing was changed."), code="no_task")
    return task


def answer(kind: TaskKind[R], record: R, task: Task, by: Person, said: Said) -> list[Fact]:
    """
    What became of it. Where it could not be done, the next is asked at once.

    Raises:
        Refused: No reason is given, or what is given does not show it; with the field it stands under.

    """
    note = said.note.strip()
    if said.result != "done" and not note:
        raise Refused(_("A few words are enough."), field="reason", code="no_reason")
    kind.refused(record, task, said)
    if (task.result, task.said_by, task.note, task.link) == (said.result, by.someone, note, said.link):
        return []
    newest = task.asked[-1] if task.asked else None
    # Of who was asked before, somebody else is asked already.
    is_theirs = newest is None or newest.id == by.id
    next_ = next_of(kind, record, task, by.someone) if said.result == "could_not" and is_theirs else None
    answered = TaskAnswered(
        task=task.id,
        subject=task.subject,
        result=said.result,
        by=by.someone,
        note=note,
        link=said.link,
        exhibits=said.exhibits,
        next=next_,
    )
    return [answered, *(kind.apart(record, task, by.someone) if said.result == "could_not" else [])]


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """What is done and waits for somebody else's look: ids of all who ever did one, and who may look at it."""

    doers: Callable[[T], Collection[str]]
    verifiers: Callable[[T], Sequence[Someone]]

    def others(self, thing: T) -> list[Someone]:
        """Who else could look."""
        doers = self.doers(thing)
        return [someone for someone in self.verifiers(thing) if someone.id not in doers]


def to_look_at(look: Look[T], waiting: Collection[T], by: Person) -> tuple[tuple[T, ...], bool]:
    """
    What of these this person may verify, and whether they do so alone: their own, where nobody else could.

    Raises:
        Refused: There is nothing, or all of it they did themselves and somebody else is there.

    """
    others = tuple(thing for thing in waiting if by.id not in look.doers(thing))
    if others:
        return others, False
    if not waiting:
        raise Refused(_("Nothing waits to be verified. Nothing was changed."), code="nothing")
    own = tuple(thing for thing in waiting if not look.others(thing))
    if not own:
        raise same_person(look.others(next(iter(waiting)))[0])
    return own, True


def looked_at(look: Look[T], picked: Iterable[T], by: Person, saw: str, alone: str) -> list[tuple[list[T], str]]:
    """
    What others did, and what this person did themselves, with why they verify it alone; what is empty is left out.

    Raises:
        Refused: With the field it stands under: "tasks", "saw" or "alone".

    """
    own: list[T] = []
    others: list[T] = []
    for thing in picked:
        is_own = by.id in look.doers(thing)
        if is_own and (rest := look.others(thing)):
            raise same_person(rest[0])
        (own if is_own else others).append(thing)
    if not own and not others:
        raise Refused(_("Choose what you looked at."), "tasks", "empty")
    if not saw.strip():
        raise Refused(_("Say in a few words what you saw."), "saw", "empty")
    if own and len(alone.split()) < REASON_WORDS:
        raise Refused(_("Say why alone, in at least {n} words.", n=REASON_WORDS), "alone", "no_reason")
    return [(some, why) for some, why in ((others, ""), (own, alone.strip())) if some]


def verifiable(kind: TaskKind[R], record: R, tasks: Collection[Task], by: Person) -> tuple[tuple[Task, ...], bool]:
    """As ``to_look_at``."""
    return to_look_at(_look(kind, record), [task for task in tasks if task.is_done and not task.is_verified], by)


def verify(kind: TaskKind[R], record: R, ids: Collection[str], by: Person, saw: str, alone: str) -> list[Fact]:
    """Somebody looked whether these are done. What they did themselves is a fact of its own; Refused as there."""
    tasks = [known(kind, record, id) for id in sorted(ids)]
    for task in tasks:
        _must_wait(task)
    picked = looked_at(_look(kind, record), tasks, by, saw, alone)
    return [_verified(some, by.someone, saw.strip(), why) for some, why in picked]


def _look(kind: TaskKind[R], record: R) -> Look[Task]:
    return Look(lambda task: task.doers, lambda task: kind.verifiers(record, task) if kind.verifiers else ())


def _verified(tasks: Sequence[Task], by: Someone, saw: str, alone: str) -> TasksVerified:
    ids, subjects = tuple(task.id for task in tasks), tuple(task.subject for task in tasks)
    return TasksVerified(tasks=ids, subjects=subjects, by=by, saw=saw, alone=alone)


def _must_wait(task: Task) -> None:
    if task.verified_by and task.verified_at:
        name, at = full(task.verified_by), Moment(task.verified_at)
        words = _("{name} verified one of these at {at}. Open the form again.", name=name, at=at)
        raise Refused(words, "tasks", "over")
    if not task.is_done:
        raise Refused(_("One of these is not done. Open the form again."), "tasks", "over")


def same_person(other: Someone, field: str | None = None) -> Refused:
    """Case 22 of ux.md."""
    words = _("You did this, so someone else verifies it. It stays “done, not verified”. Ask {name}.", name=full(other))
    return Refused(words, field, code="same_person_verifies")


def due(kind: TaskKind[R], record: R) -> list[Due]:
    """Who does not answer in time is reminded once; after that the next is asked."""
    waiting = (task for task in kind.all(record) if task.is_open and not kind.is_over(record, task))
    return [each for task in waiting for each in _due(kind, record, task)]


def answer_by(kind: TaskKind[R], record: R, task: Task) -> datetime | None:
    """By when the newest who was asked answers; aware UTC."""
    if task.within is None or not task.asked:
        return None
    return max(task.asked_at, kind.waits_from(record, task, task.asked[-1])) + task.within


def _due(kind: TaskKind[R], record: R, task: Task) -> Iterator[Due]:
    at = answer_by(kind, record, task)
    if at is None or task.within is None:
        return
    who, key = task.asked[-1], f"{task.id}/{len(task.asked)}"
    if task.result == "could_not" and task.said_by and task.said_by.id == who.id:
        return  # they said so, and nobody else is left to ask
    out = kind.is_out(record, who.id)
    if kind.reminds and who.id not in task.reminded and not out:
        late = TaskLate(task=task.id, subject=task.subject, who=who, inside=kind.is_inside(record, who.id))
        yield Due(at, f"late/{key}", (late,))
        return
    after = task.asked_at if out else at + (task.within if kind.reminds else timedelta(0))
    if next_ := next_of(kind, record, task, who):
        yield Due(after, f"next/{key}", (TaskLate(task=task.id, subject=task.subject, who=who, next=next_),))
    elif apart := kind.apart(record, task, who):
        yield Due(after, f"next/{key}", tuple(apart))


def asked_after(kind: TaskKind[R], record: R, task: Task, nth: int) -> Someone | None:
    """Who was asked after the *nth* of those who were asked."""
    return task.asked[nth + 1] if nth + 1 < len(task.asked) else kind.asked_apart(record, task)


def will_be_asked(kind: TaskKind[R], record: R, task: Task) -> Someone | None:
    """Who is asked if the newest who was asked says nothing."""
    if not task.asked:
        return None
    who = task.asked[-1]
    apart = (fact.to for fact in kind.apart(record, task, who) if isinstance(fact, TaskAsked))
    return next_of(kind, record, task, who) or next(apart, None)


def next_of(kind: TaskKind[R], record: R, task: Task, after: Someone) -> Someone | None:
    """Nobody twice."""
    asked = {after.id, *(someone.id for someone in task.asked)}
    return next((one for one in kind.next(record, task) if one.id not in asked), None)


def ask(kind: TaskKind[R], of: object, to: Someone | None, by: Someone, **given: object) -> TaskAsked:
    """The fact that asks; *given* are further fields of it."""
    return TaskAsked.model_validate({"task": kind.id(of), "to": to, "by": by, **given})
