"""Where a crisis stands, in a few words: for the board, for messages, and for a person who asks."""

from __future__ import annotations

from bot.access.restriction.progress import (
    closing,
)
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.severity import explain
from bot.crisis.wording import shortened
from bot.people.naming import first, full
from bot.record.fact import Level
from bot.room.surface import Scene
from bot.room.when import when as when
from bot.text import Joined, Param, Words, _

LINE_CHARS = 120  # of a person's words in one line


def state_words(incident: Incident) -> Words:
    """Where it stands, in two words."""
    if incident.is_resolved:
        return _("resolved")
    if seated(incident) is None:
        return _("nobody commands yet")
    return _("closing access") if closing(incident) else _("finding out")


def severity_words(incident: Incident) -> Words:
    """ "Serious (SEV2, provisional)", and where the commander set it, by whom and against what."""
    level, computed = incident.level, incident.severity.computed
    if incident.severity.is_overtaken and incident.severity.set is not None:
        return _(
            "{level} ({code} by the answers; {name} set {set})",
            level=explain.level(level),
            code=level.value,
            name=first(incident.severity.set.by),
            set=incident.severity.set.level.value,
        )
    if incident.severity.set is not None:
        return _(
            "{level} ({code}, set by {name}; computed {computed})",
            level=explain.level(level),
            code=level.value,
            name=first(incident.severity.set.by),
            computed=(computed.level if computed else Level.moderate).value,
        )
    if computed is None or computed.provisional:
        return _("{level} ({code}, provisional)", level=explain.level(level), code=level.value)
    return _("{level} ({code})", level=explain.level(level), code=level.value)


def named_accounts(scene: Scene) -> str:
    """The accounts that are touched, as somebody wrote them; empty while nobody did."""
    known = scene.incident.questions.answers.get("accounts")
    if known is None or known.state != "answered":
        return ""
    return shortened(", ".join(str(known.answer.values.get("accounts") or "").splitlines()), LINE_CHARS)


def severity_why(incident: Incident) -> Param | None:
    """The commander's own reason where they set the level, else what the answers give."""
    if incident.severity.set_and_counts is not None:
        return shortened(incident.severity.set_and_counts.reason, LINE_CHARS)
    if incident.severity.computed is None:
        return None
    return Joined((explain.why(incident.severity.computed), *explain.could_be(incident.severity.computed)[:1]), " · ")


def provenance(incident: Incident) -> Words:
    """Who opened it, and when anything last changed."""
    opener = full(incident.opening.opener) if incident.opening.opener else "–"
    return _("Opened by {name} · updated {at}", name=opener, at=when(incident, incident.changed_at))
