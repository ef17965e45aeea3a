"""What opening a crisis makes of it."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import KindSet, Opened
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: Opened, was: Incident, event: Event) -> Change:
    names = (
        "title",
        "tag",
        "zone",
        "brand",
        "listed",
        "announce_in",
        "hr",
        "legal",
        "opener",
        "admins",
        "small",
    )
    return {
        **{name: getattr(fact, name) for name in names},
        "opened_at": event.at,
        "responders": fact.responders,
    }


@becomes.register
def _(fact: KindSet, was: Incident, event: Event) -> Change:
    return {"playbook": fact.playbook}
