"""
Finding out what happened: one question at a time, each answered, not known yet, not needed, or handed to somebody.

    (to come) ──asked──▶ open ──answered · not known · not needed──▶ settled
                          ▲                                              │
                          └── gone back to · asked again · taken away ───┘

One question is open to everybody (``questions.current``). Those handed to somebody stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.crisis import wording
from bot.crisis.incident import Incident
from bot.crisis.playbook import UNKNOWN, Book, Question
from bot.crisis.questions import values
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
from bot.crisis.questions.order import applies, current, in_order, is_again, is_open
from bot.crisis.questions.state import Answered
from bot.crisis.questions.values import Given
from bot.crisis.severity.rules import NOT_KNOWN_IN
from bot.errors import Refused
from bot.people.permission import may_read_restricted
from bot.people.who import Person, Someone
from bot.record.due import Due
from bot.record.fact import Fact, MessageRef
from bot.text import Moment, Name, Words, _

STEPS_ASIDE: Final = timedelta(minutes=5)  # ours: so long one that is asked again holds up the others
EVER: Final = datetime.min.replace(tzinfo=UTC)
NEVER: Final = datetime.max.replace(tzinfo=UTC)
TAKEN_BACK_WITHIN: Final = timedelta(minutes=10)  # ux.md §3.2: Not an answer


def ask_next(incident: Incident, book: Book) -> list[Fact]:
    """
    The next question, if none is open to everybody and one remains.

    One that was not known and whose time has come goes first, so that what was promised is kept.
    """
    if incident.is_resolved or incident.changed_at is None or incident.changed_at < _free_at(incident, book):
        return []
    if again := [id for at, id in _to_ask_again(incident, book) if at <= incident.changed_at]:
        return [_asked(incident, again[0])]
    never = _never_asked(incident, book)
    return [_asked(incident, never)] if never else []


def _never_asked(incident: Incident, book: Book) -> str | None:
    for question in book.questions:
        never = not incident.questions.asking(question.id) and question.id not in incident.questions.answers
        if never and applies(incident, question):
            return question.id
    return None


def _free_at(incident: Incident, book: Book) -> datetime:
    """
    From when the next may be asked: at once where none is open to everybody, never while one waits for its first
    answer, and a few minutes after one that is asked again: nobody may know it for hours.
    """
    asking = current(incident, book)
    if asking is None:
        return EVER
    return asking.at + STEPS_ASIDE if is_again(incident, asking) else NEVER


def due(incident: Incident, book: Book) -> list[Due]:
    """When the next question that is not known is asked again, or the next of all once an ignored one steps aside."""
    free = _free_at(incident, book)
    if incident.is_resolved or free == NEVER:
        return []
    again = [(max(at, free), id) for at, id in _to_ask_again(incident, book)]
    if (never := _never_asked(incident, book)) and free > EVER:
        again.append((free, never))
    soonest = min((at for at, _id in again), default=NEVER)
    return [
        Due(at=at, key=f"asked/{id}#{_next(incident, id)}", facts=(_asked(incident, id),))
        for at, id in again
        if at - soonest <= STEPS_ASIDE  # of those that come at nearly the same time, the one that could raise the level
    ][:1]


def asked_again_at(incident: Incident, book: Book) -> datetime | None:
    """When the first of those not known is asked again, if no other question is open then; aware UTC."""
    return min((at for at, _id in _to_ask_again(incident, book)), default=None)


def answer(
    incident: Incident,
    book: Book,
    id: str,
    given: Mapping[str, Given],
    by: Person,
    now: datetime,
    version: int,
    source: MessageRef | None = None,
    author: Someone | None = None,
    copied: bool = False,
) -> list[Fact]:
    """
    The answer a person gave, by button, form or message.

    Args:
        given: The fields by name, as ``values.check`` reads them.
        version: Of the answer the person saw; 0 if there was none.
        source: The message it was taken from, with its *author* if somebody else; *copied* if from outside the room.

    Raises:
        Refused: never asked, answered by another since ("already_answered"), restricted, or a field is wrong.
    """
    question = _question(incident, book, id)
    _not_overtaken(incident, question, version)
    may_change(incident, question, by)
    if question.kind == "press" and given.get(question.fields[0].name) == UNKNOWN:
        return _unknown(incident, id, by.someone)
    checked = values.check(question, given, now)
    if values.is_unknown(checked):
        return _unknown(incident, id, by.someone)
    known = incident.questions.answers.get(id)
    return [
        QuestionAnswered(
            question=id,
            answer=checked.model_copy(update={"source": source, "author": author, "copied": copied}),
            by=by.someone,
            version=(known.version if known else 0) + 1,
        )
    ]


def unknown(incident: Incident, book: Book, id: str, by: Person, version: int) -> list[Fact]:
    """*Don't know yet*, and later *Still not known*."""
    question = _question(incident, book, id)
    _not_overtaken(incident, question, version)
    may_change(incident, question, by)
    known = incident.questions.answers.get(id)
    if known and known.state != "answered" and not is_open(incident, question):
        raise _already(question, known)
    return _unknown(incident, id, by.someone)


