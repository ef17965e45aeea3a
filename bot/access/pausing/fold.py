"""What an order to pause changes, and a decision."""

from __future__ import annotations

from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.access.pausing.state import Decision, Order
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: PauseOrdered, was: Incident, event: Event) -> Change:
    """Pressed once more, it adds what was found since."""
    order = was.pausing.order
    if order is not None:
        return {"order": order.model_copy(update={"items": (*order.items, *fact.items)})}
    return {"order": Order(by=fact.by, at=event.at, items=fact.items)}


@becomes.register
def _(fact: PauseDecided, was: Incident, event: Event) -> Change:
    """The newest decision of each item counts."""
    order = was.pausing.order
    if order is None:
        return {}
    newest = Decision(stays=fact.stays, by=fact.by, at=event.at, reason=fact.reason)
    return {"order": order.model_copy(update={"decided": order.decided | {fact.item: newest}})}
