"""
An incident is the fold of its events: ``apply`` is the only way its state changes, and it looks at nothing else.

    (nothing) ──opened──▶ open ──resolved──▶ resolved ──reopened──▶ open
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from bot.domain import events as e
from bot.domain.incident import Answered, Asking, Call, Computed, Ending, Incident, Inside, Offer, SetLevel
from bot.domain.people import Someone


def fold(incident: Incident, events: Iterable[e.Event]) -> Incident:
    """The state after these events, which follow those already folded in."""
    for event in events:
        incident = apply(incident, event)
    return incident


def _counted(incident: Incident, fact: e.Fact) -> dict[str, int]:
    if not isinstance(fact, e.Noted):
        return incident.counts
    return {**incident.counts, fact.as_.value: incident.counts.get(fact.as_.value, 0) + 1}


def apply(incident: Incident, event: e.Event) -> Incident:
    """The state after one more event."""
    if event.seq != incident.seq + 1:
        raise ValueError(f"event {event.seq} does not follow {incident.seq} of {incident.id}")
    fact = event.fact
    changed = becomes(fact, incident, event)
    seen = incident.commander is not None and event.by == incident.commander.id
    return incident.model_copy(
        update={
            "counts": _counted(incident, fact),
            "commander_seen_at": event.at if seen else incident.commander_seen_at,
            **changed,
            "seq": event.seq,
            "head": event.hash,
            "changed_at": event.at,
        }
    )


Change = dict[str, object]


@singledispatch
def becomes(fact: e.Fact, was: Incident, event: e.Event) -> Change:
    """What a fact changes. Facts that only stand on the timeline change nothing."""
    return {}


@becomes.register
def _(fact: e.Opened, was: Incident, event: e.Event) -> Change:
    names = ("title", "tag", "language", "zone", "brand", "listed", "announce_in", "hr", "legal", "opener")
    others = [r for r in fact.responders if r.person.id != fact.opener.id]
    return {
        **{name: getattr(fact, name) for name in names},
        "opened_at": event.at,
        "calls": tuple(Call(person=r.person, deputy=r.deputy, at=event.at) for r in others),
        "inside": {fact.opener.id: Inside(person=fact.opener, since=event.at)},
    }


@becomes.register
def _(fact: e.StepRefused, was: Incident, event: e.Event) -> Change:
    return {"refused": {**was.refused, fact.step: fact.reason}}


@becomes.register
def _(fact: e.StepRetried, was: Incident, event: e.Event) -> Change:
    return {"refused": {step: why for step, why in was.refused.items() if step != fact.step}}


@becomes.register
def _(fact: e.Joined, was: Incident, event: e.Event) -> Change:
    there = Inside(person=fact.person, standing=fact.standing, since=event.at)
    return {"inside": {**was.inside, fact.person.id: there}}


@becomes.register
def _(fact: e.Left, was: Incident, event: e.Event) -> Change:
    return {"inside": {who: there for who, there in was.inside.items() if who != fact.person.id}}


def _called(was: Incident, person: str, **update: object) -> tuple[Call, ...]:
    return tuple(c.model_copy(update=update) if c.person.id == person else c for c in was.calls)


@becomes.register
def _(fact: e.ResponderComing, was: Incident, event: e.Event) -> Change:
    return {"calls": _called(was, fact.person.id, state="coming")}


@becomes.register
def _(fact: e.ResponderUnable, was: Incident, event: e.Event) -> Change:
    return {"calls": _called(was, fact.person.id, state="unable")}


@becomes.register
def _(fact: e.DeputyAsked, was: Incident, event: e.Event) -> Change:
    calls = tuple(
        c.model_copy(update={"state": "silent"}) if c.person.id == fact.responder.id and c.state == "called" else c
        for c in was.calls
    )
    return {"calls": (*calls, Call(person=fact.deputy, at=event.at, stands_in_for=fact.responder))}


@becomes.register
def _(fact: e.KindSet, was: Incident, event: e.Event) -> Change:
    return {"playbook": fact.playbook}


@becomes.register
def _(fact: e.QuestionAsked, was: Incident, event: e.Event) -> Change:
    return {"asked": (*was.asked, Asking(question=fact.question, nth=fact.nth, at=event.at))}


def _answered(was: Incident, question: str, now: Answered) -> Change:
    return {"answers": {**was.answers, question: now}}


def _times(was: Incident, question: str) -> tuple[int, int]:
    before = was.answers.get(question)
    return (before.version, before.times_unknown) if before else (0, 0)


@becomes.register
def _(fact: e.QuestionAnswered, was: Incident, event: e.Event) -> Change:
    _, unknown = _times(was, fact.question)
    before = was.answers.get(fact.question)
    now = Answered(
        state="answered",
        answer=fact.answer,
        by=fact.by,
        at=event.at,
        version=fact.version,
        times_unknown=unknown,
        before=before.model_copy(update={"before": None, "open_again": False}) if before else None,
    )
    return _answered(was, fact.question, now)


@becomes.register
def _(fact: e.QuestionUnknown, was: Incident, event: e.Event) -> Change:
    version, _ = _times(was, fact.question)
    now = Answered(
        state="unknown", by=fact.by, at=event.at, version=version, times_unknown=fact.times, reason=fact.reason
    )
    return _answered(was, fact.question, now)


@becomes.register
def _(fact: e.QuestionSkipped, was: Incident, event: e.Event) -> Change:
    version, unknown = _times(was, fact.question)
    now = Answered(state="skipped", by=fact.by, at=event.at, version=version, times_unknown=unknown, reason=fact.reason)
    return _answered(was, fact.question, now)


@becomes.register
def _(fact: e.QuestionReopened, was: Incident, event: e.Event) -> Change:
    before = was.answers.get(fact.question)
    return _answered(was, fact.question, before.model_copy(update={"open_again": True})) if before else {}


@becomes.register
def _(fact: e.AnswerWithdrawn, was: Incident, event: e.Event) -> Change:
    """The answer before it counts again; where there was none the question is as open as it was."""
    gone = was.answers.get(fact.question)
    if gone and gone.before:
        return _answered(was, fact.question, gone.before.model_copy(update={"version": gone.version}))
    return {"answers": {q: a for q, a in was.answers.items() if q != fact.question}}


def _handed(was: Incident, question: str, **update: object) -> Change:
    newest = was.asking(question)
    return {"asked": tuple(a.model_copy(update=update) if a is newest else a for a in was.asked)}


@becomes.register
def _(fact: e.QuestionAssigned, was: Incident, event: e.Event) -> Change:
    return _handed(was, fact.question, to=fact.to, by=fact.by, note=fact.note, handed_at=event.at)


@becomes.register
def _(fact: e.AssignmentDeclined, was: Incident, event: e.Event) -> Change:
    return _handed(was, fact.question, to=None, by=None, note="", handed_at=None)


@becomes.register
def _(fact: e.SeverityComputed, was: Incident, event: e.Event) -> Change:
    return {"computed": Computed(**fact.model_dump(exclude={"kind"}))}


@becomes.register
def _(fact: e.SeveritySet, was: Incident, event: e.Event) -> Change:
    return {"level_set": SetLevel(level=fact.level, reason=fact.reason, by=fact.by, at=event.at)}


def _commands(was: Incident, by: Someone, event: e.Event) -> Change:
    taken = was.offer is not None and was.offer.to.id == by.id
    ended = _ended(was, "accepted" if taken else "over", event)
    return {"commander": by, "commander_since": event.at, "commander_seen_at": event.at, **ended}


def _ended(was: Incident, how: str, event: e.Event) -> Change:
    """The offer that stood, if one did, and how it ended."""
    if was.offer is None:
        return {}
    ended = was.offer.model_copy(update={"ended": how, "ended_at": event.at})
    return {"offer": None, "past_offers": (*was.past_offers, ended)}


@becomes.register
def _(fact: e.CommandTaken, was: Incident, event: e.Event) -> Change:
    return _commands(was, fact.by, event)


@becomes.register
def _(fact: e.CommandAccepted, was: Incident, event: e.Event) -> Change:
    return _commands(was, fact.by, event)


@becomes.register
def _(fact: e.CommandOffered, was: Incident, event: e.Event) -> Change:
    offer = Offer(to=fact.to, by=fact.by, at=event.at, open_decisions=fact.open_decisions, resting=fact.resting)
    return {**_ended(was, "over", event), "offer": offer}


@becomes.register
def _(fact: e.CommandRefused, was: Incident, event: e.Event) -> Change:
    return _ended(was, "refused", event)


@becomes.register
def _(fact: e.Noted, was: Incident, event: e.Event) -> Change:
    return {"notes": was.notes + 1}


@becomes.register
def _(fact: e.LanguageSet, was: Incident, event: e.Event) -> Change:
    return {"language": fact.language}


@becomes.register
def _(fact: e.Resolved, was: Incident, event: e.Event) -> Change:
    ending = Ending(at=event.at, head=f"{event.seq}:{event.hash}", **fact.model_dump(exclude={"kind"}))
    return {"ending": ending, "resolved_times": was.resolved_times + 1, **_ended(was, "over", event)}


@becomes.register
def _(fact: e.Reopened, was: Incident, event: e.Event) -> Change:
    return {"ending": None, "reopened_at": event.at}