def explain_unknown(incident: Incident, book: Book, id: str, by: Person, reason: str) -> list[Fact]:
    """Why something is not known, which resolving asks for; it is not counted as one time more."""
    _question(incident, book, id)
    known = incident.questions.answers.get(id)
    if known is None or known.state != "unknown":
        raise Refused(_("That question was answered meanwhile. Nothing was changed."), code="already_answered")
    return [QuestionUnknown(question=id, by=by.someone, times=known.times_unknown, reason=_why(reason))]


def skip(incident: Incident, book: Book, id: str, by: Person, version: int, reason: str) -> list[Fact]:
    """Not needed in this crisis, with a word why."""
    question = _question(incident, book, id)
    _not_overtaken(incident, question, version)
    may_change(incident, question, by)
    return [QuestionSkipped(question=id, by=by.someone, reason=_why(reason))]


def back(incident: Incident, book: Book, id: str, by: Person) -> list[Fact]:
    """Open the settled question before *id* again. Its answer counts until there is a new one."""
    _question(incident, book, id)
    before: list[str] = []
    for question in in_order(incident, book.thread(id)):
        if question.id == id:
            break
        if question.id in incident.questions.answers and not is_open(incident, question):
            before.append(question.id)
    if not before:
        raise Refused(_("No answered question comes before this one. Nothing was changed."), code="first_question")
    return [QuestionReopened(question=before[-1], by=by.someone)]


def assign(incident: Incident, book: Book, id: str, to: Person | None, by: Person, note: str) -> list[Fact]:
    """
    Ask somebody in particular: the question is posted anew, for only a new message is heard, and steps aside.

    Raises:
        Refused: a guest, a bot, somebody from outside, a person involved, or not in the room.
    """
    question = _question(incident, book, id)
    if to is None:
        raise Refused(_("I don't know that person. Choose somebody else."), field="who", code="cannot_be_asked")
    name = Name(to.id, to.name)
    # Somebody outside is answered the same whether they are involved or not: else whoever asks could try out all names.
    if to.standing == "member" and to.id not in incident.room.inside:
        words = _("{name} is not in this room. Invite them first.", name=name)
        raise Refused(words, field="who", code="cannot_be_asked")
    if to.standing != "member" or incident.has_conflict(to.id):
        raise Refused(_("{name} can't be asked here.", name=name), field="who", code="cannot_be_asked")
    facts: list[Fact] = []
    if id in incident.questions.answers and not incident.questions.answers[id].open_again:
        may_change(incident, question, by)
        facts.append(QuestionReopened(question=id, by=by.someone))
    handed = QuestionAssigned(question=id, to=to.someone, by=by.someone, note=note.strip())
    return [*facts, QuestionAsked(question=id, nth=_next(incident, id), handed=True), handed]


def decline(incident: Incident, book: Book, id: str, by: Person, reason: str) -> list[Fact]:
    """*Not me*: the question is open to everybody again."""
    must_be_asked(incident, book, id, by)
    return [AssignmentDeclined(question=id, by=by.someone, reason=_why(reason))]


def must_be_asked(incident: Incident, book: Book, id: str, by: Person) -> None:
    """Refuse anybody but the one person asked."""
    question = _question(incident, book, id)
    asking = incident.questions.asking(id)
    if asking is None or asking.to is None or not is_open(incident, question):
        raise Refused(_("Nobody is asked this any more. Nothing was changed."), code="not_asked")
    if asking.to.id != by.id:
        name = Name(asking.to.id, asking.to.name)
        raise Refused(_("Only {name} was asked this. Nothing was changed.", name=name), code="not_asked")


def withdraw(incident: Incident, book: Book, id: str, by: Person, version: int, now: datetime) -> list[Fact]:
    """*Not an answer*, within 10 minutes: the message was none after all, and the question is open again."""
    question = _question(incident, book, id)
    known = incident.questions.answers.get(id)
    if known is None or known.answer.source is None:
        raise Refused(_("That message is no answer any more. Nothing was changed."), code="not_taken")
    _not_overtaken(incident, question, version)
    if now - known.at > TAKEN_BACK_WITHIN:
        words = _("That was more than 10 minutes ago. Nothing was changed. Use Change on that question.")
        raise Refused(words, code="too_late")
    return [AnswerWithdrawn(question=id, by=by.someone, version=known.version)]


