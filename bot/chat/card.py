"""A card: what a message shows, as a closed list of parts. A platform renders each; nothing else exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.chat.carried import NONE, Carried
from bot.text import Strong, Words


@dataclass(frozen=True, slots=True)
class Title:
    """The card's heading, plain text."""

    words: Words


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines under each other, as one block: phones reorder columns, so there are none."""

    lines: tuple[Words | Strong, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A person's own words, shown as such, at full length."""

    text: str


@dataclass(frozen=True, slots=True)
class Small:
    """Provenance and the like, in small type."""

    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """What a dangerous button asks first."""

    title: Words
    text: Words
    yes: Words
    no: Words


@dataclass(frozen=True, slots=True)
class Button:
    """
    Does *action* when pressed. *value* is ids and versions only; use ``on``.

    Several buttons of one action on a card get a *tail*: ``question.answer:yes``; the router cuts it off.
    """

    action: str
    label: Words
    value: str = ""
    tail: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: Confirm | None = None
    name: Words | None = None  # what a screen reader says, where the label alone would not make sense


@dataclass(frozen=True, slots=True)
class Goto:
    """
    A button that leads to a surface (its key) or the room ("place"); while that is not shown yet, to *meanwhile*, so
    that the buttons beside it keep their places; absent while neither is shown. A card about several incidents gives
    the address itself, as *url*.
    """

    label: Words
    to: str
    primary: bool = False
    meanwhile: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. *group* is the heading it stands under in a form's menu; of one menu all have one, or none."""

    value: str
    label: Words
    group: Words | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """One choice of several; choosing does *action* with ``chosen``."""

    action: str
    placeholder: Words
    options: tuple[Option, ...]
    value: str = ""  # carried beside the choice, as a button's
    initial: str | None = None


@dataclass(frozen=True, slots=True)
class More:
    """The ⋯ menu, ≤ 5 entries. Each option's value is the action it does; *value* is carried as a button's."""

    action: str
    options: tuple[Option, ...]
    value: str = ""


Item = Button | Goto | Menu | More


@dataclass(frozen=True, slots=True)
class Row:
    """Buttons and menus beside each other: ≤ 5, at most one primary."""

    items: tuple[Item, ...]


Part = Title | Lines | Quote | Small | Divider | Row


@dataclass(frozen=True, slots=True)
class Card:
    """*text* is the whole message for a notification and a screen reader, so it must make sense alone."""

    text: Words
    parts: tuple[Part, ...] = ()


TO: Final = "@"
"""What the addressee in a button's value begins with; nothing else there does."""


def on(incident: str, *carried: Carried, to: str = "") -> str:
    """
    A button's value or a form's burden: the incident's or the register's id, or none, and what it carries besides.

    Args:
        to: Id of the person the button is for: pressed by anybody else, it does nothing.
    """
    parts = [part for each in carried for part in each.parts()]
    return " ".join([incident or NONE, *parts, *([TO + to] if to else [])])
