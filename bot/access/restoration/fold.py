"""What restoring access changes."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.connectors.facts import AccessNotRestored, AutomaticRestorationOrdered
from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered, RestorationVerified
from bot.access.restriction.fold import change_restriction
from bot.access.restriction.state import Decided
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: RestorationOrdered, was: Incident, event: Event) -> Change:
    return change_restriction(was, fact.account, restoration_at=event.at, restoration_by=fact.by)


@becomes.register
def _(fact: AccessDecided, was: Incident, event: Event) -> Change:
    given = fact.model_dump(exclude={"kind", "account", "paths", "reason"})
    return _decided(was, fact.account, {path: Decided(at=event.at, reason=fact.reason, **given) for path in fact.paths})


@becomes.register
def _(fact: AutomaticRestorationOrdered, was: Incident, event: Event) -> Change:
    return _each_decided(was, fact.account, fact.paths, ordered=event.seq, why="")


@becomes.register
def _(fact: AccessNotRestored, was: Incident, event: Event) -> Change:
    restriction = was.restriction(fact.account)
    known = restriction.decided if restriction else {}
    failed = {n: known[n].model_copy(update={"ordered": 0, "why": why}) for n, why in fact.whys.items() if n in known}
    return _decided(was, fact.account, failed)


@becomes.register
def _(fact: AccessRestored, was: Incident, event: Event) -> Change:
    return _each_decided(was, fact.account, fact.paths, returned_by=fact.by, ordered=0, why="")


@becomes.register
def _(fact: RestorationVerified, was: Incident, event: Event) -> Change:
    changed = {"verified_by": fact.by, "verified_at": event.at, "alone": fact.alone}
    return _each_decided(was, fact.account, fact.paths, **changed)


def _decided(was: Incident, account: str, decided: dict[int, Decided]) -> Change:
    restriction = was.restriction(account)
    return change_restriction(was, account, decided=restriction.decided | decided) if restriction else {}


def _each_decided(was: Incident, account: str, paths: Iterable[int], **changed: object) -> Change:
    restriction = was.restriction(account)
    known = restriction.decided if restriction else {}
    return _decided(was, account, {n: known[n].model_copy(update=changed) for n in paths if n in known})
