"""
An answer by message: a reply in the thread counts where it can only be meant as one.

It must come from the person asked (nobody asked: the opener, and where the opener cannot, whoever commands; about
access whoever leads it), and be text for a question that wants text, the words of a button, or a time for a question
that asks for one. Whoever else may be meant, and whoever's reply cannot be taken, is told so, and how to go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.access.access_questions import asked_of as leads_access
from bot.crisis import when
from bot.crisis.command.rules import is_fit
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book, Field, Question
from bot.crisis.questions import rules as questions_rules
from bot.crisis.questions.order import current, handed
from bot.crisis.questions.state import Answered
from bot.crisis.questions.values import Given
from bot.crisis.timeline.facts import SourceEdited
from bot.errors import Refused
from bot.people.who import Person, Someone
from bot.record.fact import Fact, MessageRef
from bot.text import Translator, Words, _, clean

DONT_KNOW: Final = _("Don't know yet")
STILL_UNKNOWN: Final = _("Still not known")


@dataclass(frozen=True, slots=True)
class Taken:
    """A message somebody points at as an answer."""

    text: str
    source: MessageRef
    author: Someone | None
    zone: str  # IANA name of its writer's zone; empty where the writer is not known
    at: datetime  # when it was said; aware UTC
    is_copied: bool  # it stands outside the room


def expected(incident: Incident, book: Book) -> Someone | None:
    """Whose reply counts while nobody in particular was asked."""
    if book.mark:
        return leads_access(incident)
    if incident.opening.opener and is_fit(incident, incident.opening.opener.id):
        return incident.opening.opener
    return incident.acting


def hears(incident: Incident, book: Book, person: str) -> Question | None:
    """
    The question of this thread about which a person always hears when they write there: taken, or not and why.

    It is one handed to them; else the one open to everybody, for those of whom an answer can be expected: whose reply
    counts, who opened the crisis, and who commands.
    """
    if mine := _asked_of(incident, book, person):
        return mine
    asking = current(incident, book)
    among = {one.id for one in (incident.opening.opener, incident.acting, incident.command.commander) if one}
    return book.question(asking.question) if asking and person in among else None


def answered_by(incident: Incident, book: Book, ref: str, person: str) -> Question | None:
    """The question of either thread whose answer was taken from this message of this person."""
    questions = (*book.questions, *book.access)
    return next(
        (q for q in questions if (a := incident.questions.answers.get(q.id)) and _is_from(a, ref, person)), None
    )


def taken(
    incident: Incident,
    book: Book,
    text: str,
    by: Person,
    now: datetime,
    source: MessageRef,
    words: Translator,
    said_at: datetime | None = None,
) -> list[Fact]:
    """
    The facts of a reply in the thread; none where it is no answer.

    Args:
        words: Of the room's language, in which the buttons stand; English counts too.
        said_at: When it was said, aware UTC: "14:21" is of that day. None: now.

    Raises:
        Refused: It was meant as an answer and cannot be taken; the writer is told why.
    """
    question = _asked_of(incident, book, by.id)
    text = clean(text).strip()
    if question is None or not text:
        return []
    known = incident.questions.answers.get(question.id)
    version = known.version if known else 0
    if any(_says(text, label, words) for label in (DONT_KNOW, STILL_UNKNOWN)):
        return questions_rules.unknown(incident, book, question.id, by, version)
    if question.is_restricted:
        raise Refused(
            _("Names go in the form, so your reply was not taken and not stored. Press Answer on that question."),
            code="restricted_reply",
        )
    given = _given(question, text, by.zone, said_at or now, words)
    return questions_rules.answer(incident, book, question.id, given, by, now, version, source) if given else []


def used(
    incident: Incident,
    book: Book,
    question: Question,
    message: Taken,
    by: Person,
    now: datetime,
    words: Translator,
) -> list[Fact]:
    """
    The facts of a message that somebody uses as the answer to a question.

    Raises:
        Refused: as ``question.answer``; under a field where the message says nothing the field can hold.
    """
    text, known = clean(message.text).strip(), incident.questions.answers.get(question.id)
    version = known.version if known else 0
    if any(_says(text, label, words) for label in (DONT_KNOW, STILL_UNKNOWN)):
        return questions_rules.unknown(incident, book, question.id, by, version)
    given = {} if question.is_restricted or not text else _given(question, text, message.zone, message.at, words)
    if not given:
        raise Refused(_("Only the form can tell."), question.fields[0].name, code="form")
    author = message.author if message.author and message.author.id != by.id else None
    return questions_rules.answer(
        incident, book, question.id, given, by, now, version, message.source, author, message.is_copied
    )


def for_form(question: Question, text: str) -> Mapping[str, Given]:
    """
    Where a message's words go in the form of a question; empty where no field takes words.

    Of a question about names only a field goes that the room cannot read.
    """
    written = [field for field in question.fields if field.type in ("text", "long_text")]
    if question.is_restricted:
        written = [field for field in written if field.restricted]
    first = next((field for field in written if field.name == question.reply_field), next(iter(written), None))
    words = clean(text).strip()
    return {first.name: words[: first.max_chars]} if first and words else {}


def asked_of(incident: Incident, book: Book, person: str) -> Question | None:
    """The question that anyone inside answers with a message they point at: one handed to them, else the open one."""
    mine = [asking for asking in handed(incident, book) if asking.to and asking.to.id == person]
    asking = mine[0] if mine else current(incident, book)
    return book.question(asking.question) if asking else None


def edited(
    incident: Incident,
    book: Book,
    ref: str,
    text: str,
    by: Person,
    now: datetime,
    words: Translator,
    said_at: datetime | None = None,
) -> list[Fact]:
    """
    The message *ref* an answer was taken from says something else now: so does the answer; the old one is kept.

    Where it is no answer any more, or the crisis is over, the answer stays, and says that its message was edited.
    *said_at* is when the message was first said, as for ``taken``.
    """
    for question in (*book.questions, *book.access):
        known = incident.questions.answers.get(question.id)
        if known is None or not _is_from(known, ref, by.id):
            continue
        given = _if_clear(question, clean(text).strip(), by.zone, said_at or now, words)
        if not given or incident.is_resolved:
            return [SourceEdited(question=question.id, text=clean(text))]
        if any(known.answer.values.get(name) != value for name, value in _kept(given).items()):
            return questions_rules.answer(
                incident, book, question.id, given, by, now, known.version, known.answer.source
            )
    return []


def _is_from(known: Answered, ref: str, person: str) -> bool:
    """Whether an answer was taken from this message of this person."""
    source, author = known.answer.source, known.answer.author or known.by
    return source is not None and source.ref == ref and author.id == person


def _asked_of(incident: Incident, book: Book, person: str) -> Question | None:
    """The question this person's reply would answer: one handed to them, else the one open to everybody."""
    for asking in handed(incident, book):
        if asking.to and asking.to.id == person:
            return book.question(asking.question)
    asking_all, who = current(incident, book), expected(incident, book)
    return book.question(asking_all.question) if asking_all and who and who.id == person else None


