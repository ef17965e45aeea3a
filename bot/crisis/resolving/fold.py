"""What resolving and reopening change."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.resolving.facts import Reopened, Resolved
from bot.crisis.resolving.state import Ending
from bot.crisis.undo.facts import Undone
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: Resolved, was: Incident, event: Event) -> Change:
    nth = was.resolving.times + 1
    ending = Ending(at=event.at, nth=nth, checksum=f"{event.seq}:{event.hash}", **fact.model_dump(exclude={"kind"}))
    return {"ending": ending, "times": nth}


@becomes.register
def _(fact: Reopened, was: Incident, event: Event) -> Change:
    why = {"reopened_by": fact.by, "reopened_because": fact.reason}
    return {"ending": None, "reopened_at": event.at, **why}


@becomes.register
def _(fact: Undone, was: Incident, event: Event) -> Change:
    press = was.undo.press(event.by, fact.seq)
    if press is None or press.what != "resolve":
        return {}
    ended = (was.resolving.ending,) if was.resolving.ending else ()
    return {"ending": None, "reopened_at": event.at, "undone": (*was.resolving.undone, *ended)}
