"""The order of the questions: which are asked, what number they have, and which one is open now."""

from __future__ import annotations

from bot.access.affected_accounts import touched
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book, Question
from bot.crisis.questions.state import Asking


def applies(incident: Incident, question: Question) -> bool:
    """Whether the question is asked in this crisis; a follow-up only while the answer it hangs on stands."""
    if not _is_time(incident, question):
        return False
    condition = question.only_if
    if condition is None:
        return True
    known = incident.questions.answers.get(condition.question)
    return (
        known is not None and known.state == "answered" and known.answer.values.get(condition.field) in condition.among
    )


def _is_time(incident: Incident, question: Question) -> bool:
    match question.when:
        case "touched":
            return bool(touched(incident))
        case "closing":  # who keeps access is said in the form once closing begins
            proposed = incident.posture.proposed
            closes = proposed is not None and proposed.posture == "restricted" and not incident.restrictions.all
            return closes and bool(touched(incident))
    return True


def in_order(incident: Incident, book: Book) -> list[Question]:
    """
    The questions of this crisis, asked or still to come.

    An intake question that was answered when the crisis was opened, so never asked, is not among them. One that was
    not known then is: it will be asked again, and no number may change when it is.
    """
    return [
        question
        for question in book.questions
        if incident.questions.asking(question.id) or (applies(incident, question) and not _told(incident, question.id))
    ]


def _told(incident: Incident, id: str) -> bool:
    return id in incident.questions.answers and incident.questions.answers[id].state == "answered"


def number(incident: Incident, book: Book, id: str) -> str:
    """ "3", for a follow-up "3a"; in the access thread "A1"."""
    book = book.thread(id)
    question, asked = book.question(id), in_order(incident, book)
    main = [other.id for other in asked if not other.follows]
    if not question.follows:
        return f"{book.mark}{main.index(id) + 1}"
    siblings = [other.id for other in asked if other.follows == question.follows]
    return f"{book.mark}{main.index(question.follows) + 1}{'abcdefghij'[siblings.index(id)]}"


def total(incident: Incident, book: Book) -> int:
    """How many there are, follow-ups not counted."""
    return sum(not question.follows for question in in_order(incident, book))


def count(incident: Incident, book: Book, state: str) -> int:
    """How many of them stand so: "answered", "unknown" or "skipped"; follow-ups not counted."""
    return sum(
        not question.follows
        and question.id in incident.questions.answers
        and incident.questions.answers[question.id].state == state
        for question in in_order(incident, book)
    )


def is_open(incident: Incident, question: Question) -> bool:
    """Whether it was asked and waits for an answer, handed to somebody or not."""
    asking, known = incident.questions.asking(question.id), incident.questions.answers.get(question.id)
    if asking is None or not applies(incident, question) or incident.is_resolved:
        return False
    if known is None or known.open_again:
        return True
    return known.state == "unknown" and asking.at > known.at  # asked again since


def handed(incident: Incident, book: Book) -> list[Asking]:
    """The open questions that somebody in particular was asked."""
    found = [incident.questions.asking(question.id) for question in book.questions if is_open(incident, question)]
    return [asking for asking in found if asking is not None and asking.to is not None]


def current(incident: Incident, book: Book) -> Asking | None:
    """
    The one question open to everybody.

    If several wait (somebody went back, took an answer away, or said *Not me*), it is the first of them; the others
    wait for it. Of those not known and asked again it is the newest, and only where no other waits.
    """
    found = [asking for question in book.questions if (asking := _to_all(incident, question))]
    others = (asking for asking in found if not is_again(incident, asking))
    return next(others, max(found, key=lambda asking: asking.at, default=None))


def is_again(incident: Incident, asking: Asking) -> bool:
    """Whether it is open because what was not known was asked again: it holds up the others for a while only."""
    known = incident.questions.answers.get(asking.question)
    return known is not None and known.state == "unknown" and not known.open_again


def _to_all(incident: Incident, question: Question) -> Asking | None:
    asking = incident.questions.asking(question.id)
    return asking if asking and asking.to is None and is_open(incident, question) else None


def unsettled(incident: Incident, book: Book) -> Question | None:
    """The question to go to: the open one, else one that somebody was asked, else the first not known yet."""
    waiting = current(incident, book) or next(iter(handed(incident, book)), None)
    if waiting:
        return book.question(waiting.question)
    answers = incident.questions.answers
    unknown = (q for q in in_order(incident, book) if q.id in answers and answers[q.id].state == "unknown")
    return next(unknown, None)
