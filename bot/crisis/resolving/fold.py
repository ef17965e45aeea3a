"""What resolving and reopening change."""

from __future__ import annotations

from bot.crisis.command.fold import ended
from bot.crisis.incident import Incident
from bot.crisis.resolving.facts import Reopened, Resolved
from bot.crisis.resolving.state import Ending
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: Resolved, was: Incident, event: Event) -> Change:
    nth = was.resolved_times + 1
    ending = Ending(at=event.at, nth=nth, head=f"{event.seq}:{event.hash}", **fact.model_dump(exclude={"kind"}))
    return {"ending": ending, "resolved_times": nth, **ended(was, "over", event)}


@becomes.register
def _(fact: Reopened, was: Incident, event: Event) -> Change:
    why = {"reopened_by": fact.by, "reopened_because": fact.reason}
    return {"ending": None, "reopened_at": event.at, **why}
