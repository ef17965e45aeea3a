"""The three files the register comes in by and goes out by: their columns, and what stands in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.access.register import wording
from bot.text import LANGUAGES, Words, _, _p, translator

File = Literal["people", "accounts", "access"]
Holds = Literal["text", "email", "id", "person", "day", "begins", "ends", "code", "yes", "tools"]
"""*begins* and *ends* are days kept as moments: where the day begins, and where it is over."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. *name* is its heading and the field it fills; *label* is a heading too, in every language."""

    name: str
    label: Words
    holds: Holds = "text"
    codes: Mapping[str, Words] = field(default_factory=dict)
    of: Literal["", "account", "tool", "secret", "grant"] = ""  # what it is for, where the file has several


FILES: Final[Mapping[File, tuple[Column, ...]]] = {
    "people": (
        Column("email", _("E-mail"), "email"),
        Column("chat_id", _("Chat ID"), "id"),
        Column("name", _("Name")),
        Column("employer", _("Employer"), "code", wording.EMPLOYERS),
        Column("status", _("Status"), "code", wording.STATUSES),
        Column("last_day", _("Last day"), "day"),
        Column("contract_ends", _("Contract ends"), "day"),
        Column("manager", _("Manager"), "person"),
        Column("phone", _("Phone")),
    ),
    "accounts": (
        Column("platform", _("Platform")),
        Column("handle", _("Account name")),
        Column("kind", _("Kind of tool"), "code", wording.TOOLS, of="tool"),
        Column("tools", _("Tools that post to it"), "tools", of="account"),
        Column("url", _("Address"), of="account"),
        Column("purpose", _("Purpose"), of="account"),
        Column("market", _("Market"), of="account"),
        Column("tier", _("Weight"), "code", wording.TIERS, of="account"),
        Column("owner", _p("who answers for it", "Owner"), "person"),
        Column("legal_owner", _("Belongs to"), "code", wording.OWNERS, of="account"),
        Column("recovery_email", _("Recovery e-mail"), of="account"),
        Column("recovery_phone", _("Recovery phone"), of="account"),
        Column("twofa", _("Second factor"), "code", wording.SECOND_FACTORS, of="account"),
        Column("twofa_holder", _("Who has the second factor"), "person", of="account"),
        Column("backup_codes", _("Where backup codes are"), of="account"),
        Column("platform_contact", _("Contact at the platform"), of="account"),
        Column("can_pause", _("Can be paused"), "yes", of="tool"),
        Column("connector", _("Connector")),
    ),
    "access": (
        Column("platform", _("Platform")),
        Column("handle", _("Account name")),
        Column("person", _("Person"), "person"),
        Column("means", _("How"), "code", wording.MEANS),
        Column("level", _("Level"), "code", wording.LEVELS, of="grant"),
        Column("granted_at", _("Since"), "begins", of="grant"),
        Column("expires_at", _("Until"), "ends", of="grant"),
        Column("restorable", _("May be given back"), "yes", of="grant"),
        Column("secret", _("Shared secret"), of="secret"),
        Column("vault", _("Where it is kept"), of="secret"),
        Column("rotated_at", _("Last changed"), "begins", of="secret"),
        Column("known_since", _("Known since"), "begins", of="secret"),
        Column("known_until", _("Known until"), "ends", of="secret"),
    ),
}
RECOVERY: Final = frozenset(
    ("owner", "legal_owner", "recovery_email", "recovery_phone", "twofa", "twofa_holder", "backup_codes")
)
"""The columns by which an account is got back: who writes over them unseen can take it."""
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
