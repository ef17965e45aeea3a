"""
A form: fields a person fills in, sent as one. Errors come back under their field and keep all that was typed.

A form is a class of ``Sent``, its fields are attributes. On the class they are how it is asked; on what came back they
are what was given, checked::

    class NewEntry(Sent):
        what = Asks("what", _("What happened?"), max_chars=500)
        at = Dates("at", _("When?"), required=False)

    Form("timeline.add", _("Add"), _("Add"), fields=(NewEntry.what, replace(NewEntry.at, initial=now)))
    given = request.read(NewEntry)  # given.what is a str, given.at a datetime or None
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, Self, TypeVar, overload

from bot.chat.card import Option
from bot.crisis.evidence.facts import FileRef
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.text import Strong, Words, _

Value = TypeVar("Value", covariant=True)


class Sent:
    """What came back with a form; subclasses name its fields."""

    def __init__(self, given: Mapping[str, Given], files: Mapping[str, tuple[FileRef, ...]]) -> None:
        """
        Raises:
            Refused: What a field was given is none of its choices, too long, or missing; under that field.
        """
        self.by_name = given
        self.files_by_name = files
        for field in fields(type(self)):  # now, and not in the middle of a change
            field.read(self)


class Reads(Generic[Value]):
    """A field as an attribute: of a form's class it is how it is asked, of what was sent what was given."""

    __slots__ = ()

    @overload
    def __get__(self, sent: None, form: type[object]) -> Self: ...

    @overload
    def __get__(self, sent: Sent, form: type[object]) -> Value: ...

    def __get__(self, sent: Sent | None, form: type[object]) -> Self | Value:
        return self if sent is None else self.read(sent)

    def read(self, sent: Sent) -> Value:
        raise NotImplementedError


def fields(form: type[Sent]) -> Iterator[Reads[Any]]:
    """The attributes of a form's class that are fields."""
    return (field for kind in form.__mro__ for field in vars(kind).values() if isinstance(field, Reads))


@dataclass(frozen=True, slots=True)
class Says:
    """Text between the fields."""

    lines: tuple[Words | Strong, ...]


@dataclass(frozen=True, slots=True)
class Asks(Reads[str]):
    """A field to write in."""

    name: str
    label: Words
    kind: Literal["text", "number", "address"] = "text"
    hint: Words | None = None
    required: bool = True
    long: bool = False
    max_chars: int | None = None  # None: as many as the chat takes
    initial: str | None = None
    refusal: Words | None = None  # what is said where a required one is empty; None: a rule says it

    def read(self, sent: Sent) -> str:
        text = _one(sent.by_name.get(self.name)).strip()
        if self.max_chars and len(text) > self.max_chars:
            raise Refused(_("Shorten by {over}.", over=len(text) - self.max_chars), self.name, "too_long")
        return _filled(self, text)


@dataclass(frozen=True, slots=True)
class Chooses(Reads[str]):
    """One choice. *style* "menu" for many options; "list" where all have room. Those of the class are checked."""

    name: str
    label: Words
    options: tuple[Option, ...] = ()
    hint: Words | None = None
    required: bool = True
    style: Literal["menu", "list"] = "menu"
    initial: tuple[str, ...] = ()
    refusal: Words | None = None

    def read(self, sent: Sent) -> str:
        chosen = _one(sent.by_name.get(self.name))
        _must_be_offered(self, (chosen,) if chosen else ())
        return _filled(self, chosen)


@dataclass(frozen=True, slots=True)
class ChoosesSeveral(Reads[tuple[str, ...]]):
    """Several choices, as ``Chooses``."""

    name: str
    label: Words
    options: tuple[Option, ...] = ()
    hint: Words | None = None
    required: bool = True
    style: Literal["menu", "list"] = "menu"
    initial: tuple[str, ...] = ()
    refusal: Words | None = None

    def read(self, sent: Sent) -> tuple[str, ...]:
        chosen = _several(sent.by_name.get(self.name))
        _must_be_offered(self, chosen)
        return _filled(self, chosen)


@dataclass(frozen=True, slots=True)
class Picks(Reads[str]):
    """One person. Given as an id."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    initial: tuple[str, ...] = ()
    refusal: Words | None = None

    def read(self, sent: Sent) -> str:
        return _filled(self, _one(sent.by_name.get(self.name)))


@dataclass(frozen=True, slots=True)
class PicksSeveral(Reads[tuple[str, ...]]):
    """Several people. Given as ids."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    initial: tuple[str, ...] = ()
    refusal: Words | None = None

    def read(self, sent: Sent) -> tuple[str, ...]:
        return _filled(self, _several(sent.by_name.get(self.name)))


@dataclass(frozen=True, slots=True)
class Dates(Reads[datetime | None]):
    """A moment: date and time."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    initial: datetime | None = None

    def read(self, sent: Sent) -> datetime | None:
        at = sent.by_name.get(self.name)
        return at if isinstance(at, datetime) else None


@dataclass(frozen=True, slots=True)
class Days(Reads[date | None]):
    """A date alone."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    initial: date | None = None

    def read(self, sent: Sent) -> date | None:
        day = sent.by_name.get(self.name)
        return day.date() if isinstance(day, datetime) else day if isinstance(day, date) else None


@dataclass(frozen=True, slots=True)
class ChoosesPlace(Reads[str]):
    """One channel of the workspace."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = False
    initial: str | None = None

    def read(self, sent: Sent) -> str:
        return _one(sent.by_name.get(self.name))


@dataclass(frozen=True, slots=True)
class Attaches(Reads[tuple[FileRef, ...]]):
    """Files from the person's own device, at most *many*."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    many: int = 1

    def read(self, sent: Sent) -> tuple[FileRef, ...]:
        return sent.files_by_name.get(self.name, ())


Asked = Asks | Chooses | ChoosesSeveral | Picks | PicksSeveral | Dates | Days | ChoosesPlace | Attaches
Field = Says | Asked


@dataclass(frozen=True, slots=True)
class Form:
    """*action* is what sending it does. *carried* comes back with it; use ``card.on``."""

    action: str
    title: Words  # ≤ 24 characters when worded
    submit: Words  # a verb, ≤ 24
    fields: tuple[Field, ...]
    close: Words | None = None  # "Cancel" if None
    carried: str = ""
    begins: str = ""  # tells it from the form it replaces: without it, a chat keeps what was filled in there


Filled = TypeVar("Filled", str, tuple[str, ...])


def _filled(field: Asks | Chooses | ChoosesSeveral | Picks | PicksSeveral, value: Filled) -> Filled:
    """*value*, unless it is empty, must not be, and no rule says so."""
    if not value and field.required and field.refusal:
        raise Refused(field.refusal, field.name, "empty")
    return value


def _must_be_offered(field: Chooses | ChoosesSeveral, chosen: tuple[str, ...]) -> None:
    """What may be chosen only where the form was shown is left to the rule."""
    if field.options and not {*chosen} <= {option.value for option in field.options}:
        raise Refused(field.refusal or _("Choose one."), field.name, "not_offered")


def _one(value: Given) -> str:
    """What was given as text; of several the first."""
    return str((value[0] if value else "") if isinstance(value, tuple) else value or "")


def _several(value: Given) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),) if value else ()
