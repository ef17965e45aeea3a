"""What a task's facts change, whatever its kind: in an incident, and in the register."""

from __future__ import annotations

from bot.record.becomes import Change, becoming
from bot.record.event import Event
from bot.task.facts import TaskAnswered, TaskAsked, TaskLate, TasksVerified
from bot.task.state import HasTasks, after

becomes = becoming()
register_becomes = becoming()


@becomes.register
def _(fact: TaskAsked | TaskAnswered | TaskLate | TasksVerified, was: HasTasks, event: Event) -> Change:
    """An incident's tasks are a part of their own: what changes is those of these ids."""
    return after(was.tasks, fact, event.at)


@register_becomes.register
def _(fact: TaskAsked | TaskAnswered | TaskLate | TasksVerified, was: HasTasks, event: Event) -> Change:
    return {"tasks": was.tasks | after(was.tasks, fact, event.happened_at)}
