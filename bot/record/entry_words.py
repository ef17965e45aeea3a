"""Words that entries and views share: a weight, a question, an answer, how it ended."""

from __future__ import annotations

from bot.crisis import wording
from bot.crisis.playbook import Book
from bot.crisis.questions.facts import Answer
from bot.crisis.resolving.facts import Outcome
from bot.people.who import Standing
from bot.record.fact import Weight
from bot.text import Param, Words, _, raw


def weight_words(weight: Weight) -> Words:
    """How much an entry says, as a word."""
    match weight:
        case Weight.fact:
            return _("fact")
        case Weight.unconfirmed:
            return _("reported, not confirmed")
        case Weight.decision:
            return _("decision")
        case Weight.action:
            return _("action")
        case Weight.statement:
            return _("statement")


def question_words(book: Book, id: str) -> Words:
    """A question's own words; its id where the playbooks do not have it any more."""
    known = book.find(id)
    return Words(known.text) if known else raw(id)


def answer_words(book: Book, id: str, answer: Answer, cut: int | None = None) -> Words:
    """What was answered, without anything restricted; each text of more than *cut* characters is cut."""
    known = book.find(id)
    return wording.main(known, wording.in_short(answer, cut)) if known else _("answered")


def outcome_words(outcome: Outcome) -> Words:
    """How it ended, as a word."""
    match outcome:
        case Outcome.stopped:
            return _("Stopped")
        case Outcome.faded:
            return _("Faded away")
        case Outcome.no_crisis:
            return _("Was not a crisis")
        case Outcome.duplicate:
            return _("Same as another crisis")


def standing_words(name: Param, standing: Standing) -> Words:
    """What somebody is in the workspace by now, as it is told in a crisis."""
    match standing:
        case Standing.member:
            return _("{name} has a full account again", name=name)
        case Standing.gone:
            return _("{name}'s account was closed", name=name)
        case Standing.guest:
            return _("{name} is a guest now", name=name)
        case Standing.unknown:
            return _("{name} can't be looked up", name=name)
    return _("{name} has no full account any more", name=name)
