"""
What a SCIM service says, read as far as it goes: of each user and group only what we need, in whatever case and type it
is written. What is not there, or is nonsense, is not known; nothing else of the answer suffers from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.access.connectors.holding import Holding

NAMELESS = "?"  # an entry without an id, a name or an address


@dataclass(frozen=True)
class User:
    """*active* is None where the service does not say, or says what is neither."""

    id: str  # "": none that can be read, so nothing can be done about it
    user_name: str = ""
    shown: str = ""
    email: str = ""
    active: bool | None = None
    groups: frozenset[str] | None = None  # ids; None: not said
    version: str = ""

    @property
    def names(self) -> set[str]:
        """All that the settings may call them by, small."""
        return {each.casefold() for each in (self.id, self.user_name, self.email) if each}

    def holding(self, account: str) -> Holding:
        return Holding(account, self.id, self.shown or self.user_name or self.email or self.id or NAMELESS, self.email)


@dataclass(frozen=True)
class Member:
    """Of a group. *is_group* is None where the service does not say what it is."""

    id: str
    shown: str = ""
    is_group: bool | None = None

    @property
    def names(self) -> set[str]:
        return {self.id.casefold()}

    def holding(self, account: str) -> Holding:
        return Holding(account, self.id, self.shown or self.id, is_group=bool(self.is_group))


@dataclass(frozen=True)
class Group:
    """*members* by id. One whose last member went says nothing of members, which is the same (RFC 7643, 2.5)."""

    id: str
    name: str
    members: Mapping[str, Member]
    version: str = ""  # by which the service notices that somebody else has changed it; "": it has none

    def is_called(self, name: str) -> bool:
        """In whatever case: a display name is the same in any (RFC 7643, 2.2)."""
        return self.name.casefold() == name.casefold()


@dataclass(frozen=True)
class Page:
    """Some of a list. *total* is None where the service does not say."""

    resources: tuple[Any, ...]
    total: int | None


def user(said: object) -> User:
    given = _folded(said)
    user_name = text(given.get("username"))
    return User(
        id=text(given.get("id")),
        user_name=user_name,
        shown=text(given.get("displayname")),
        email=_email(given.get("emails")) or (user_name if "@" in user_name else ""),
        active=_truth(given.get("active")),
        groups=frozenset(text(each.get("value")) for each in _many(given["groups"])) if given.get("groups") else None,
        version=_version(given),
    )


def group(said: object) -> Group:
    given = _folded(said)
    found = [_member(each) for each in _many(given.get("members"))]
    return Group(
        id=text(given.get("id")),
        name=text(given.get("displayname")),
        members={each.id: each for each in found if each.id},
        version=_version(given),
    )


def id_of(said: object) -> str:
    """Of a user or a group; "" where none can be read."""
    return text(_folded(said).get("id"))


def versioned(said: Mapping[str, Any], etag: str) -> Mapping[str, Any]:
    """With the version that the headers have, where the resource itself has none."""
    return said if not etag or _version(_folded(said)) else {**said, "meta": {"version": etag}}


def _version(given: Mapping[str, Any]) -> str:
    return text(_folded(given.get("meta")).get("version"))


def page(said: object) -> Page | None:
    """None where it is no list at all."""
    given = _folded(said)
    resources, total = given.get("resources"), text(given.get("totalresults"))
    if not isinstance(resources, list) and (resources is not None or not total):
        return None
    return Page(tuple(resources or ()), int(total) if total.isdecimal() else None)


def text(value: object) -> str:
    """A text or a number as text; "" for all else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _member(given: Mapping[str, Any]) -> Member:
    kind, ref = text(given.get("type")).casefold(), text(given.get("$ref")).casefold()
    is_group = None
    if kind in ("user", "group"):
        is_group = kind == "group"
    elif "/groups/" in ref or "/users/" in ref:
        is_group = "/groups/" in ref
    return Member(text(given.get("value")), text(given.get("display")), is_group)


def _email(emails: object) -> str:
    """The primary one, else the first; an address alone in the place of a list is one too."""
    found = [(_truth(each.get("primary")) is True, text(each.get("value"))) for each in _many(emails)]
    found.sort(key=lambda each: not each[0])
    return next((value for _is_primary, value in found if value), "")


def _many(value: object) -> Iterator[dict[str, Any]]:
    """The entries of an attribute with several values; one that stands alone or without a name for it is one, too."""
    for each in value if isinstance(value, list) else [value]:
        yield _folded(each) if isinstance(each, Mapping) else {"value": each}


def _folded(said: object) -> dict[str, Any]:
    """With small names: attributes are the same in any case (RFC 7643, 2.1)."""
    return {str(name).casefold(): value for name, value in said.items()} if isinstance(said, Mapping) else {}


def _truth(value: object) -> bool | None:
    """Entra and others write it as a text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(text(value).casefold())
