"""
An incident is the fold of its events: ``apply`` is the only way its state changes, and it looks at nothing else.

    (nothing) ──opened──▶ open ──resolved──▶ resolved ──reopened──▶ open
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.fold import command, ending, evidence, involved, questions, roles, room, timeline, undo
from bot.domain.fold.becomes import becomes
from bot.domain.incident import Incident

REGISTERED = (room, involved, questions, command, roles, timeline, evidence, ending, undo)
"""Imported for what they register."""


def fold(incident: Incident, events: Iterable[e.Event]) -> Incident:
    """The state after these events, which follow those already folded in."""
    for event in events:
        incident = apply(incident, event)
    return incident


def apply(incident: Incident, event: e.Event) -> Incident:
    """The state after one more event."""
    if event.seq != incident.seq + 1:
        raise ValueError(f"event {event.seq} does not follow {incident.seq} of {incident.id}")
    fact = event.fact
    changed = becomes(fact, incident, event)
    seen = incident.commander is not None and event.by == incident.commander.id
    after = incident.model_copy(
        update={
            "commander_seen_at": event.at if seen else incident.commander_seen_at,
            "silences": command.heard(incident, "present", None, event) if seen else incident.silences,
            **changed,
            "seq": event.seq,
            "head": event.hash,
            "changed_at": event.at,
        }
    )
    namings = involved.namings(incident, after, event)
    presses, refused = undo.presses(incident, after, event), involved.refused(after, namings)
    return after.model_copy(update={"namings": namings, "presses": presses, "refused": refused})
