"""What a posture that is proposed or set changes."""

from __future__ import annotations

from bot.access.posture.facts import StanceProposed, StanceReviewAsked, StanceSet
from bot.access.posture.state import StanceReview
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: StanceProposed, was: Incident, event: Event) -> Change:
    before = was.stance_proposed
    if before is not None and before.why == fact.why:
        return {"stance_proposed": fact}
    return {"stance_proposed": fact, "stance_proposed_at": event.at}


@becomes.register
def _(fact: StanceReviewAsked, was: Incident, event: Event) -> Change:
    proposed, since = was.stance_proposed, was.stance_proposed_at
    if proposed is None or since is None:
        return {}
    return {"stance_review": StanceReview(proposed=proposed, since=since, at=event.at)}


@becomes.register
def _(fact: StanceSet, was: Incident, event: Event) -> Change:
    others = () if fact.account == "" else (each for each in was.stances if each.account != fact.account)
    return {"stances": (*others, fact)}
