"""From what a form's fields were given to an answer: each value is checked, each refusal stands under its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from bot.crisis import wording
from bot.crisis.playbook import UNKNOWN, Field, Question
from bot.crisis.questions.facts import Answer
from bot.crisis.when import OLDEST
from bot.errors import Refused
from bot.record.fact import Value
from bot.record.frozen import Restricted
from bot.text import Moment, Words, _

Given = str | tuple[str, ...] | datetime | date | None
"""What a field of a form was filled in with: words or one choice, several, a moment (aware UTC), a day, nothing."""


def check(question: Question, given: Mapping[str, Given], now: datetime) -> Answer:
    """
    The answer these values make.

    Args:
        given: By field name. Fields that are not there are empty; names the question does not have are left out.
        now: Aware UTC; no moment lies after it.

    Raises:
        Refused: with the field it stands under.
    """
    values: dict[str, Value] = {}
    private: dict[str, Restricted] = {}
    people: dict[str, tuple[Restricted, ...]] = {}
    for field in question.fields:
        value = _of_each(field, given) if field.type == "each_account" else _value(field, given.get(field.name), now)
        if value is None or value == ():
            if field.required:
                raise Refused(_empty(field), field=field.name, code="empty")
        elif field.type == "people":
            people[field.name] = tuple(Restricted(id) for id in _several(value))
        elif field.restricted:
            private[field.name] = Restricted(str(value))
        else:
            values[field.name] = value
    _in_sequence(question, values)
    return Answer(values=values, private=private, private_people=people)


def is_unknown(answer: Answer) -> bool:
    """Whether every value says "not known" and nothing else was given, so that it is no answer."""
    said = {each for value in answer.values.values() for each in (value if isinstance(value, tuple) else (value,))}
    return said == {UNKNOWN} and not answer.private and not answer.private_people


def _value(field: Field, given: Given, now: datetime) -> Value:
    match field.type:
        case "moment":
            return _moment(field, given, now) if given else None
        case "many":
            return _choices(field, _several(given))
        case "people" | "accounts":
            return _several(given)
        case _:
            pass
    text = str(_several(given)[0] if isinstance(given, tuple) and given else given or "").strip()
    if not text:
        return None
    match field.type:
        case "number":
            return _number(field, text)
        case "one" | "grade":
            return _choices(field, (text,))[0]
        case "address" if not text.startswith(("https://", "http://")) or len(text.split()) > 1:
            raise Refused(_("A full address, https://…"), field=field.name, code="not_an_address")
    if len(text) > field.max_chars:
        over = len(text) - field.max_chars
        raise Refused(_("Shorten by {over}.", over=over), field=field.name, code="too_long")
    return text


def _of_each(field: Field, given: Mapping[str, Given]) -> tuple[str, ...]:
    """What was chosen for each account; one for which nothing was, or that it is not known, is left out."""
    said = {name.partition(".")[2]: str(value) for name, value in given.items() if name.startswith(f"{field.name}.")}
    return tuple(f"{id}={value}" for id, value in said.items() if field.choice(value))


def _several(given: Value | Given) -> tuple[str, ...]:
    match given:
        case tuple():
            return tuple(dict.fromkeys(given))
        case None | "":
            return ()
    return (str(given),)


def _choices(field: Field, chosen: tuple[str, ...]) -> tuple[str, ...]:
    if any(field.choice(value) is None for value in chosen):
        raise Refused(_("That choice is not there any more. Choose again."), field=field.name, code="unknown_choice")
    if UNKNOWN in chosen and len(chosen) > 1:
        raise Refused(_("Choose one or the other."), field=field.name, code="known_and_unknown")
    if len(chosen) > 1 and (
        alone := next((each for each in field.options if each.alone and each.value in chosen), None)
    ):
        raise Refused(_("Untick the others, or “{choice}”.", choice=Words(alone.label)), field.name, "not_alone")
    return chosen


def _number(field: Field, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Refused(_("Digits only, or leave empty."), field=field.name, code="not_a_number")
    return int(text)


def _moment(field: Field, given: Given, now: datetime) -> str:
    at = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    if at > now:
        words = _("This is in the future: {time}. Give a time up to now.", time=Moment(at, "date_time"))
        raise Refused(words, field=field.name, code="field")
    if at < now - OLDEST:
        words = _("This is more than 400 days ago: {time}. Check the year.", time=Moment(at, "date"))
        raise Refused(words, field=field.name, code="too_old")
    return at.astimezone(UTC).isoformat()


def _in_sequence(question: Question, values: Mapping[str, Value]) -> None:
    for field in question.fields:
        later, sooner = values.get(field.name), values.get(field.not_before)
        if later and sooner and wording.moment(later) < wording.moment(sooner):
            raise Refused(_("We noticed before it began? Check."), field=field.name, code="before_it_began")


def _empty(field: Field) -> object:
    match field.type:
        case "text" | "long_text":
            return _("Write it, or choose Don't know yet.")
        case "moment":
            return _("Choose a date and a time.")
        case _:
            return _("Choose one.")
