"""How often a crisis made itself heard in its room: counted from what happened, and printed in its summary."""

from __future__ import annotations

from collections.abc import Iterable

from bot.capabilities import OF
from bot.record.event import Event
from bot.record.fact import Fact
from bot.task.facts import TaskLate


def mentions(timeline: Iterable[Event]) -> int:
    """How often somebody was mentioned: asked for something, or called because a time was missed."""
    return sum(_mentions(event.fact) for event in timeline)


def _mentions(fact: Fact) -> int:
    return fact.inside if isinstance(fact, TaskLate) else OF[type(fact)].mentions(fact)
