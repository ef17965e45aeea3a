"""The forms of the questions: built from the playbook, with what is known filled in for those who may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.access.affected_accounts import touched
from bot.access.platforms import platform_name
from bot.access.register.meant import called
from bot.access.register.state import Register
from bot.chat import form as f
from bot.chat.card import Option, on
from bot.chat.carried import Carried
from bot.chat.form import Asks, Chooses, ChoosesSeveral, Dates, Form, Picks, PicksSeveral, Says, Sent
from bot.chat.why import LINE_CHARS
from bot.crisis import wording
from bot.crisis.incident import Incident
from bot.crisis.playbook import UNKNOWN, Book, Field, Question
from bot.crisis.questions.facts import Answer
from bot.crisis.questions.order import number, total
from bot.crisis.questions.values import Given
from bot.room.pointed import Pointed
from bot.text import Words, _, raw

MOST_MENUS: Final = 20  # accounts of which something is asked one by one, in one form
FROM_REGISTER: Final = _("Empty means what the register says.").msgid
UNKNOWN_TOO: Final = Option(UNKNOWN, _("Don't know yet"))

Filled = Mapping[str, Given]
"""What stands in a form at first, by field."""


@dataclass(frozen=True, slots=True)
class OfQuestion(Carried):
    """A question, or none; and the version of its answer that was seen."""

    question: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class OfChoice(OfQuestion):
    """One of the answers a question offers."""

    choice: str = ""


@dataclass(frozen=True, slots=True)
class OfKind(Carried):
    """A kind of crisis."""

    kind: str = ""


class AskedSomebody(Sent):
    """Whom to ask, with a note for them."""

    who = Picks("who", _("Who?"))
    note = Asks("note", _("Note"), required=False, max_chars=LINE_CHARS)


def question_form(
    incident: Incident,
    book: Book,
    question: Question,
    filled: Filled,
    top: tuple[Words, ...] = (),
    source: Pointed | None = None,
    register: Register | None = None,
) -> Form:
    """
    The form of a question.

    Args:
        filled: What is known or was typed; restricted values only for who may read them.
        top: Lines above the fields.
        source: The message its words came from.
        register: Where accounts to choose from stand.
    """
    asked = [field for field in question.fields if incident.opening.listed or not field.only_listed]
    listed = accounts_listed(book, register)
    lines = (*top, Words(question.text), *(Words(note) for note in question.note_text))
    return Form(
        action="question.submit",
        title=_title(incident, book, question),
        submit=_("Save"),
        fields=(Says(lines), *(each for field in asked for each in _fields(incident, question, field, filled, listed))),
        carried=on(incident.id, of_question(incident, question), *([source] if source else [])),
    )


def of_question(incident: Incident, question: Question) -> OfQuestion:
    """A question as it stands now."""
    known = incident.questions.answers.get(question.id)
    return OfQuestion(question.id, known.version if known else 0)


def accounts_listed(book: Book, register: Register | None) -> tuple[Option, ...]:
    """The accounts of the register to choose from, by platform."""
    accounts = sorted(register.accounts.values(), key=lambda a: (a.platform, a.handle)) if register else []
    return tuple(Option(each.id, raw(called(each, book)), raw(platform_name(book, each.platform))) for each in accounts)


def accounts_field(name: str, field: Field, listed: tuple[Option, ...], initial: tuple[str, ...] = ()) -> f.Field:
    """Boxes to tick; what are too many of them, a menu by platform."""
    return ChoosesSeveral(
        name,
        Words(field.label),
        listed,
        Words(field.hint) if field.hint else None,
        required=field.required,
        style="list",
        initial=tuple(id for id in initial if id in {option.value for option in listed}),
    )


def filled(question: Question, answer: Answer, reveal: bool) -> Filled:
    """An answer as the form shows it. Restricted values are there only with *reveal*."""
    found: dict[str, Given] = {}
    for field in question.fields:
        value = answer.values.get(field.name)
        if field.type == "moment" and value:
            found[field.name] = wording.moment(value)
        elif value is not None:
            found[field.name] = value if isinstance(value, tuple) else str(value)
    if reveal:
        found |= {name: secret.reveal() for name, secret in answer.private.items()}
        found |= {name: tuple(id.reveal() for id in ids) for name, ids in answer.private_people.items()}
    return found


def ask_form(question: Question, carried: str) -> Form:
    """Whom to ask, with a note for them."""
    return Form(
        action="ask.submit",
        title=_("Ask someone"),
        submit=_("Ask"),
        fields=(
            Says((Words(question.text),)),
            AskedSomebody.who,
            AskedSomebody.note,
        ),
        carried=carried,
    )


def intake_name(question: Question, field: Field) -> str:
    """Of a question's field in the form that a crisis is opened with."""
    return f"{question.id}.{field.name}"


