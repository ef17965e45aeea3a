"""What answers change, and the severity they give."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.questions.facts import (
    AnswerWithdrawn,
    AssignmentDeclined,
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionReopened,
    QuestionSkipped,
    QuestionUnknown,
)
from bot.crisis.questions.state import Answered, Asking
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: QuestionAsked, was: Incident, event: Event) -> Change:
    return {"asked": (*was.asked, Asking(question=fact.question, nth=fact.nth, at=event.at, calls=fact.calls))}


def _answered(was: Incident, question: str, now: Answered) -> Change:
    return {"answers": {**was.answers, question: now}}


def _times(was: Incident, question: str) -> tuple[int, int]:
    before = was.answers.get(question)
    return (before.version, before.times_unknown) if before else (0, 0)


@becomes.register
def _(fact: QuestionAnswered, was: Incident, event: Event) -> Change:
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
def _(fact: QuestionUnknown, was: Incident, event: Event) -> Change:
    version, _ = _times(was, fact.question)
    now = Answered(
        state="unknown", by=fact.by, at=event.at, version=version, times_unknown=fact.times, reason=fact.reason
    )
    return _answered(was, fact.question, now)


@becomes.register
def _(fact: QuestionSkipped, was: Incident, event: Event) -> Change:
    version, unknown = _times(was, fact.question)
    now = Answered(state="skipped", by=fact.by, at=event.at, version=version, times_unknown=unknown, reason=fact.reason)
    return _answered(was, fact.question, now)


@becomes.register
def _(fact: QuestionReopened, was: Incident, event: Event) -> Change:
    before = was.answers.get(fact.question)
    return _answered(was, fact.question, before.model_copy(update={"open_again": True})) if before else {}


@becomes.register
def _(fact: AnswerWithdrawn, was: Incident, event: Event) -> Change:
    """The answer before it counts again; where there was none the question is as open as it was."""
    gone = was.answers.get(fact.question)
    if gone and fact.version > gone.version:
        return {}  # its words were erased: what is known is an answer before it
    if gone and gone.before:
        return _answered(was, fact.question, gone.before.model_copy(update={"version": gone.version}))
    return {"answers": {q: a for q, a in was.answers.items() if q != fact.question}}


def _handed(was: Incident, question: str, **update: object) -> Change:
    newest = was.asking(question)
    return {"asked": tuple(a.model_copy(update=update) if a is newest else a for a in was.asked)}


@becomes.register
def _(fact: QuestionAssigned, was: Incident, event: Event) -> Change:
    return _handed(was, fact.question, to=fact.to, by=fact.by, note=fact.note, handed_at=event.at)


@becomes.register
def _(fact: AssignmentDeclined, was: Incident, event: Event) -> Change:
    return _handed(was, fact.question, to=None, by=None, note="", handed_at=None)
