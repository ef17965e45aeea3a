"""A form: fields a person fills in, sent as one. Errors come back under their field and keep all that was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.chat.card import Option
from bot.text import Strong, Words


@dataclass(frozen=True, slots=True)
class Says:
    """Text between the fields."""

    lines: tuple[Words | Strong, ...]


@dataclass(frozen=True, slots=True)
class Asks:
    """A field to write in."""

    name: str
    label: Words
    kind: Literal["text", "number", "address"] = "text"
    hint: Words | None = None
    required: bool = True
    long: bool = False
    max_chars: int | None = None  # at most 3,000: Slack, plain_text_input
    initial: str | None = None


@dataclass(frozen=True, slots=True)
class Chooses:
    """One choice, or with *many* several. *style* "menu" for many options, "list" shows them all (≤ 10)."""

    name: str
    label: Words
    options: tuple[Option, ...]
    hint: Words | None = None
    required: bool = True
    many: bool = False
    style: Literal["menu", "list"] = "menu"
    initial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picks:
    """One person, or with *many* several. Given as ids."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    many: bool = False
    initial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dates:
    """A moment (date and time), or with *day* a date alone."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    day: bool = False
    initial: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class ChoosesPlace:
    """One channel of the workspace."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = False
    initial: str | None = None


@dataclass(frozen=True, slots=True)
class Attaches:
    """Files from the person's own device, at most *many*. They come in ``Submitted.files``."""

    name: str
    label: Words
    hint: Words | None = None
    required: bool = True
    many: int = 1


Field = Says | Asks | Chooses | Picks | Dates | ChoosesPlace | Attaches


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
