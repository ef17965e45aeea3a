"""
An answer by message: a reply in the thread counts where it can only be meant as one.

It must come from the person asked (nobody asked: the opener, and where the opener cannot, whoever commands), and be
text for a question that wants text, exactly the words of a button, or a time for a question that asks for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.domain import events as e
from bot.domain import identify, when
from bot.domain.command import is_fit
from bot.domain.incident import Incident
from bot.domain.people import Person, Someone
from bot.domain.playbook import Book, Question
from bot.domain.questions import current, handed
from bot.domain.values import Given
from bot.errors import Refused
from bot.text import Translator, Words, _, clean

DONT_KNOW: Final = _("Don't know yet")
STILL_UNKNOWN: Final = _("Still not known")


def expected(incident: Incident) -> Someone | None:
    """Whose reply counts while nobody in particular was asked."""
    if incident.opener and is_fit(incident, incident.opener.id):
        return incident.opener
    return incident.acting


def may_count(incident: Incident, book: Book, by: str, ref: str, edited: bool) -> bool:
    """Whether a message could be an answer at all, or the edit of one: a look that needs no lock."""
    if edited:
        sources = [known.answer.source for known in incident.answers.values() if known.by.id == by]
        return any(source and source.ref == ref for source in sources)
    return _asked_of(incident, book, by) is not None


def taken(
    incident: Incident, book: Book, text: str, by: Person, now: datetime, source: e.MessageRef, words: Translator
) -> list[e.Fact]:
    """
    The facts of a reply in the thread; none where it is no answer.

    Args:
        words: Of the room's language, in which the buttons stand; English counts too.

    Raises:
        Refused: It was meant as an answer and cannot be taken; the writer is told why.
    """
    question = _asked_of(incident, book, by.id)
    text = clean(text).strip()
    if question is None or not text:
        return []
    known = incident.answers.get(question.id)
    version = known.version if known else 0
    if any(_says(text, label, words) for label in (DONT_KNOW, STILL_UNKNOWN)):
        return identify.unknown(incident, book, question.id, by, version)
    if question.is_restricted:
        raise Refused(
            _("Names go in the form, so your reply was not taken and not stored. Press Answer on that question."),
            code="restricted_reply",
        )
    given = _given(question, text, by, now, words)
    return identify.answer(incident, book, question.id, given, by, now, version, source) if given else []


def edited(
    incident: Incident, book: Book, ref: str, text: str, by: Person, now: datetime, words: Translator
) -> list[e.Fact]:
    """The message *ref* an answer was taken from says something else now: so does the answer; the old one is kept."""
    for question in book.questions:
        known = incident.answers.get(question.id)
        if known is None or known.answer.source is None or known.answer.source.ref != ref or known.by.id != by.id:
            continue
        given = _given(question, clean(text).strip(), by, now, words)
        if given and any(known.answer.values.get(name) != value for name, value in _kept(given).items()):
            return identify.answer(incident, book, question.id, given, by, now, known.version, known.answer.source)
    return []


def _asked_of(incident: Incident, book: Book, person: str) -> Question | None:
    """The question this person's reply would answer: one handed to them, else the one open to everybody."""
    for asking in handed(incident, book):
        if asking.to and asking.to.id == person:
            return book.question(asking.question)
    asking_all, who = current(incident, book), expected(incident)
    return book.question(asking_all.question) if asking_all and who and who.id == person else None


def _given(question: Question, text: str, by: Person, now: datetime, words: Translator) -> Mapping[str, Given]:
    """The form's values a message stands for; empty where it stands for none."""
    if question.kind == "press":
        field = question.fields[0]
        said = [choice.value for choice in field.options if _says(text, Words(choice.label), words)]
        return {field.name: said[0]} if said else {}
    if not question.reply_field:
        return {}
    field = question.field(question.reply_field)
    if field.type in ("text", "long_text"):
        return {field.name: text}
    at = when.parse(text, by.zone, now) if field.type == "moment" else None
    if at is None:
        return {}
    # Nobody said that it is exact.
    return {field.name: at, **({"precision": "about"} if "precision" in _names(question) else {})}


def _names(question: Question) -> set[str]:
    return {field.name for field in question.fields}


def _says(text: str, label: Words, words: Translator) -> bool:
    return text.casefold() in {Translator().plain(label).casefold(), words.plain(label).casefold()}


def _kept(given: Mapping[str, Given]) -> dict[str, str]:
    """As an answer keeps them; of a moment changed in a message only the moment counts."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in given.items()
        if name != "precision"
    }
