"""Entries of the questions and the severity."""

from __future__ import annotations

from bot.crisis import wording
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.questions import facts, fold, rules
from bot.crisis.questions.facts import (
    Answer,
    AnswerWithdrawn,
    AssignmentDeclined,
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionReopened,
    QuestionSkipped,
    QuestionUnknown,
)
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.fact import Fact
from bot.record.say import saying
from bot.text import Words, _, raw

say = saying()


@say.register
def _asked(fact: QuestionAsked, book: Book, cut: int | None) -> Words | None:
    again = fact.nth > 1 and not fact.handed
    return _("asked again: {question}", question=question_words(book, fact.question)) if again else None


@say.register
def _answered(fact: QuestionAnswered, book: Book, cut: int | None) -> Words:
    question = question_words(book, fact.question)
    said = _with_details(book, fact, cut)
    if fact.version > 1:
        return _("answer changed · {name}: {question} {answer}", name=fact.by.name, question=question, answer=said)
    return _("answered · {name}: {question} {answer}", name=fact.by.name, question=question, answer=said)


def _with_details(book: Book, fact: QuestionAnswered, cut: int | None) -> Words:
    """The answer with its further fields: all of them in the file, the first one in a line of the chat."""
    known = book.find(fact.question)
    more = wording.details(known, wording.in_short(fact.answer, cut)) if known else []
    said = answer_words(book, fact.question, fact.answer, cut)
    return wording.in_a_row([said, *(more if cut is None else more[:1])])


@say.register
def _unknown(fact: QuestionUnknown, book: Book, cut: int | None) -> Words:
    return _("not known yet · {name}: {question}", name=fact.by.name, question=question_words(book, fact.question))


@say.register
def _skipped(fact: QuestionSkipped, book: Book, cut: int | None) -> Words:
    question = question_words(book, fact.question)
    return _(
        "skipped · {name}: {question} {reason}",
        name=fact.by.name,
        question=question,
        reason=shortened(fact.reason, cut),
    )


@say.register
def _question_reopened(fact: QuestionReopened, book: Book, cut: int | None) -> Words:
    return _("went back · {name}: {question}", name=fact.by.name, question=question_words(book, fact.question))


@say.register
def _assigned(fact: QuestionAssigned, book: Book, cut: int | None) -> Words:
    return _(
        "{name} asked {to}: {question}",
        name=fact.by.name,
        to=fact.to.name,
        question=question_words(book, fact.question),
    )


@say.register
def _declined(fact: AssignmentDeclined, book: Book, cut: int | None) -> Words:
    question = question_words(book, fact.question)
    return _(
        "{name} can't answer: {question} {reason}",
        name=fact.by.name,
        question=question,
        reason=shortened(fact.reason, cut),
    )


@say.register
def _withdrawn(fact: AnswerWithdrawn, book: Book, cut: int | None) -> Words:
    return _("answer withdrawn · {name}: {question}", name=fact.by.name, question=question_words(book, fact.question))


def question_words(book: Book, id: str) -> Words:
    """A question's own words; its id where the playbooks do not have it any more."""
    known = book.find(id)
    return Words(known.text) if known else raw(id)


def answer_words(book: Book, id: str, answer: Answer, cut: int | None = None) -> Words:
    """What was answered, without anything restricted; each text of more than *cut* characters is cut."""
    known = book.find(id)
    return wording.main(known, wording.in_short(answer, cut)) if known else _("answered")


def _mentions(fact: Fact) -> int:
    match fact:
        case facts.QuestionAssigned():
            return True
        case facts.QuestionAsked():
            return fact.mentions is not None
    return False


def _not_answered(incident: Incident, book: Book, id: str) -> Words:
    return _("Not answered: {question}", question=question_words(book, id))


def _still_waiting(incident: Incident, book: Book, id: str) -> Words:
    asking = incident.questions.asking(id)
    who = asking.to.name if asking and asking.to else "–"
    return _("Still waiting for {name}: {question}", name=who, question=question_words(book, id))


CAPABILITY = Capability(
    "questions",
    facts=facts.FACTS,
    say=say,
    state="questions",
    becomes=fold.becomes,
    follow=lambda incident, book, level: rules.ask_next(incident, book),
    due=lambda incident, book: (*rules.due(incident, book), *rules.due(incident, book.access_questions)),
    unfinished=rules.unfinished,
    unfinished_words={"question": _not_answered, "asked": _still_waiting},
    mentions=_mentions,
    people=lambda incident: (asking.to for asking in incident.questions.asked),
)
