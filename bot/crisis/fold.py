"""What an event changes in an incident: each capability its own part alone, and what depends on all of them."""

from __future__ import annotations

from typing import Any

from bot.access.restriction import fold as restriction
from bot.capabilities import folds
from bot.crisis.command import fold as command
from bot.crisis.incident import Incident
from bot.crisis.undo import fold as undo
from bot.people.conflict import fold as conflict
from bot.people.facts import SignOfLife
from bot.record.becomes import Change
from bot.record.event import BOT, Event

Parts = dict[str, Any]
"""Fields of an incident and what they are now."""


def after(incident: Incident, event: Event) -> Incident:
    """The incident after one more event."""
    parts = _heard(incident, event)
    for name, fold in folds(type(event.fact)):
        _change(incident, parts, name, fold(event.fact, incident, event))
    own = {"seq": event.seq, "checksum": event.hash, "changed_at": event.at}
    then = incident.model_copy(update=parts | own)
    return _followed(incident, then, event)


def _heard(incident: Incident, event: Event) -> Parts:
    """Whoever did this was there, whatever it was."""
    fact, leads = event.fact, incident.command.commander
    alive = fact.person.id if isinstance(fact, SignOfLife) else event.by
    parts: Parts = {}
    if alive != BOT:
        _change(incident, parts, "people", {"signs": incident.people.signs | {alive: event.at}})
    if leads is not None and alive == leads.id:
        silences = command.heard(incident, "present", None, event)
        _change(incident, parts, "command", {"seen_at": event.at, "silences": silences})
    return parts


def _followed(was: Incident, then: Incident, event: Event) -> Incident:
    """What depends on how the incident is by then: who is named, what can be taken back, what is still refused."""
    parts: Parts = {}
    namings = conflict.namings(was, then, event)
    _change(then, parts, "conflict", {"namings": namings})
    _change(then, parts, "undo", {"presses": undo.presses(was, then, event)})
    _change(then, parts, "room", {"refused": conflict.refused(then, namings)})
    then = then.model_copy(update=parts) if parts else then
    if not then.restrictions.all:
        return then
    _change(then, parts := {}, "restrictions", {"all": restriction.barred(then)})
    return then.model_copy(update=parts) if parts else then


def _change(incident: Incident, parts: Parts, name: str, change: Change) -> None:
    """Change one part; what is as it was stays the same object. Tasks are a part by their ids."""
    part = parts.get(name, getattr(incident, name))
    if isinstance(part, dict):
        parts[name] = part | change
        return
    was = vars(part)
    if not change.keys() <= was.keys():
        raise TypeError(f"{name} has no {', '.join(sorted(change.keys() - was.keys()))}")
    if any(was[field] is not value and was[field] != value for field, value in change.items()):
        parts[name] = part.model_copy(update=change)
