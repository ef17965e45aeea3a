"""E-mail addresses: people are told apart by them, so each has one spelling."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from bot.people.spelling import spelled

MOST_CHARS: Final = 254  # RFC 3696, erratum 1690
_SIGN: Final = r"""@\s<>()\[\],;:"\\|"""
ADDRESS: Final = re.compile(rf"(?!\.)[^{_SIGN}]+@[^{_SIGN}./?#]+(?:\.[^{_SIGN}./?#]+)+")
NAMED: Final = re.compile(r"[^<>]*<([^<>|]*)(?:\|[^<>]*)?>")  # Ana Kovač <ana@brand.hr>, and as a chat marks a link
AROUND: Final = (('"', '"'), ("'", "'"), ("(", ")"))
MAILTO: Final = "mailto:"
PUNYCODE: Final = "xn--"


def read_email(text: str) -> str | None:
    """The one address that is written, in small letters, its domain in letters people read; None where it is none."""
    if len(text) > MOST_CHARS * 2:  # with a name or a link around it
        return None
    bare = _unwrapped(spelled(text))
    local, at, domain = bare.replace("。", ".").partition("@")
    address = f"{local}{at}{_in_letters(domain)}".lower()
    return address if len(address) <= MOST_CHARS and ADDRESS.fullmatch(address) else None


def email_key(text: str) -> str:
    """What an address is known by; what is none is known by itself."""
    return read_email(text) or text.strip().casefold()


def _unwrapped(text: str) -> str:
    """Without the name, link, quotes or full stop around it."""
    text = text.rstrip(".,;")
    if named := NAMED.fullmatch(text):
        text = named[1].strip()
    for left, right in AROUND:
        if len(text) > 1 and text.startswith(left) and text.endswith(right):
            text = text[1:-1].strip()
    if text.casefold().startswith(MAILTO):
        text = unquote(text[len(MAILTO) :].partition("?")[0]).strip()
    return text.rstrip(".,;")


def _in_letters(domain: str) -> str:
    """``xn--kova-8sa.hr`` as people write it; "" where it can't be read."""
    try:
        return ".".join(
            label[len(PUNYCODE) :].encode("ascii").decode("punycode") if label.lower().startswith(PUNYCODE) else label
            for label in domain.split(".")
        )
    except UnicodeError:
        return ""
