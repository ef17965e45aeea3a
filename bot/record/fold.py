"""
A record is the fold of its events: ``apply`` is the only way its state changes, and it looks at nothing else. A crisis:

    (nothing) ──opened──▶ open ──resolved──▶ resolved ──reopened──▶ open
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.record.event import Event
from bot.record.kind import State, kind_of


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
