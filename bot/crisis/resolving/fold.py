"""What resolving and reopening change."""

from __future__ import annotations

from bot.crisis.command.fold import ended
from bot.crisis.incident import Ending, Incident
from bot.record import event as e
from bot.record.becomes import Change, becomes


@becomes.register
def _(fact: e.Resolved, was: Incident, event: e.Event) -> Change:
    nth = was.resolved_times + 1
    ending = Ending(at=event.at, nth=nth, head=f"{event.seq}:{event.hash}", **fact.model_dump(exclude={"kind"}))
    return {"ending": ending, "resolved_times": nth, **ended(was, "over", event)}


@becomes.register
def _(fact: e.Reopened, was: Incident, event: e.Event) -> Change:
    why = {"reopened_by": fact.by, "reopened_because": fact.reason}
    return {"ending": None, "reopened_at": event.at, **why}
