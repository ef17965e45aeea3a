"""The timeline as lines: each event in words, for the room, a whisper and a file. A restricted value never appears."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import singledispatch

from bot.domain import events as e
from bot.domain import explain, wording
from bot.domain.playbook import Book
from bot.domain.wording import shortened
from bot.text import Moment, Words, _, raw

CHAT_CHARS = 160  # a person's words in one line of the chat; the file has them whole
LATE = timedelta(minutes=1)  # an entry recorded this much after it happened says when it was added


def entries(events: Iterable[e.Event], book: Book) -> list[Words]:
    """The events that say something, in their order, one line each."""
    return [line for event in events if (line := entry(event, book)) is not None]


def entry(event: e.Event, book: Book, cut: int | None = CHAT_CHARS) -> Words | None:
    """One event as a line: when, what it weighs, what happened. None for what only steers the room."""
    what = say(event.fact, book, cut)
    if what is None:
        return None
    weight = weight_words(event.fact.as_ if isinstance(event.fact, e.Noted) else event.fact.weight)
    when = Moment(event.happened_at)
    if event.at - event.happened_at > LATE:
        return _("{at} · {weight} · {what} (added {added})", at=when, weight=weight, what=what, added=Moment(event.at))
    return _("{at} · {weight} · {what}", at=when, weight=weight, what=what)


def weight_words(weight: e.Weight) -> Words:
    """How much an entry says, as a word."""
    match weight:
        case e.Weight.fact:
            return _("fact")
        case e.Weight.unconfirmed:
            return _("reported, not confirmed")
        case e.Weight.decision:
            return _("decision")
        case e.Weight.action:
            return _("action")
        case e.Weight.statement:
            return _("statement")


def question_words(book: Book, id: str) -> Words:
    """A question's own words; its id where the playbooks do not have it any more."""
    known = book.find(id)
    return Words(known.text) if known else raw(id)


def answer_words(book: Book, id: str, answer: e.Answer, cut: int | None = None) -> Words:
    """What was answered, without anything restricted; each text of more than *cut* characters is cut."""
    known = book.find(id)
    return wording.main(known, wording.in_short(answer, cut)) if known else _("answered")


def outcome_words(outcome: e.Outcome) -> Words:
    """How it ended, as a word."""
    match outcome:
        case e.Outcome.stopped:
            return _("Stopped")
        case e.Outcome.faded:
            return _("Faded away")
        case e.Outcome.no_crisis:
            return _("Was not a crisis")
        case e.Outcome.duplicate:
            return _("Same as another crisis")


@singledispatch
def say(fact: e.Fact, book: Book, cut: int | None) -> Words | None:
    """What a fact says, without its time; None where it says nothing to a reader. *cut* is of a person's words."""
    return None


@say.register
def _opened(fact: e.Opened, book: Book, cut: int | None) -> Words:
    return _("opened · {name}: “{title}”", name=fact.opener.name, title=shortened(fact.title, cut))


@say.register
def _step_refused(fact: e.StepRefused, book: Book, cut: int | None) -> Words:
    return _("the chat refused a step: {step} ({reason})", step=_step(fact.step), reason=fact.reason)


@say.register
def _step_retried(fact: e.StepRetried, book: Book, cut: int | None) -> Words:
    return _("{name} asked to try again: {step}", name=fact.by.name, step=_step(fact.step))


def _step(step: str) -> str:
    return step.partition("/slack:")[0]


@say.register
def _joined(fact: e.Joined, book: Book, cut: int | None) -> Words:
    return _("{name} joined the room", name=fact.person.name)


@say.register
def _left(fact: e.Left, book: Book, cut: int | None) -> Words:
    return _("{name} left the room", name=fact.person.name)


@say.register
def _coming(fact: e.ResponderComing, book: Book, cut: int | None) -> Words:
    return _("{name} is coming", name=fact.person.name)


@say.register
def _unable(fact: e.ResponderUnable, book: Book, cut: int | None) -> Words:
    if not fact.reason:
        return _("{name} can't come", name=fact.person.name)
    return _("{name} can't come: {reason}", name=fact.person.name, reason=shortened(fact.reason, cut))


@say.register
def _deputy(fact: e.DeputyAsked, book: Book, cut: int | None) -> Words:
    return _("{deputy} was asked instead of {name}", deputy=fact.deputy.name, name=fact.responder.name)


@say.register
def _kind(fact: e.KindSet, book: Book, cut: int | None) -> Words:
    title = Words(book.kind(fact.playbook).title) if fact.playbook in {k.id for k in book.kinds} else fact.playbook
    return _("kind: {kind} · {name}", kind=title, name=fact.by.name)


@say.register
def _asked(fact: e.QuestionAsked, book: Book, cut: int | None) -> Words | None:
    return _("asked again: {question}", question=question_words(book, fact.question)) if fact.nth > 1 else None


