"""The three files the register comes in by and goes out by: their columns, and what stands in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.access.register.entities import Account, Grant, Holder, Secret, Tool
from bot.access.register.fields import Guard, Holds, Kept, fields_of
from bot.record.frozen import Frozen
from bot.text import LANGUAGES, Words, _, translator

File = Literal["people", "accounts", "access"]
OfWhat = Literal["", "account", "tool", "secret", "grant"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. *name* is its heading and the field it fills; *label* is a heading too, in every language."""

    name: str
    label: Words
    holds: Holds | Literal["id", "tools"] = "text"
    codes: Mapping[str, Words] = field(default_factory=dict)
    of: OfWhat = ""  # what it is for, where the file has several
    guard: Guard = ""
    recovers: bool = False


BOTH: Final = frozenset(each.name for each in fields_of(Account)) & frozenset(each.name for each in fields_of(Tool))
"""Fields of an account and of a tool: one column is for either."""


def _columns(entity: type[Frozen], *names: str, of: OfWhat = "") -> tuple[Column, ...]:
    """The columns of these fields."""
    return tuple(_column(kept, of) for name in names for kept in fields_of(entity) if kept.name == name)


def _others(entity: type[Frozen], *but: str, of: OfWhat = "") -> tuple[Column, ...]:
    """The columns of all its other fields that stand in a file."""
    return tuple(_column(kept, of) for kept in fields_of(entity) if kept.is_filed and kept.name not in but)


def _column(kept: Kept, of: OfWhat) -> Column:
    of = "" if kept.name in BOTH else of
    return Column(kept.name, kept.heading, kept.holds, kept.codes, of, kept.guard, kept.recovers)


WHERE: Final = _columns(Account, "platform", "handle")
FILES: Final[Mapping[File, tuple[Column, ...]]] = {
    "people": (*_columns(Holder, "email"), Column("chat_id", _("Chat ID"), "id"), *_others(Holder, "email")),
    "accounts": (
        *WHERE,
        *_columns(Tool, "kind", of="tool"),
        Column("tools", _("Tools that post to it"), "tools", of="account"),
        *_others(Account, "platform", "handle", "connector", of="account"),
        *_others(Tool, "name", "kind", *BOTH, of="tool"),
        *_columns(Account, "connector"),
    ),
    "access": (
        *WHERE,
        Column("person", _("Person"), "person"),
        *_columns(Grant, "means"),
        *_others(Grant, "means", of="grant"),
        Column("secret", _("Shared secret"), of="secret", guard="called"),
        *_others(Secret, "name", of="secret"),
        Column("known_since", _("Known since"), "begins", of="secret"),
        Column("known_until", _("Known until"), "ends", of="secret"),
    ),
}
OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "email": ("mail", "emailaddress", "emailaddressrequired", "primaryemail", "workemail"),
    "name": ("fullname", "displayname"),
    "phone": ("mobilephone",),
    "manager": ("manageremail",),
}
"""Headings of people's lists out of directories, as ``bare`` makes them; of several in a file the first one counts."""
SLACK: Final = ("billingactive", "userid")
"""Two headings of Slack's list of members. Only beside the first one, the second is a chat ID: others number too."""
YES: Final[Mapping[str, Words]] = {"yes": _("Yes"), "no": _("No")}


def column(file: File, name: str) -> Column:
    """KeyError if the file has none of that name."""
    return {each.name: each for each in FILES[file]}[name]


def kind_of(names: Iterable[str]) -> File | None:
    """Which file has these columns."""
    known = set(names)
    if {"means", "secret"} & known:
        return "access"
    if known & {"handle", "kind"}:
        return "accounts"
    return "people" if known & {"email", "chat_id"} else None


def headings() -> dict[str, str]:
    """Every heading that is known, as ``bare`` makes it, and the column's name."""
    columns = [each for columns in FILES.values() for each in columns]
    return {bare(word): each.name for each in columns for word in _said(each.name, each.label)}


def of_others(written: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """
    What headings of other programs stand for, in a list of people.

    Args:
        written: All headings, as ``bare`` makes them.
        known: The columns that are there by a heading of their own: these are never taken from another one.
    """
    there, taken = set(written), set(known)
    found = {
        next((one for one in ones if one in there), ""): name for name, ones in OTHERS.items() if name not in taken
    }
    if there.issuperset(SLACK) and "chat_id" not in taken:
        found[SLACK[1]] = "chat_id"
    return {one: name for one, name in found.items() if one}


def meant(codes: Mapping[str, Words], text: str) -> str | None:
    """The code that is written, by itself or by its words in any language there is."""
    wanted = bare(text)
    return next((code for code, label in codes.items() if wanted in map(bare, _said(code, label))), None)


def bare(text: str) -> str:
    """Letters and digits alone, small: what a heading is compared by."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _said(code: str, label: Words) -> Iterable[str]:
    return (code, *(translator(language).plain(label) for language in LANGUAGES))
