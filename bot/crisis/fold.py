"""What every event changes in an incident, beside what its fact says."""

from __future__ import annotations

from bot.access.restriction import fold as restriction
from bot.capabilities import folds
from bot.crisis.command import fold as command
from bot.crisis.incident import Incident
from bot.crisis.undo import fold as undo
from bot.people.conflict import fold as conflict
from bot.people.facts import SignOfLife
from bot.record.event import BOT, Event


def after(incident: Incident, event: Event) -> Incident:
    """The incident after one more event."""
    fact = event.fact
    changed = {name: value for fold in folds(type(fact)) for name, value in fold(fact, incident, event).items()}
    alive = fact.person.id if isinstance(fact, SignOfLife) else event.by
    seen = incident.commander is not None and alive == incident.commander.id
    then = incident.model_copy(
        update={
            "commander_seen_at": event.at if seen else incident.commander_seen_at,
            "signs": incident.signs | ({alive: event.at} if alive != BOT else {}),
            "silences": command.heard(incident, "present", None, event) if seen else incident.silences,
            **changed,
            "seq": event.seq,
            "head": event.hash,
            "changed_at": event.at,
        }
    )
    namings = conflict.namings(incident, then, event)
    presses, refused = undo.presses(incident, then, event), conflict.refused(then, namings)
    then = then.model_copy(update={"namings": namings, "presses": presses, "refused": refused})
    return then.model_copy(update={"runs": restriction.barred(then)}) if then.runs else then
