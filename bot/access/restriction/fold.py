"""What a restriction of access changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from bot.access.connectors.facts import AutomaticRestrictionOrdered
from bot.access.restriction.facts import (
    AccessFound,
    AccountSuspended,
    KeyholderAsked,
    KeyholderConfirmed,
    KeyholderLate,
    KeyholderUnable,
    RestrictionStarted,
    RestrictionStepLate,
    RestrictionStepSaved,
    RestrictionStepVerified,
    RestrictionStopped,
)
from bot.access.restriction.state import Doing, LoginCheck, Reminder, Restriction
from bot.crisis.incident import Incident
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()

CLAIM = timedelta(minutes=5)  # ours: from nobody being able to log in to the claim at the platform


@becomes.register
def _(fact: RestrictionStarted, was: Incident, event: Event) -> Change:
    checks = tuple(LoginCheck(person=person, asked_at=event.at) for person in fact.keyholders)
    steps = tuple(Doing(step=step) for step in fact.steps)
    given = fact.model_dump(exclude={"kind", "keyholders", "steps", "paths"})
    restriction = Restriction(seq=event.seq, at=event.at, keyholders=checks, paths=fact.paths, steps=steps, **given)
    return {"all": (*was.restrictions.all, restriction)}


@becomes.register
def _(fact: AccessFound, was: Incident, event: Event) -> Change:
    restriction = was.restriction(fact.account)
    if restriction is None:
        return {}
    steps = [_joined(doing, [path for step, path in fact.joins if step == doing.step.n]) for doing in restriction.steps]
    steps += [Doing(step=step) for step in fact.steps]
    return change_restriction(
        was,
        fact.account,
        paths=(*restriction.paths, *fact.paths),
        steps=tuple(steps),
        found=restriction.found + len(fact.paths),
    )


@becomes.register
def _(fact: KeyholderAsked, was: Incident, event: Event) -> Change:
    restriction = was.restriction(fact.account)
    if restriction is None:
        return {}
    others = tuple(check for check in restriction.keyholders if check.person.id != fact.who.id)
    return change_restriction(was, fact.account, keyholders=(*others, LoginCheck(person=fact.who, asked_at=event.at)))


@becomes.register
def _(fact: KeyholderConfirmed, was: Incident, event: Event) -> Change:
    """
    Who was asked later keeps their own access paths too: nothing is to be done about them, and nothing to be seen.
    """
    restriction = was.restriction(fact.account)
    own = {path.n for path in restriction.paths if path.holder.reveal() == fact.who.id} if restriction else set()
    confirmed = _check(was, fact.account, fact.who.id, state="confirmed", at=event.at, reason="")
    if restriction is None or not own:
        return confirmed

    def kept(doing: Doing) -> Change:
        mine = own.intersection(doing.step.paths)
        results = doing.results | dict.fromkeys(mine, "not_applicable")
        return {"results": results, "verified": tuple(sorted({*doing.verified, *mine}))}

    after = _with(was, confirmed)
    return _doing(after, fact.account, [doing.step.n for doing in restriction.steps], kept)


@becomes.register
def _(fact: KeyholderLate, was: Incident, event: Event) -> Change:
    return _check(was, fact.account, fact.who.id, late=fact.nth)


@becomes.register
def _(fact: KeyholderUnable, was: Incident, event: Event) -> Change:
    """Once nobody can log in, the account is claimed within minutes, whenever that is."""
    said = _check(was, fact.account, fact.who.id, state="unable", at=event.at, reason=fact.reason)
    after = _with(was, said)
    restriction = after.restriction(fact.account)
    if restriction is None or not restriction.is_lost:
        return said

    def at_once(doing: Doing) -> Change:
        return {"step": doing.step.model_copy(update={"due_at": event.at + CLAIM})}

    return _doing(after, fact.account, [d.step.n for d in restriction.steps if d.step.purpose == "lost"], at_once)


@becomes.register
def _(fact: RestrictionStepSaved, was: Incident, event: Event) -> Change:
    restriction = was.restriction(fact.account)
    doing = restriction.doing(fact.step) if restriction else None
    if restriction is None or doing is None:
        return {}
    parts = fact.paths or doing.parts
    changed = {
        "results": doing.results | dict.fromkeys(parts, fact.result),
        "verified": tuple(part for part in doing.verified if part not in parts),
        "by": fact.by,
        "doers": tuple(sorted({*doing.doers, fact.by.id})),
        "at": event.at,
        "link": fact.link,
        "exhibits": tuple(sorted({*doing.exhibits, *fact.exhibits})),
        "note": fact.note,
        "failed_at": doing.failed_at or (event.at if fact.result in ("could_not", "unknown") else None),
        "residual_until": fact.residual_until,
        "ordered": {path: seq for path, seq in doing.ordered.items() if path not in parts},
        "whys": {path: why for path, why in doing.whys.items() if path not in parts} | fact.whys,
        "also_removed": (*doing.also_removed, *fact.also_removed),
    }
    return _doing(was, fact.account, (fact.step,), lambda _: changed)


@becomes.register
def _(fact: AutomaticRestrictionOrdered, was: Incident, event: Event) -> Change:
    ordered = dict.fromkeys(fact.paths, event.seq)
    return _doing(was, fact.account, (fact.step,), lambda doing: {"ordered": doing.ordered | ordered})


@becomes.register
def _(fact: RestrictionStepVerified, was: Incident, event: Event) -> Change:
    def changed(doing: Doing) -> Change:
        parts = [part for part in doing.parts if not fact.paths or part in fact.paths]
        seen = tuple(sorted({*doing.verified, *parts}))
        return {"verified": seen, "verified_by": fact.by, "verified_at": event.at, "alone": fact.alone}

    return _doing(was, fact.account, fact.steps, changed)


@becomes.register
def _(fact: RestrictionStepLate, was: Incident, event: Event) -> Change:
    def changed(doing: Doing) -> Change:
        return {"late": fact.nth, "reminders": (*doing.reminders, Reminder(to=fact.to, at=event.at))}

    return _doing(was, fact.account, (fact.step,), changed)


@becomes.register
def _(fact: RestrictionStopped, was: Incident, event: Event) -> Change:
    return change_restriction(was, fact.account, stopped_at=event.at, stopped_by=fact.by)


@becomes.register
def _(fact: AccountSuspended, was: Incident, event: Event) -> Change:
    at, by = (None, None) if fact.over else (event.at, fact.by)
    return change_restriction(was, fact.account, suspended_at=at, suspended_by=by)


def barred(incident: Incident) -> tuple[Restriction, ...]:
    """
    The closings as they are once somebody is involved or no member, or is not any more: their login checks don't count.
    """
    out = {
        naming.person.reveal() for naming in incident.conflict.namings if not naming.ended
    } | incident.people.standings.keys()
    return tuple(_without(each, out) for each in incident.restrictions.all)


def _without(restriction: Restriction, involved: Collection[str]) -> Restriction:
    if all(check.barred == (check.person.id in involved) for check in restriction.keyholders):
        return restriction
    checks = (check.model_copy(update={"barred": check.person.id in involved}) for check in restriction.keyholders)
    # What was left to them as keyholders is open again, and stays so: it is to be closed like anybody's.
    named = {check.person.id for check in restriction.keyholders if not check.barred} & set(involved)
    left = {path.n for path in restriction.paths if path.holder.reveal() in named}
    steps = tuple(_reopened(doing, left) for doing in restriction.steps)
    return restriction.model_copy(update={"keyholders": tuple(checks), "steps": steps})


def _reopened(doing: Doing, paths: Collection[int]) -> Doing:
    """Without what was only said not to apply to these paths."""
    open_ = {path for path in paths if doing.results.get(path) == "not_applicable"}
    if not open_:
        return doing
    results = {path: result for path, result in doing.results.items() if path not in open_}
    seen = tuple(path for path in doing.verified if path not in open_)
    return doing.model_copy(update={"results": results, "verified": seen})


def change_restriction(was: Incident, account: str, **changed: object) -> Change:
    """The newest restriction of that account, changed."""
    newest = was.restriction(account)
    if newest is None:
        return {}
    return {"all": tuple(each.model_copy(update=changed) if each is newest else each for each in was.restrictions.all)}


def _joined(doing: Doing, paths: Iterable[int]) -> Doing:
    """A step that now closes more paths: of those, nothing is done yet."""
    more = tuple(paths)
    if not more:
        return doing
    step = doing.step.model_copy(update={"paths": (*doing.step.paths, *more)})
    return doing.model_copy(update={"step": step})


def _with(was: Incident, change: Change) -> Incident:
    return was.model_copy(update={"restrictions": was.restrictions.model_copy(update=change)})


def _check(was: Incident, account: str, who: str, **changed: object) -> Change:
    restriction = was.restriction(account)
    if restriction is None:
        return {}
    checks = (p.model_copy(update=changed) if p.person.id == who else p for p in restriction.keyholders)
    return change_restriction(was, account, keyholders=tuple(checks))


def _doing(was: Incident, account: str, steps: Iterable[int], changed: Callable[[Doing], Change]) -> Change:
    restriction, numbers = was.restriction(account), set(steps)
    if restriction is None:
        return {}
    after = (d.model_copy(update=changed(d)) if d.step.n in numbers else d for d in restriction.steps)
    return change_restriction(was, account, steps=tuple(after))
