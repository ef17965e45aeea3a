"""
What a connector closes and gives back by itself: what may be ordered, what is left to do, what became of it.

    ordered (an event) ──read, close, read again──▶ done and verified, or not, with the reason ──▶ ordered once more
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access.connectors.facts import AutomaticRestrictionOrdered
from bot.access.connectors.holding import WHY, Closed, Outcome
from bot.access.restriction.facts import RestrictionStepSaved, RestrictionStepVerified, Result
from bot.access.restriction.login_check import must_be_on, no_keyholder
from bot.access.restriction.progress import going_on
from bot.access.restriction.state import Doing, Restriction
from bot.approval import must_be_as_shown
from bot.crisis.incident import Incident
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.event import BOT
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.text import Words, _

DONE: tuple[Result, ...] = ("done", "not_applicable")
RESULTS: Mapping[Outcome, Result] = {
    Outcome.closed: "done",
    Outcome.already: "done",
    Outcome.open: "could_not",
    Outcome.needs_person: "could_not",
    Outcome.unknown: "unknown",
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one connector closes in one step."""

    account: str
    step: int
    connector: str
    paths: tuple[int, ...]


def closable(restriction: Restriction) -> list[Share]:
    """What connectors may still close; nothing of a closing that is over or was stopped."""
    if not restriction.is_on:
        return []
    shares = (
        _share(restriction, d, lambda d, n: d.results.get(n) not in DONE and n not in d.ordered)
        for d in restriction.steps
    )
    return [share for share in shares if share.paths and not is_stopped(restriction, share.connector)]


def is_stopped(restriction: Restriction, connector: str) -> bool:
    """Whether it removed people whom nobody told it to remove: then people go on by hand."""
    return any(doing.also_removed and doing.step.connector == connector for doing in restriction.steps)


def ordered(incident: Incident) -> list[Share]:
    """What was ordered and is not answered yet; only while somebody has proven that they can log in."""
    if incident.is_resolved:
        return []
    restrictions = [each for each in going_on(incident) if each.is_confirmed]
    shares = (_share(each, doing, lambda d, n: n in d.ordered) for each in restrictions for doing in each.steps)
    return [share for share in shares if share.paths]


def _share(restriction: Restriction, doing: Doing, holds: Callable[[Doing, int], bool]) -> Share:
    """The paths of a step that its connector closes, of those for which *holds*."""
    name = doing.step.connector
    mine = {path.n for path in restriction.paths if name and path.connector == name}
    return Share(
        restriction.account, doing.step.n, name, tuple(n for n in doing.step.paths if n in mine and holds(doing, n))
    )


def order(incident: Incident, account: str, shown: str, by: Someone) -> list[Fact]:
    """
    A connector is to close what is left.

    Args:
        shown: The mark of what the form said is ``closable``: nothing is ordered that was not previewed.
    """
    restriction = must_be_closable(incident, account)
    must_be_as_shown(closable(restriction), shown, _("This has changed since. Nothing was ordered. Look again."))
    return [
        AutomaticRestrictionOrdered(
            account=account,
            handle=restriction.handle,
            step=share.step,
            paths=share.paths,
            connector=share.connector,
            by=by,
        )
        for share in closable(restriction)
    ]


def must_be_closable(incident: Incident, account: str) -> Restriction:
    """The run of that account; refused where nothing can be closed by itself now."""
    restriction = must_be_on(incident, account)
    if not restriction.is_confirmed:
        raise Refused(no_keyholder(restriction.handle), code="no_keyholder")
    if not closable(restriction):
        raise Refused(_("Nothing here can be closed by itself now. Use Next step…"), code="nothing")
    return restriction


def saved(restriction: Restriction, share: Share, became: Mapping[int, Closed], now: datetime) -> list[Fact]:
    """
    What the connector's answers mean, as facts: the platform itself, read again, is who else has looked.

    Args:
        became: By way, of those that are still ordered.
    """
    doing = restriction.doing(share.step)
    waiting = {n: closed for n, closed in became.items() if doing is not None and n in doing.ordered}
    by, facts = by_connector(share.connector), list[Fact]()
    until = _residual(doing, waiting.values(), now) if doing else None
    others = {one.external: Restricted(one.name) for closed in waiting.values() for one in closed.lost}
    for result in ("could_not", "unknown", "done"):
        paths = tuple(n for n, closed in waiting.items() if RESULTS[closed.outcome] == result)
        if paths and doing:
            said = RestrictionStepSaved(
                account=share.account,
                handle=restriction.handle,
                step=share.step,
                purpose=doing.step.purpose,
                result=result,
                paths=paths,
                by=by,
                note=doing.note,
                link=doing.link,
                residual_until=until,
                whys={n: str(why) for n in paths if (why := waiting[n].why)},
                also_removed=tuple(others.values()),
            )
            facts.append(said)
            others = {}
    if done := tuple(n for n, closed in waiting.items() if closed.is_settled):
        verified = RestrictionStepVerified(
            account=share.account, handle=restriction.handle, steps=(share.step,), paths=done, by=by, saw=Restricted("")
        )
        facts.append(verified)
    return facts


def _residual(doing: Doing, became: Iterable[Closed], now: datetime) -> datetime | None:
    """Until when somebody may still post; never sooner than was said before."""
    minutes = [each.residual_minutes for each in became if each.is_settled and each.residual_minutes is not None]
    times = [doing.residual_until, now + timedelta(minutes=max(minutes)) if minutes else None]
    return max((at for at in times if at), default=None)


def whys(restriction: Restriction, doing: Doing) -> list[tuple[str, Words]]:
    """Whose way a connector did not close, and why. Holders' names: for those allowed alone."""
    named = ((restriction.path(n), WHY.get(why)) for n, why in sorted(doing.whys.items()))
    return [(path.name.reveal(), words) for path, words in named if path and words]


def also_removed(doing: Doing) -> tuple[str, ...]:
    """Whom the platform removed though nobody ordered it. Names: for those allowed alone."""
    return tuple(name.reveal() for name in doing.also_removed)


def by_connector(connector: str) -> Someone:
    """The bot, under the connector's name."""
    return Someone(id=BOT, name=connector)
