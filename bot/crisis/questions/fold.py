"""What answers change, and the severity they give."""

from __future__ import annotations

from bot.access.restriction.keyholders import QUESTION as KEEPS
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
from bot.crisis.timeline.facts import SourceDeleted, SourceEdited
from bot.crisis.undo.facts import Undone
from bot.people.conflict.facts import NamingTakenBack
from bot.people.facts import StandingChanged
from bot.people.who import Standing
from bot.record.becomes import Change, becoming
from bot.record.event import Event

becomes = becoming()


@becomes.register
def _(fact: QuestionAsked, was: Incident, event: Event) -> Change:
    return {
        "asked": (
            *was.questions.asked,
            Asking(question=fact.question, nth=fact.nth, at=event.at, mentions=fact.mentions),
        )
    }


def _answered(was: Incident, question: str, now: Answered) -> Change:
    return {"answers": {**was.questions.answers, question: now}}


def _times(was: Incident, question: str) -> tuple[int, int]:
    before = was.questions.answers.get(question)
    return (before.version, before.times_unknown) if before else (0, 0)


@becomes.register
def _(fact: QuestionAnswered, was: Incident, event: Event) -> Change:
    _, unknown = _times(was, fact.question)
    before = was.questions.answers.get(fact.question)
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
    before = was.questions.answers.get(fact.question)
    return _answered(was, fact.question, before.model_copy(update={"open_again": True})) if before else {}


@becomes.register
def _(fact: AnswerWithdrawn, was: Incident, event: Event) -> Change:
    """The answer before it counts again; where there was none the question is as open as it was."""
    gone = was.questions.answers.get(fact.question)
    if gone and fact.version > gone.version:
        return {}  # its words were erased: what is known is an answer before it
    if gone and gone.before:
        return _answered(was, fact.question, gone.before.model_copy(update={"version": gone.version}))
    return {"answers": {q: a for q, a in was.questions.answers.items() if q != fact.question}}


def _handed(was: Incident, question: str, **update: object) -> Change:
    newest = was.questions.asking(question)
    return {"asked": tuple(a.model_copy(update=update) if a is newest else a for a in was.questions.asked)}


@becomes.register
def _(fact: QuestionAssigned, was: Incident, event: Event) -> Change:
    return _handed(was, fact.question, to=fact.to, by=fact.by, note=fact.note, handed_at=event.at)


@becomes.register
def _(fact: AssignmentDeclined, was: Incident, event: Event) -> Change:
    return _handed(was, fact.question, to=None, by=None, note="", handed_at=None)


@becomes.register
def _(fact: StandingChanged, was: Incident, event: Event) -> Change:
    """What was handed to somebody who is no member any more is anybody's again."""
    if fact.standing is Standing.member:
        return {}
    nobody = {"to": None, "by": None, "note": "", "handed_at": None}
    return {
        "asked": tuple(
            each.model_copy(update=nobody) if each.to and each.to.id == fact.person.id else each
            for each in was.questions.asked
        )
    }


@becomes.register
def _(fact: SourceEdited, was: Incident, event: Event) -> Change:
    return _at_its_source(was, fact.question, source_edited_at=event.at)


@becomes.register
def _(fact: SourceDeleted, was: Incident, event: Event) -> Change:
    return _at_its_source(was, fact.question, source_deleted_at=event.at)


def _at_its_source(was: Incident, question: str, **update: object) -> Change:
    """What became of the message an answer was taken from."""
    known = was.questions.answers.get(question)
    return _answered(was, question, known.model_copy(update=update)) if known else {}


@becomes.register
def _(fact: Undone, was: Incident, event: Event) -> Change:
    """The version stays as high as it was: a form that was opened meanwhile is still overtaken."""
    press = was.undo.press(event.by, fact.seq)
    if press is None or press.what != "answer":
        return {}
    gone = was.questions.answers.get(press.of)
    if press.answer is None or gone is None:
        return {
            "answers": {question: known for question, known in was.questions.answers.items() if question != press.of}
        }
    return _answered(was, press.of, press.answer.model_copy(update={"version": gone.version}))


@becomes.register
def _(fact: NamingTakenBack, was: Incident, event: Event) -> Change:
    """No answer names them any more."""
    id = fact.person.reveal()
    return {
        "answers": {
            q: _without(answered, id) if q != KEEPS else answered for q, answered in was.questions.answers.items()
        }
    }


def _without(answered: Answered, person: str) -> Answered:
    """The same answer, and the one before it, without this person."""
    before = _without(answered.before, person) if answered.before else None
    people = answered.answer.private_people
    if before == answered.before and not any(person == who.reveal() for ids in people.values() for who in ids):
        return answered
    left = {name: tuple(who for who in ids if who.reveal() != person) for name, ids in people.items()}
    answer = answered.answer.model_copy(update={"private_people": left})
    return answered.model_copy(update={"answer": answer, "before": before})
