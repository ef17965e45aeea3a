"""The chat was out of reach and is back: told once, and only if it was for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.crisis.incident import Incident
from bot.crisis.room.facts import ChatReturned
from bot.record.fact import Fact

KEY = "chat"
"""Of the row in which an incident notes an outage."""

A_WHILE = timedelta(minutes=1)
"""What is shorter is a hiccup: it is made good, and nobody is told."""


def returned(incident: Incident, since: datetime, until: datetime) -> list[Fact]:
    """That the chat is back; nothing after a hiccup, of an outage told already, or once the crisis is over."""
    if incident.is_resolved or until - since < A_WHILE:
        return []
    if any(since < told.until and told.since < until for told in incident.room.outages):
        return []
    return [ChatReturned(since=since, until=until)]
