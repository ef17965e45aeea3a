"""What a task's facts change, and pausing's."""

from __future__ import annotations

from bot.access.pausing import state as pausing
from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becomes, register_becomes
from bot.record.event import Event
from bot.record.fact import Fact
from bot.task.facts import TASK_FACTS
from bot.task.state import after


def _task(fact: Fact, was: Incident | Register, event: Event) -> Change:
    return {"tasks": was.tasks | after(was.tasks, fact, event.at)}


for each in TASK_FACTS:
    becomes.register(each, _task)
    register_becomes.register(each, _task)


@becomes.register
def _(fact: PauseOrdered, was: Incident, event: Event) -> Change:
    return {"pausing": pausing.ordered(was.pausing, fact, event.at)}


@becomes.register
def _(fact: PauseDecided, was: Incident, event: Event) -> Change:
    return {"pausing": pausing.decided(was.pausing, fact, event.at)}
