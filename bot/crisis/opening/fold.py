"""What the facts of the room change."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import KindSet, Opened
from bot.crisis.room.state import Inside
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: Opened, was: Incident, event: Event) -> Change:
    names = (
        "title",
        "tag",
        "language",
        "zone",
        "brand",
        "listed",
        "announce_in",
        "hr",
        "legal",
        "opener",
        "owners",
        "small",
    )
    return {
        **{name: getattr(fact, name) for name in names},
        "opened_at": event.at,
        "responders": fact.responders,
        "inside": {fact.opener.id: Inside(person=fact.opener, since=event.at)},
    }


@becomes.register
def _(fact: KindSet, was: Incident, event: Event) -> Change:
    return {"playbook": fact.playbook}
