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
    before = was.posture.proposed
    if before is not None and before.why == fact.why:
        return {"proposed": fact}
    return {"proposed": fact, "proposed_at": event.at}


@becomes.register
def _(fact: PostureReviewAsked, was: Incident, event: Event) -> Change:
    proposed, since = was.posture.proposed, was.posture.proposed_at
    if proposed is None or since is None:
        return {}
    return {"review": PostureReview(proposed=proposed, since=since, at=event.at)}


@becomes.register
def _(fact: PostureSet, was: Incident, event: Event) -> Change:
    others = () if fact.account == "" else (each for each in was.posture.postures if each.account != fact.account)
    return {"postures": (*others, fact)}
