"""Entries of the questions and the severity."""

from __future__ import annotations

from bot.crisis import wording
from bot.crisis.playbook import Book
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
from bot.crisis.severity import explain
from bot.crisis.severity.facts import LevelQuestioned, LevelReleased, SeverityComputed, SeveritySet
from bot.crisis.wording import shortened
from bot.record.entry_words import answer_words, question_words
from bot.record.say import say
from bot.text import Words, _


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


@say.register
def _severity(fact: SeverityComputed, book: Book, cut: int | None) -> Words:
    return _("severity by the answers: {level} ({reason})", level=explain.level(fact.level), reason=explain.why(fact))


@say.register
def _severity_set(fact: SeveritySet, book: Book, cut: int | None) -> Words:
    return _(
        "severity set · {name}: {level}, because {reason}",
        name=fact.by.name,
        level=explain.level(fact.level),
        reason=shortened(fact.reason, cut),
    )


@say.register
def _level_questioned(fact: LevelQuestioned, book: Book, cut: int | None) -> Words:
    computed, was = explain.level(fact.computed), explain.level(fact.set)
    if fact.to is None:
        return _("severity by the answers is {computed}, {set} was set; nobody commands", computed=computed, set=was)
    return _(
        "{name} is asked which severity counts: {computed} by the answers, {set} was set",
        name=fact.to.name,
        computed=computed,
        set=was,
    )


@say.register
def _level_released(fact: LevelReleased, book: Book, cut: int | None) -> Words:
    return _(
        "severity by the answers counts again · {name}: {level}", name=fact.by.name, level=explain.level(fact.level)
    )