def _given(question: Question, text: str, zone: str, said_at: datetime, words: Translator) -> Mapping[str, Given]:
    """The form's values a message stands for, written in *zone* at that time; empty where it stands for none."""
    if question.kind == "press":
        field = question.fields[0]
        said = [choice.value for choice in field.options if _says(text, Words(choice.label), words)]
        return {field.name: said[0]} if said else {}
    if not question.reply_field:
        return {}
    field = question.field(question.reply_field)
    if field.type in ("text", "long_text"):
        return {field.name: text}
    at = _moment(field, _bare(text), zone, said_at) if field.type == "moment" else None
    if at is None:
        return {}
    # Nobody said that it is exact.
    return {field.name: at, **({"precision": "about"} if "precision" in _names(question) else {})}


def _if_clear(question: Question, text: str, zone: str, said_at: datetime, words: Translator) -> Mapping[str, Given]:
    """The same; a time that is not clear stands for none."""
    try:
        return _given(question, text, zone, said_at, words)
    except Refused:
        return {}


def _moment(field: Field, text: str, zone: str, said_at: datetime) -> datetime | None:
    """As ``when.parse``; a refusal stands under the field."""
    try:
        return when.parse(text, zone, said_at)
    except Refused as refused:
        raise Refused(refused.words, field.name, refused.code) from None


def _names(question: Question) -> set[str]:
    return {field.name for field in question.fields}


def _says(text: str, label: Words, words: Translator) -> bool:
    said = _bare(text).rstrip(".!").replace("’", "'").casefold()
    return said in {Translator().plain(label).casefold(), words.plain(label).casefold()}


def _bare(text: str) -> str:
    """Without the marks that a chat draws around words: code, bold, a quotation."""
    return text.strip().strip('`*_~>"“”„').strip()


def _kept(given: Mapping[str, Given]) -> dict[str, str]:
    """As an answer keeps them; of a moment changed in a message only the moment counts."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in given.items()
        if name != "precision"
    }
