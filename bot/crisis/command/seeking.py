"""
Nobody commands, and it is critical or serious: who is asked to, one group after the other, each person once.

    responders ──5 min──▶ their deputies ──5 min──▶ admins ──30 min──▶ admins again, until somebody commands

Whose commander is no member any more asks the deputy first, at any level. The next step is counted from the one before
as it was recorded, so that what was missed while the bot was away is not made up for in a burst.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.crisis.command.facts import CommandSought
from bot.crisis.command.rules import seated
from bot.crisis.command.state import Sought
from bot.crisis.incident import Incident
from bot.crisis.paging import rules as paging
from bot.people.who import Someone
from bot.record.due import Due
from bot.record.fact import Fact, Level

Group = Literal["deputy", "responders", "deputies", "admins"]

STEP: Final = timedelta(minutes=5)  # ours: as long as a responder has to answer
AGAIN: Final = timedelta(minutes=30)  # ours: then whoever keeps the setup hears it once more
GROUPS: Final[tuple[Group, ...]] = ("responders", "deputies", "admins")


def since(incident: Incident) -> datetime | None:
    """Since when nobody commands; aware UTC. None while somebody does."""
    if seated(incident) is not None or incident.opening.opened_at is None:
        return None
    holder = incident.command.commander.id if incident.command.commander else ""
    named = (naming.at for naming in incident.conflict.namings if not naming.ended and naming.person.reveal() == holder)
    free = [
        incident.opening.opened_at,
        incident.resolving.reopened_at,
        incident.command.vacated.at if incident.command.vacated else None,
        *named,
    ]
    return max(at for at in free if at is not None)


def sought(incident: Incident) -> list[Sought]:
    """Who was asked since then, oldest first."""
    begun = since(incident)
    return [] if begun is None else [each for each in incident.command.sought if each.at >= begun]


def due(incident: Incident) -> list[Due]:
    """The next group; once all were asked, the admins again."""
    begun, before = since(incident), sought(incident)
    if begun is None or incident.level not in (Level.critical, Level.high):
        return []
    asking = _next(incident, before)
    if asking is None:
        return []
    last = before[-1] if before else None
    is_again = all(someone.id in _asked(before) for someone in asking.people)
    wait = AGAIN if is_again else timedelta() if last is None and incident.command.vacated else STEP
    key = f"seek/{len(before)}@{begun.isoformat()}"
    return [Due(at=(last.at if last else begun) + wait, key=key, facts=(asking,))]


def follows(incident: Incident) -> list[Fact]:
    """Who had command is no member any more: the deputy is asked at once, whatever the level."""
    if incident.command.vacated is None or sought(incident):
        return []
    named = paging.deputy_of(incident, incident.command.vacated.by.id)
    deputies = [*incident.holders("deputy"), *([named] if named else [])]
    people = _free(incident, deputies)[:1]
    return [CommandSought(group="deputy", people=tuple(people))] if people else []


def _next(incident: Incident, before: list[Sought]) -> CommandSought | None:
    asked = _asked(before)
    done = {each.group for each in before}
    for group in GROUPS:
        people = [one for one in _free(incident, _of(incident, group)) if one.id not in asked]
        if group not in done and people:
            return CommandSought(group=group, people=tuple(people))
    admins = _free(incident, incident.opening.admins)
    return CommandSought(group="admins", people=tuple(admins)) if admins else None


def _asked(before: list[Sought]) -> set[str]:
    return {someone.id for each in before for someone in each.people}


def _of(incident: Incident, group: Group) -> list[Someone]:
    match group:
        case "responders":
            return [
                *([incident.opening.opener] if incident.opening.opener else []),
                *paging.paged(incident, deputies=False),
            ]
        case "deputies" | "deputy":
            named = (each.deputy for each in incident.opening.responders if each.deputy)
            return [*incident.holders("deputy"), *paging.paged(incident, deputies=True), *named]
        case "admins":
            return list(incident.opening.admins)


def _free(incident: Incident, people: Iterable[Someone]) -> list[Someone]:
    """Each once, and nobody of whom nothing can be asked."""
    return [one for one in {each.id: each for each in people}.values() if not incident.is_out(one.id)]
