"""How a task reads: where it stands, and its lines on the timeline. The same sentences for every kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.record.fact import Fact
from bot.task.facts import Subject, TaskAnswered, TaskAsked, TaskLate, TasksVerified
from bot.task.state import Task
from bot.text import Joined, Link, Param, Words, _, raw

REASON_CHARS = 80  # of a person's words in a line

What = Callable[[Subject], Words]
"""What is to be done, as a kind says it: "pause Hootsuite"."""

When = Callable[[datetime | None], Param]
"""A moment as it is shown where it is read."""


# where it stands


def sign(task: Task) -> str:
    """It stands beside the words, never for them."""
    return "✔" if task.is_done else "✖" if task.result == "could_not" else "▢"


def standing(task: Task, due: datetime | None, when: When) -> Words:
    """Who did it or could not, and who saw it; or who is asked, and by when."""
    name, at = full(task.said_by) if task.said_by else "–", when(task.said_at)
    match task.result:
        case "done":
            return _seen(task, _shown(task, name, at))
        case "not_applicable":
            why = shortened(task.note, REASON_CHARS)
            return _seen(task, _("does not apply, {at} ({name}): {reason}", at=at, name=name, reason=why))
        case "could_not" | "unknown":
            return _not_done(task, due, when)
    return _asked(task, due, when)


def _not_done(task: Task, due: datetime | None, when: When) -> Words:
    name, at = full(task.said_by) if task.said_by else "–", when(task.said_at)
    reason = shortened(task.note, REASON_CHARS)
    said = _("could not, {at} ({name}): {reason}", at=at, name=name, reason=reason)
    if task.result == "unknown":
        said = _("not known, {at} ({name}): {reason}", at=at, name=name, reason=reason)
    if task.asked and task.said_by and task.asked[-1].id != task.said_by.id:
        return _("{could_not} · {asked}", could_not=said, asked=_asked(task, due, when))
    return said


def _asked(task: Task, due: datetime | None, when: When) -> Words:
    if not task.asked:
        return _("nobody is asked yet")
    name = full(task.asked[-1])
    if due is None:
        return _("asked: {name}", name=name)
    if task.asked[-1].id in task.reminded:
        return _("late since {at}, {name} was reminded", at=when(due), name=name)
    return _("asked: {name}, by {at}", name=name, at=when(due))


def _shown(task: Task, name: Param, at: Param) -> Words:
    shown: list[Param] = [Link(_("link"), url=task.link)] if task.link and not task.exhibits else []
    shown += [Link(_("evidence {n}", n=n), to="evidence") for n in task.exhibits]
    if not shown:
        return _("done {at} ({name})", at=at, name=name)
    return _("done {at} ({name}, {shown})", at=at, name=name, shown=Joined(tuple(shown)))


def _seen(task: Task, done: Words) -> Words:
    if task.verified_by is None:
        return _("{done}, not verified", done=done)
    name = full(task.verified_by)
    if task.alone:
        return _("{done}, verified alone by {name}", done=done, name=name)
    return _("{done}, verified by {name}", done=done, name=name)


# on the timeline


@dataclass(frozen=True, slots=True)
class TaskWords:
    """
    How a kind of task reads on the timeline. Where it says nothing of its own, it reads as every task.

    Args:
        asked: None where the order it is part of says it.

    """

    what: What
    asked: Callable[[TaskAsked], Words | None] | None = None
    answered: Callable[[TaskAnswered, int | None], Words] | None = None
    late: Callable[[TaskLate], Words | None] | None = None

    def say(self, fact: Fact, cut: int | None) -> Words | None:
        """What a task's fact says; *cut* is of a person's words."""
        match fact:
            case TaskAsked():
                return self.asked(fact) if self.asked else say_asked(fact, self.what)
            case TaskAnswered():
                return self.answered(fact, cut) if self.answered else say_answered(fact, self.what, cut)
            case TaskLate():
                return self.late(fact) if self.late else say_late(fact, self.what)
            case TasksVerified():
                return say_verified(fact, self.what, cut)
        return None


def say_asked(fact: TaskAsked, what: What) -> Words | None:
    """Who is asked for what, and by whom."""
    if fact.to is None:
        return _("Nobody is known to ask: {what}", what=what(fact.subject))
    if fact.to.id == fact.by.id:
        return _("{name} takes it on: {what}", name=fact.by.name, what=what(fact.subject))
    return _("{name} asks {to}: {what}", name=fact.by.name, to=fact.to.name, what=what(fact.subject))


def say_answered(fact: TaskAnswered, what: What, cut: int | None) -> Words:
    """What became of it, with what shows it; and who is asked instead."""
    name, task, note = fact.by.name, what(fact.subject), shortened(fact.note, cut)
    match fact.result:
        case "done":
            shown = [_("evidence {n}", n=n) for n in fact.exhibits]
            shown += [raw(note)] if fact.note else []
            if not shown:
                return _("Done by {name}: {what}", name=name, what=task)
            return _("Done by {name}: {what} ({shown})", name=name, what=task, shown=Joined(tuple(shown)))
        case "not_applicable":
            return _("Does not apply, says {name}: {what}. {reason}", name=name, what=task, reason=note)
        case "unknown":
            return _("{name} does not know whether it is done: {what}. {reason}", name=name, what=task, reason=note)
        case "could_not":
            return _say_can_not(fact, name, task, note)


def _say_can_not(fact: TaskAnswered, name: str, task: Words, note: Param) -> Words:
    if fact.next is None:
        return _("{name} can't: {what}. Reason: {reason}", name=name, what=task, reason=note)
    next_ = fact.next.name
    return _(
        "{name} can't: {what}. Reason: {reason}. Asked instead: {next}", name=name, what=task, reason=note, next=next_
    )


def say_late(fact: TaskLate, what: What) -> Words:
    """Who has not answered, and who is asked too."""
    name, task = fact.who.name, what(fact.subject)
    if fact.next is None:
        return _("No answer yet from {name}: {what}", name=name, what=task)
    return _("No answer yet from {name}: {what}. Asked too: {next}", name=name, what=task, next=fact.next.name)


def say_verified(fact: TasksVerified, what: What, cut: int | None) -> Words:
    """Who looked, and what they saw."""
    name, saw = fact.by.name, shortened(fact.saw, cut)
    tasks = joined(fact.subjects, what)
    if not fact.alone:
        return _("Verified by {name}: {what}. Seen: {saw}", name=name, what=tasks, saw=saw)
    why = shortened(fact.alone, cut)
    return _("Verified alone by {name}: {what}. Seen: {saw}. Why alone: {why}", name=name, what=tasks, saw=saw, why=why)


def joined(subjects: Sequence[Subject], what: What) -> Joined:
    """Several of a kind in one sentence."""
    return Joined(tuple(what(subject) for subject in subjects))
