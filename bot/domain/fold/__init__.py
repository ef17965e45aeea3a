"""
An incident, or the register, is the fold of its events: ``apply`` is the only way its state changes, and it looks at
nothing else.

    (nothing) ──opened──▶ open ──resolved──▶ resolved ──reopened──▶ open
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from bot.domain import events as e
from bot.domain.access.register import Register
from bot.domain.fold import (
    access,
    command,
    ending,
    evidence,
    involved,
    questions,
    register,
    roles,
    room,
    standing,
    tasks,
    timeline,
    undo,
)
from bot.domain.fold.becomes import becomes, register_becomes
from bot.domain.incident import Incident

REGISTERED = (
    room,
    involved,
    questions,
    command,
    roles,
    timeline,
    evidence,
    access,
    register,
    ending,
    undo,
    standing,
    tasks,
)
"""Imported for what they register."""


State = TypeVar("State", Incident, Register)


def fold(record: State, events: Iterable[e.Event]) -> State:
    """The state after these events, which follow those already folded in."""
    for event in events:
        record = apply(record, event)
    return record


def apply(record: State, event: e.Event) -> State:
    """The state after one more event."""
    if event.seq != record.seq + 1:
        raise ValueError(f"event {event.seq} does not follow {record.seq} of {record.id}")
    if isinstance(record, Register):
        changed = register_becomes(event.fact, record, event)
        return record.model_copy(update={**changed, "seq": event.seq, "head": event.hash, "changed_at": event.at})
    return _incident(record, event)


def _incident(incident: Incident, event: e.Event) -> Incident:
    fact = event.fact
    changed = becomes(fact, incident, event)
    alive = fact.person.id if isinstance(fact, e.SignOfLife) else event.by
    seen = incident.commander is not None and alive == incident.commander.id
    after = incident.model_copy(
        update={
            "commander_seen_at": event.at if seen else incident.commander_seen_at,
            "signs": incident.signs | ({alive: event.at} if alive != e.BOT else {}),
            "silences": command.heard(incident, "present", None, event) if seen else incident.silences,
            **changed,
            "seq": event.seq,
            "head": event.hash,
            "changed_at": event.at,
        }
    )
    namings = involved.namings(incident, after, event)
    presses, refused = undo.presses(incident, after, event), involved.refused(after, namings)
    after = after.model_copy(update={"namings": namings, "presses": presses, "refused": refused})
    return after.model_copy(update={"runs": access.barred(after)}) if after.runs else after
