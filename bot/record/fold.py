"""
An incident, or the register, is the fold of its events: ``apply`` is the only way its state changes, and it looks at
nothing else.

    (nothing) ──opened──▶ open ──resolved──▶ resolved ──reopened──▶ open
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from bot.access import fold as access
from bot.access.register import fold as register
from bot.access.register.state import Register
from bot.crisis.command import fold as command
from bot.crisis.evidence import fold as evidence
from bot.crisis.incident import Incident
from bot.crisis.opening import fold as opening
from bot.crisis.questions import fold as questions
from bot.crisis.resolving import fold as resolving
from bot.crisis.roles import fold as roles
from bot.crisis.timeline import fold as timeline
from bot.crisis.undo import fold as undo
from bot.people import standing_fold
from bot.people.conflict import fold as conflict
from bot.record import event as e
from bot.record.becomes import becomes, register_becomes
from bot.task import fold as tasks

REGISTERED = (
    opening,
    conflict,
    questions,
    command,
    roles,
    timeline,
    evidence,
    access,
    register,
    resolving,
    undo,
    standing_fold,
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
    namings = conflict.namings(incident, after, event)
    presses, refused = undo.presses(incident, after, event), conflict.refused(after, namings)
    after = after.model_copy(update={"namings": namings, "presses": presses, "refused": refused})
    return after.model_copy(update={"runs": access.barred(after)}) if after.runs else after
