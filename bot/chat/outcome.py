"""What a handler answers with. Platforms put it into a person's words and the chat's shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Discriminator, TypeAdapter

from bot.chat.card import Card, Item
from bot.chat.form import Form
from bot.text import Words


@dataclass(frozen=True)
class Done:
    """It is done; the room will show it."""

    kind: Literal["done"] = "done"


@dataclass(frozen=True)
class Reply:
    """
    A few lines for that person alone: a command's own answer, else a private reply (a direct message outside a room).
    """

    lines: tuple[Words, ...]
    items: tuple[Item, ...] = ()  # buttons under it
    kind: Literal["reply"] = "reply"


@dataclass(frozen=True)
class OpenForm:
    """Opens a form, or, when answering a form that was sent, replaces it."""

    form: Form
    kind: Literal["open_form"] = "open_form"


@dataclass(frozen=True)
class FieldErrors:
    """The form stays open with all that was typed: *fields* by name, *top* as a line above them."""

    fields: Mapping[str, Words]
    top: Words | None = None
    kind: Literal["field_errors"] = "field_errors"


@dataclass(frozen=True)
class ShowHome:
    """What that person's Home shows from now on."""

    card: Card
    kind: Literal["show_home"] = "show_home"


Outcome = Done | Reply | OpenForm | FieldErrors | ShowHome

KEPT: TypeAdapter[Done | Reply] = TypeAdapter(Annotated[Done | Reply, Discriminator("kind")])
"""The outcomes kept for a second delivery of the same request, as JSON."""
