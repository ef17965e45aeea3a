"""Which accounts of the register a crisis touches."""

from __future__ import annotations

from bot.domain.incident import Incident


def touched(incident: Incident) -> tuple[str, ...]:
    """Their ids: those that were answered, and those that are or were being closed."""
    answered = incident.answers.get("accounts")
    said = answered.answer.values.get("registered") if answered and answered.state == "answered" else ()
    ids = said if isinstance(said, tuple) else ()
    return tuple(dict.fromkeys((*ids, *(run.account for run in incident.runs))))