def may_change(incident: Incident, question: Question, by: Person) -> None:
    """Who may not read a name cannot write over it either: the form could not show them what they take away."""
    known = incident.questions.answers.get(question.id)
    if known is None or not (known.answer.private or known.answer.private_people):
        return
    if not may_read_restricted(incident, by, known.by.id):
        words: Words = _(
            "This answer holds names you can't see. Nothing was changed. Ask {name}.",
            name=Name(known.by.id, known.by.name),
        )
        raise Refused(words, code="restricted")


def overtaken(incident: Incident, question: Question) -> tuple[Words, ...]:
    """What to say above a form that was sent after somebody else had answered: nothing that was typed is lost."""
    known = incident.questions.answers[question.id]
    return (
        _(
            "{name} changed this at {time}. Your words are still here. Compare, then send again.",
            name=Name(known.by.id, known.by.name),
            time=Moment(known.at),
        ),
        _("So far: {answer}", answer=wording.in_words(question, known)),
    )


def _question(incident: Incident, book: Book, id: str) -> Question:
    if incident.is_resolved:
        raise Refused(_("This crisis is resolved. Nothing was changed. Reopen it first."), code="resolved")
    question = book.find(id)
    if question is None or incident.questions.asking(id) is None:
        raise Refused(_("That question is not asked here. Nothing was changed."), code="not_asked")
    return question


def _not_overtaken(incident: Incident, question: Question, version: int) -> None:
    known = incident.questions.answers.get(question.id)
    if known and known.state == "answered" and known.version != version:
        raise _already(question, known)


def _already(question: Question, known: Answered) -> Refused:
    words = _(
        "{name} answered at {time}: {answer}. Your answer was not saved. Use Change on that question.",
        name=Name(known.by.id, known.by.name),
        time=Moment(known.at),
        answer=_("kept private") if question.is_restricted else wording.in_words(question, known),
    )
    return Refused(words, code="already_answered")


def _why(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("A few words are enough."), field="reason", code="empty")
    return reason.strip()


def _unknown(incident: Incident, id: str, by: Someone) -> list[Fact]:
    known = incident.questions.answers.get(id)
    return [QuestionUnknown(question=id, by=by, times=(known.times_unknown if known else 0) + 1)]


def _next(incident: Incident, id: str) -> int:
    asking = incident.questions.asking(id)
    return asking.nth + 1 if asking else 1


def _asked(incident: Incident, id: str) -> Fact:
    return QuestionAsked(question=id, nth=_next(incident, id))


def _to_ask_again(incident: Incident, book: Book) -> list[tuple[datetime, str]]:
    """
    Questions not known and the time of asking again, those first that could raise the level, then the earliest.

    One that was asked again and that nobody reacted to is asked once more after the next gap, as if it had been said.
    """
    could_be = incident.severity.computed.could_be if incident.severity.computed else ()
    urgent = {id for _level, code in could_be for id in NOT_KNOWN_IN.get(code, ())}
    waiting: list[tuple[datetime, str]] = []
    for question in book.questions:
        known = incident.questions.answers.get(question.id)
        if known is None or known.state != "unknown" or not applies(incident, question):
            continue
        asking = incident.questions.asking(question.id)
        if is_open(incident, question) and not (asking and asking.to is None and is_again(incident, asking)):
            continue
        ignored = [each.at for each in incident.questions.asked if each.question == question.id and each.at > known.at]
        times = known.times_unknown + len(ignored)
        if times < book.reask_times:
            gap = timedelta(minutes=book.reask_after_minutes * 2 ** (times - 1))
            waiting.append((max([known.at, *ignored]) + gap, question.id))
    return sorted(waiting, key=lambda one: (one[1] not in urgent, one[0]))


def unfinished(incident: Incident, book: Book) -> list[str]:
    """
    Codes "question/<id>" of the core questions that are not settled, "asked/<id>" of those somebody was handed.

    One is settled when it is answered, skipped with a reason, or not known with a reason.
    """
    core = [f"question/{q.id}" for q in book.questions if q.core and not _is_settled(incident, q.id)]
    newest = {asking.question: asking for asking in incident.questions.asked}
    return core + [f"asked/{id}" for id, asking in newest.items() if asking.to and not _is_settled(incident, id)]


def _is_settled(incident: Incident, question: str) -> bool:
    answered = incident.questions.answers.get(question)
    if answered is None or answered.open_again:
        return False
    return answered.state != "unknown" or bool(answered.reason)
