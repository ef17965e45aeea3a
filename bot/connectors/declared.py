"""Which connectors the environment declares. Their tokens come from there by name, and from nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

EVERYBODY: Final = "*"
"""In the place of a group: every active user, and closing switches the user off."""

BLUESKY: Final = "https://bsky.social"


@dataclass(frozen=True)
class ScimDeclared:
    """A SCIM service. *own* are our own accounts there, small: by id, user name or e-mail."""

    name: str
    url: str
    token: SecretStr
    group: str  # id or display name; or EVERYBODY
    own: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What the register calls it."""
        return f"scim:{self.name}"


@dataclass(frozen=True)
class BlueskyDeclared:
    """One account on Bluesky, or on another server of its protocol. *own* is the app password we sign in by, if any."""

    name: str
    url: str
    handle: str
    password: SecretStr
    own: str = ""  # its name there

    @property
    def key(self) -> str:
        """What the register calls it."""
        return f"bluesky:{self.name}"


Declared = ScimDeclared | BlueskyDeclared

# What each kind needs: the end of the variable's name, and what to set it to. None: it may be left out.
SCIM: Final[dict[str, str | None]] = {
    "URL": "the address of the SCIM service, https://…/v2",
    "TOKEN": "the bearer token that the service gave for SCIM",
    "GROUP": "the id or name of the group whose members may publish, or * for all users: a user is then switched off",
    "OWN": None,
}
BLUESKY_NEEDS: Final[dict[str, str | None]] = {
    "HANDLE": "the account's handle, brand.example",
    "PASSWORD": "the account's own password; or, where it asks for a code by e-mail, an app password made for this",
    "URL": None,
    "OWN": None,
}
KINDS: Final = {"scim": SCIM, "bluesky": BLUESKY_NEEDS}


def declare(given: Mapping[str, str]) -> tuple[tuple[Declared, ...], list[str]]:
    """
    The connectors that CRISIS_CONNECTORS names.

    Returns:
        Those that are right, and a sentence for each thing that is wrong, beginning with the variable; no secrets.
    """
    right, wrong = list[Declared](), list[str]()
    names = [each.strip() for each in given.get("CRISIS_CONNECTORS", "").split(",") if each.strip()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        wrong.append(f"CRISIS_CONNECTORS names {_shown(name)} twice. Name each connector once.")
    for key in dict.fromkeys(names):
        kind, _colon, name = key.partition(":")
        if kind not in KINDS or not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
            wrong.append(
                f"CRISIS_CONNECTORS holds what is no connector: {_shown(key)}. "
                "Write scim:name or bluesky:name in small letters, and separate several by commas."
            )
            continue
        start = f"CRISIS_{key.replace(':', '_').replace('-', '_').upper()}_"
        found = {end: value for end in KINDS[kind] if (value := given.get(start + end, ""))}
        if problems := list(_problems(start, KINDS[kind], found)):
            wrong += problems
        else:
            right.append(_scim(name, found) if kind == "scim" else _bluesky(name, found))
    return tuple(right), wrong


def _problems(start: str, needs: Mapping[str, str | None], found: Mapping[str, str]) -> Iterator[str]:
    for end, what in needs.items():
        if what and end not in found:
            yield f"{start}{end} is missing. Set it to {what}."
    if "URL" in found and (problem := _wrong_address(found["URL"])):
        yield f"{start}URL {problem}"
    for end in ("TOKEN", "PASSWORD"):
        if (secret := found.get(end, "")) and (secret[0] in "\"'" or secret[-1] in "\"'"):
            yield f"{start}{end} stands in quotation marks. Take them off."
        elif secret and not (secret.isascii() and secret.isprintable()):
            yield f"{start}{end} holds a sign that none has. Copy it again."


def _wrong_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is no web address. Write https://…"
    if parts.username or parts.password or parts.query or parts.fragment:
        return "holds more than an address. Take out what stands before an @ and after a ? or #."
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        return "begins with http://, so anybody on the way could read the token. Write https://…"
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _scim(name: str, found: Mapping[str, str]) -> ScimDeclared:
    own = frozenset(each.strip().casefold() for each in found.get("OWN", "").split(",") if each.strip())
    return ScimDeclared(name, found["URL"].rstrip("/"), SecretStr(found["TOKEN"]), found["GROUP"], own)


def _bluesky(name: str, found: Mapping[str, str]) -> BlueskyDeclared:
    url = found.get("URL", BLUESKY).rstrip("/")
    password, own = SecretStr(found["PASSWORD"]), found.get("OWN", "").strip()
    return BlueskyDeclared(name, url, found["HANDLE"].removeprefix("@"), password, own)


def _shown(name: str) -> str:
    """A name as it was written, unless it is as long as a secret."""
    return name if len(name) <= 24 else f"{len(name)} characters, not shown here"
