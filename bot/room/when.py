"""How a moment of an incident is shown."""

from __future__ import annotations

from datetime import datetime

from bot.crisis.incident import Incident
from bot.crisis.wording import day_of
from bot.text import Moment, Param


def when(incident: Incident, at: datetime | None) -> Param:
    """The time alone on the day it was opened, with the day on others; days are those of the organisation's zone."""
    if at is None:
        return "–"
    opened, zone = incident.opening.opened_at, incident.opening.zone
    same_day = opened is not None and day_of(at, zone) == day_of(opened, zone)
    return Moment(at, "time" if same_day else "date_time")
