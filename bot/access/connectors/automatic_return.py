"""What a connector gives back by itself: who is in the snapshot, is to come back as they were, and has not left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.access.connectors.automatic import Share, by_connector
from bot.access.connectors.facts import AccessNotRestored, AutomaticRestorationOrdered
from bot.access.connectors.holding import Closed, Why
from bot.access.register.derived import is_gone
from bot.access.register.state import Register
from bot.access.restoration.facts import AccessRestored, RestorationVerified
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.progress import newest
from bot.access.restriction.state import Restriction
from bot.crisis.incident import Incident
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import _


def returnable(register: Register, restriction: Restriction, now: datetime) -> list[int]:
    """
    Paths a connector may give back: those of the snapshot that are to come back as they were.

    Never of somebody who left, whatever was decided: a person does that. A lower level, or an end, is a person's too.
    """
    return [
        path.n
        for path in restriction.paths
        if (decided := restriction.decided.get(path.n)) is not None
        and decided.decision == "back"
        and decided.until is None
        and decided.returned_by is None
        and not decided.ordered
        and path.connector
        and not has_left(register, path, now)
    ]


def has_left(register: Register, path: RestrictedPath, now: datetime) -> bool:
    """Whether it was a leaver's when closing began, or is one's now."""
    return path.leaver or is_gone(register, path.holder.reveal(), now)


def order_return(register: Register, incident: Incident, account: str, now: datetime, by: Someone) -> list[Fact]:
    """A connector is to give back what was decided."""
    restriction = incident.restriction(account)
    if restriction is None or restriction.restoration_at is None or restriction.is_lost:
        raise Refused(_("Nothing is being given back there. Nothing was changed."), code="no_restriction")
    paths = returnable(register, restriction, now)
    if not paths:
        raise Refused(_("Nothing here can be given back by itself. A person does it."), code="nothing")
    return [AutomaticRestorationOrdered(account=account, handle=restriction.handle, paths=tuple(paths), by=by)]


def to_return(incident: Incident) -> list[Share]:
    """What is to be given back and was not answered yet, by connector."""
    shares: dict[tuple[str, str], list[int]] = {}
    for restriction in newest(incident) if not incident.is_resolved else ():
        for path in restriction.paths:
            if (decided := restriction.decided.get(path.n)) and decided.ordered and decided.returned_by is None:
                shares.setdefault((restriction.account, path.connector), []).append(path.n)
    return [Share(account, 0, connector, tuple(paths)) for (account, connector), paths in shares.items()]


def returned(restriction: Restriction, share: Share, became: Mapping[int, Closed]) -> list[Fact]:
    """What became of giving back, as facts."""
    waiting = {n: closed for n, closed in became.items() if n in restriction.decided and restriction.decided[n].ordered}
    back = tuple(n for n, closed in waiting.items() if closed.is_settled)
    account, handle, by = share.account, restriction.handle, by_connector(share.connector)
    facts: list[Fact] = []
    if back:
        facts.append(AccessRestored(account=account, handle=handle, paths=back, by=by))
        facts.append(RestorationVerified(account=account, handle=handle, paths=back, by=by))
    if failed := {n: str(closed.why or Why.by_hand) for n, closed in waiting.items() if not closed.is_settled}:
        facts.append(AccessNotRestored(account=account, handle=handle, whys=failed, by=by))
    return facts
