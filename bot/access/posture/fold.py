"""What a posture that is proposed or set changes."""

from __future__ import annotations

from bot.access.posture.facts import PostureProposed, PostureReviewAsked, PostureSet
from bot.access.posture.state import PostureReview
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: PostureProposed, was: Incident, event: Event) -> Change:
    before = was.posture_proposed
    if before is not None and before.why == fact.why:
        return {"posture_proposed": fact}
    return {"posture_proposed": fact, "posture_proposed_at": event.at}


@becomes.register
def _(fact: PostureReviewAsked, was: Incident, event: Event) -> Change:
    proposed, since = was.posture_proposed, was.posture_proposed_at
    if proposed is None or since is None:
        return {}
    return {"posture_review": PostureReview(proposed=proposed, since=since, at=event.at)}


@becomes.register
def _(fact: PostureSet, was: Incident, event: Event) -> Change:
    others = () if fact.account == "" else (each for each in was.postures if each.account != fact.account)
    return {"postures": (*others, fact)}
