"""Entries of the end: resolved, reopened, erased."""

from __future__ import annotations

from bot.crisis.playbook import Book
from bot.crisis.questions.words import question_words
from bot.crisis.resolving import facts, fold
from bot.crisis.resolving.facts import Outcome, Reopened, Resolved
from bot.crisis.undo import facts as undo_facts
from bot.crisis.undo.facts import Undone
from bot.crisis.wording import shortened
from bot.record.capability import Capability
from bot.record.fact import Erased, Unreadable
from bot.record.say import saying
from bot.text import Words, _

say = saying()


@say.register
def _resolved(fact: Resolved, book: Book, cut: int | None) -> Words:
    if fact.because:
        reason = shortened(fact.because, cut)
        return _(
            "resolved · {name}: {outcome}, although not all was done: {reason}",
            name=fact.by.name,
            outcome=outcome_words(fact.outcome),
            reason=reason,
        )
    return _("resolved · {name}: {outcome}", name=fact.by.name, outcome=outcome_words(fact.outcome))


@say.register
def _reopened(fact: Reopened, book: Book, cut: int | None) -> Words:
    return _("reopened · {name}: {reason}", name=fact.by.name, reason=shortened(fact.reason, cut))


@say.register
def _undone(fact: Undone, book: Book, cut: int | None) -> Words:
    match fact.what:
        case "answer":
            question = question_words(book, fact.of)
            return _("{name} took back their answer: {question}", name=fact.by.name, question=question)
        case "command":
            return _("{name} took back that they took command", name=fact.by.name)
        case "role":
            return _("{name} took back what they did with a role", name=fact.by.name)
        case "resolve":
            return _("{name} took back that it is resolved: it is open again", name=fact.by.name)
        case "level":
            return _("{name} took back what they decided about the severity", name=fact.by.name)


@say.register
def _erased(fact: Erased, book: Book, cut: int | None) -> Words:
    return _("{name} erased the words of entry {n}", name=fact.by.name, n=fact.seq)


@say.register
def _unreadable(fact: Unreadable, book: Book, cut: int | None) -> Words:
    return _("an entry whose words were erased, or that a newer version wrote")


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


CAPABILITY = Capability(
    "resolving", facts=(*facts.FACTS, Erased, Unreadable), say=say, state="resolving", becomes=fold.becomes
)
UNDO = Capability("undo", facts=undo_facts.FACTS, say=say)
