"""
A record is the fold of its events: ``apply`` is the only way its state changes, and it looks at nothing else. A crisis:

    (nothing) ──opened──▶ open ──resolved──▶ resolved ──reopened──▶ open
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.leavers import fold as leavers
from bot.access.posture import fold as posture
from bot.access.register import fold as register
from bot.access.restoration import fold as restoration
from bot.access.restriction import fold as restriction
from bot.crisis.command import fold as command
from bot.crisis.evidence import fold as evidence
from bot.crisis.opening import fold as opening
from bot.crisis.questions import fold as questions
from bot.crisis.resolving import fold as resolving
from bot.crisis.roles import fold as roles
from bot.crisis.room import fold as room
from bot.crisis.severity import fold as severity
from bot.crisis.timeline import fold as timeline
from bot.crisis.undo import fold as undo
from bot.people import fold as people
from bot.people.conflict import fold as conflict
from bot.record.event import Event
from bot.record.kind import State, kind_of
from bot.speech.holding_statement import fold as holding_statement
from bot.task import fold as tasks

REGISTERED = (
    leavers,
    posture,
    register,
    restoration,
    restriction,
    command,
    evidence,
    opening,
    questions,
    resolving,
    roles,
    room,
    severity,
    timeline,
    undo,
    conflict,
    people,
    holding_statement,
    tasks,
)
"""Imported for what they register."""


def begun(record: State) -> State:
    """The record before its first event."""
    return type(record)(id=record.id, tenant=record.tenant, number=record.number)


def fold(record: State, events: Iterable[Event]) -> State:
    """The state after these events, which follow those already folded in."""
    for event in events:
        record = apply(record, event)
    return record


def apply(record: State, event: Event) -> State:
    """The state after one more event."""
    if event.seq != record.seq + 1:
        raise ValueError(f"event {event.seq} does not follow {record.seq} of {record.id}")
    then: State = kind_of(record.number).after(record, event)
    return then