def intake_fields(question: Question, listed: tuple[Option, ...]) -> list[f.Field]:
    """A question asked as a crisis is opened: nothing of it must be known yet."""
    asked = [field for field in question.fields if field.type != "accounts" or listed]
    return [_intake_field(intake_name(question, field), field, listed) for field in asked]


def _intake_field(name: str, field: Field, listed: tuple[Option, ...]) -> f.Field:
    hint = Words(field.hint) if field.hint else None
    if field.type == "accounts":
        return accounts_field(name, field, listed)
    if not field.options:
        return Asks(name, Words(field.label), hint=hint, required=False, long=True, max_chars=field.max_chars)
    options = tuple(Option(choice.value, Words(choice.label)) for choice in field.options)
    if field.choice(UNKNOWN) is None:
        options = (*options, Option(UNKNOWN, _("Not known yet")))
    return Chooses(name, Words(field.label), options, hint=hint, required=False)


def _title(incident: Incident, book: Book, question: Question) -> Words:
    if question.title:
        return Words(question.title)
    where, of = number(incident, book, question.id), total(incident, book.thread(question.id))
    return _("Question {n} of {m}", n=where, m=of)


def _fields(
    incident: Incident, question: Question, field: Field, filled: Filled, listed: tuple[Option, ...]
) -> list[f.Field]:
    """What a field is in the form: mostly one; none where there is nothing to choose, one for each account touched."""
    match field.type:
        case "accounts":
            chosen = _several(filled.get(field.name))
            return [accounts_field(field.name, field, listed, chosen)] if listed else []
        case "each_account":
            return _each_account(incident, field, filled, listed)
    if field.filled_by and listed:
        field = field.model_copy(update={"required": False, "hint": FROM_REGISTER})
    return [_field(incident, question, field, filled)]


def _each_account(incident: Incident, field: Field, filled: Filled, listed: tuple[Option, ...]) -> list[f.Field]:
    options = (*(Option(choice.value, Words(choice.label)) for choice in field.options), UNKNOWN_TOO)
    before = {id: said for each in _several(filled.get(field.name)) for id, _is, said in [each.partition("=")]}
    named = {option.value: option.label for option in listed}
    asked = [id for id in touched(incident) if id in named][:MOST_MENUS]
    initial = {id: (before[id],) if id in before else () for id in asked}
    return [Chooses(f"{field.name}.{id}", named[id], options, required=False, initial=initial[id]) for id in asked]


def _field(incident: Incident, question: Question, field: Field, filled: Filled) -> f.Field:
    label, hint = Words(field.label), Words(field.hint) if field.hint else None
    value = filled.get(field.name)
    match field.type:
        case "one" | "many" | "grade":
            return _chooses(question, field, value)
        case "people":
            return PicksSeveral(field.name, label, hint, field.required, initial=_several(value))
        case "moment":
            first = value if isinstance(value, datetime) else incident.opening.opened_at if field.initial else None
            return Dates(field.name, label, hint, field.required, initial=first)
        case _:
            pass
    text = str(value) if value is not None else None
    match field.type:
        case "number":
            return Asks(field.name, label, "number", hint, field.required, initial=text)
        case "address":
            return Asks(field.name, label, "address", hint, field.required, initial=text)
    long = field.type == "long_text"
    return Asks(field.name, label, "text", hint, field.required, long, field.max_chars, text)


def _chooses(question: Question, field: Field, value: Given) -> f.Field:
    options = [Option(choice.value, Words(choice.label)) for choice in field.choices]
    if question.kind == "press":
        options.append(UNKNOWN_TOO)
    kind = ChoosesSeveral if field.type == "many" else Chooses
    return kind(
        field.name,
        Words(field.label),
        tuple(options),
        Words(field.hint) if field.hint else None,
        required=field.required,
        style="menu" if field.type == "grade" else "list",
        initial=tuple(each for each in _several(value) if each in {option.value for option in options}),
    )


def _several(value: Given) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),) if value else ()
