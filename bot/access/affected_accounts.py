"""Which accounts of the register a crisis touches."""

from __future__ import annotations

from bot.crisis.incident import Incident


def answered(incident: Incident) -> tuple[str, ...]:
    """Ids of those that somebody named."""
    known = incident.questions.answers.get("accounts")
    said = known.answer.values.get("registered") if known and known.state == "answered" else ()
    return said if isinstance(said, tuple) else ()


def touched(incident: Incident) -> tuple[str, ...]:
    """Ids of those that were named, and of those that are or were being closed."""
    return tuple(dict.fromkeys((*answered(incident), *(each.account for each in incident.restrictions.all))))
