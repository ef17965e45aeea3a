"""What an order to pause changes, and a decision."""

from __future__ import annotations

from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.access.pausing.state import Decision, Pausing
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: PauseOrdered, was: Incident, event: Event) -> Change:
    """Pressed once more, it adds what was found since."""
    if was.pausing is not None:
        return {"pausing": was.pausing.model_copy(update={"items": (*was.pausing.items, *fact.items)})}
    return {"pausing": Pausing(by=fact.by, at=event.at, items=fact.items)}


@becomes.register
def _(fact: PauseDecided, was: Incident, event: Event) -> Change:
    """The newest decision of each item counts."""
    if was.pausing is None:
        return {}
    newest = Decision(stays=fact.stays, by=fact.by, at=event.at, reason=fact.reason)
    return {"pausing": was.pausing.model_copy(update={"decided": was.pausing.decided | {fact.item: newest}})}
