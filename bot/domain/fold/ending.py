"""What resolving and reopening change."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.fold.becomes import Change, becomes
from bot.domain.fold.command import ended
from bot.domain.incident import Ending, Incident


@becomes.register
def _(fact: e.Resolved, was: Incident, event: e.Event) -> Change:
    nth = was.resolved_times + 1
    ending = Ending(at=event.at, nth=nth, head=f"{event.seq}:{event.hash}", **fact.model_dump(exclude={"kind"}))
    return {"ending": ending, "resolved_times": nth, **ended(was, "over", event)}


@becomes.register
def _(fact: e.Reopened, was: Incident, event: e.Event) -> Change:
    why = {"reopened_by": fact.by, "reopened_because": fact.reason}
    return {"ending": None, "reopened_at": event.at, **why}
