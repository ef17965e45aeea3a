"""
Direct messages about who should hold the accounts: to those called in to answer, and to the commander who looks again.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.access.posture.posture_words import posture_words, why_words
from bot.access.posture.rules.proposal import REVIEW_AFTER
from bot.chat.card import Button, Card, Goto, Item, Lines, Row, Small, Title, on
from bot.room.status import when
from bot.room.surface import Scene, Surface, direct_message
from bot.text import _

GO_FIRST = Goto(_("Go to room"), to="place", primary=True)
GO = Goto(_("Go to room"), to="place")


def posture_direct_messages(scene: Scene) -> list[Surface]:
    """All of them. Nobody involved gets one; what they got before is left as it is."""
    return [surface for surface in _look_again(scene) if surface.to is None or not scene.incident.is_out(surface.to)]


def _look_again(scene: Scene) -> Iterator[Surface]:
    """Who commands is asked, once, whether what was proposed for a while still holds."""
    incident, who, review = scene.incident, scene.incident.acting, scene.incident.posture.review
    if who is None or review is None:
        return
    over = incident.is_resolved or incident.posture.proposed_at != review.since
    minutes = int(REVIEW_AFTER.total_seconds()) // 60
    heading = _("Crisis {n} · look at access again", n=incident.number)
    posture, why = posture_words(review.proposed), why_words(review.proposed.why)
    said = _("Proposed {minutes} minutes before: {posture}, {why}.", minutes=minutes, posture=posture, why=why)
    following = _("Nobody is named as the author yet. Next: name them, or decide about access.")
    if over:
        following = _("That holds no more. The access post in the room says what does.")
    why_you = Small((_("Why you: you command this crisis, {at}.", at=when(incident, review.at)),))
    parts = (Title(heading), Lines((said, following)), why_you, Row(_ways_out(incident.id, over)))
    card = Card(_("{heading}. {next}", heading=heading, next=following), parts)
    yield direct_message(scene, f"posture-review-{int(review.since.timestamp())}/{who.id}", who, card, settled=over)


def _ways_out(incident: str, over: bool) -> tuple[Item, ...]:
    if over:
        return (GO,)
    close = Button("restriction.form", _("Close access…"), on(incident))
    return (GO_FIRST, close, Button("posture.unchanged", _("Leave as is…"), on(incident)))