@say.register
def _answered(fact: e.QuestionAnswered, book: Book, cut: int | None) -> Words:
    question = question_words(book, fact.question)
    said = _with_details(book, fact, cut)
    if fact.version > 1:
        return _("answer changed · {name}: {question} {answer}", name=fact.by.name, question=question, answer=said)
    return _("answered · {name}: {question} {answer}", name=fact.by.name, question=question, answer=said)


def _with_details(book: Book, fact: e.QuestionAnswered, cut: int | None) -> Words:
    """The answer with its further fields: all of them in the file, the first one in a line of the chat."""
    known = book.find(fact.question)
    more = wording.details(known, wording.in_short(fact.answer, cut)) if known else []
    said = answer_words(book, fact.question, fact.answer, cut)
    return wording.in_a_row([said, *(more if cut is None else more[:1])])


@say.register
def _unknown(fact: e.QuestionUnknown, book: Book, cut: int | None) -> Words:
    return _("not known yet · {name}: {question}", name=fact.by.name, question=question_words(book, fact.question))


@say.register
def _skipped(fact: e.QuestionSkipped, book: Book, cut: int | None) -> Words:
    question = question_words(book, fact.question)
    return _(
        "skipped · {name}: {question} {reason}",
        name=fact.by.name,
        question=question,
        reason=shortened(fact.reason, cut),
    )


@say.register
def _question_reopened(fact: e.QuestionReopened, book: Book, cut: int | None) -> Words:
    return _("went back · {name}: {question}", name=fact.by.name, question=question_words(book, fact.question))


@say.register
def _assigned(fact: e.QuestionAssigned, book: Book, cut: int | None) -> Words:
    return _(
        "{name} asked {to}: {question}",
        name=fact.by.name,
        to=fact.to.name,
        question=question_words(book, fact.question),
    )


@say.register
def _declined(fact: e.AssignmentDeclined, book: Book, cut: int | None) -> Words:
    question = question_words(book, fact.question)
    return _(
        "{name} can't answer: {question} {reason}",
        name=fact.by.name,
        question=question,
        reason=shortened(fact.reason, cut),
    )


@say.register
def _withdrawn(fact: e.AnswerWithdrawn, book: Book, cut: int | None) -> Words:
    return _("answer withdrawn · {name}: {question}", name=fact.by.name, question=question_words(book, fact.question))


@say.register
def _severity(fact: e.SeverityComputed, book: Book, cut: int | None) -> Words:
    return _("severity by the answers: {level} ({reason})", level=explain.level(fact.level), reason=explain.why(fact))


@say.register
def _severity_set(fact: e.SeveritySet, book: Book, cut: int | None) -> Words:
    return _(
        "severity set · {name}: {level}, because {reason}",
        name=fact.by.name,
        level=explain.level(fact.level),
        reason=shortened(fact.reason, cut),
    )


@say.register
def _taken(fact: e.CommandTaken, book: Book, cut: int | None) -> Words:
    if fact.before and fact.reason:
        reason = shortened(fact.reason, cut)
        return _(
            "{name} took command from {before}: {reason}", name=fact.by.name, before=fact.before.name, reason=reason
        )
    return _("{name} took command", name=fact.by.name)


@say.register
def _offered(fact: e.CommandOffered, book: Book, cut: int | None) -> Words:
    return _(
        "{name} offered command to {to}. Open decisions: {open}",
        name=fact.by.name,
        to=fact.to.name,
        open=shortened(fact.open_decisions, cut),
    )


@say.register
def _accepted(fact: e.CommandAccepted, book: Book, cut: int | None) -> Words:
    return _("{name} has command", name=fact.by.name)


@say.register
def _not_now(fact: e.CommandRefused, book: Book, cut: int | None) -> Words:
    return _("{name} can't take command now: {reason}", name=fact.by.name, reason=shortened(fact.reason, cut) or "–")


@say.register
def _noted(fact: e.Noted, book: Book, cut: int | None) -> Words:
    return _("{name}: “{text}”", name=fact.by.name, text=shortened(fact.text, cut))


@say.register
def _language(fact: e.LanguageSet, book: Book, cut: int | None) -> Words:
    return _("{name} changed the room's language", name=fact.by.name)


@say.register
def _resolved(fact: e.Resolved, book: Book, cut: int | None) -> Words:
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
def _reopened(fact: e.Reopened, book: Book, cut: int | None) -> Words:
    return _("reopened · {name}: {reason}", name=fact.by.name, reason=shortened(fact.reason, cut))


@say.register
def _erased(fact: e.Erased, book: Book, cut: int | None) -> Words:
    return _("{name} erased the words of entry {n}", name=fact.by.name, n=fact.seq)


@say.register
def _unreadable(fact: e.Unreadable, book: Book, cut: int | None) -> Words:
    return _("an entry whose words were erased, or that a newer version wrote")
