"""
Whether words hold a password, a token or a private key: such words are refused before anything of them is kept.

Tokens and keys are known by Kingfisher's rules (MongoDB, Apache-2.0), which look at the text alone and never at the
network. A password that people chose has no shape of its own, so it is known by the word before it.

Every expression here takes time in proportion to the text, whatever stands in it: what it looks for is bounded, or
begins at a sign that ends the look before.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.access.secrets.password_said import says_password
from bot.errors import Refused
from bot.text import _

if TYPE_CHECKING:
    from kingfisher_sdk import Scanner

CODE = "secret_seen"
SECRET_SEEN = _(
    "That looks like a password or key. I did not store it. Delete your message now, then change that password."
)  # ux.md §2, case 17

IN_ADDRESS: Final = re.compile(r"(?<=[a-z0-9+.-])://[^\s/:@]+:[^\s/@]+@", re.IGNORECASE)  # scheme://user:password@host
SEED: Final = re.compile(r"\botpauth://(?:(?!otpauth://)\S)*?\bsecret=", re.IGNORECASE)  # of a second factor
TOKENS: Final = re.compile(
    r"\bEAA[A-Za-z0-9]{60,}"  # Meta's access tokens, which have no other mark
    r"|\bA{16}[A-Za-z0-9%]{40,}"  # X's bearer tokens
    r"|\b(?=[0-9-]{0,18}[a-z])[a-z2-7]{4}(?:-[a-z2-7]{4}){3}\b"  # Bluesky's app passwords
    r"|\bAKIA[A-Z2-7]{16}\b"  # an AWS key's name, which rarely comes without the key
)
APART: Final = str.maketrans(
    dict.fromkeys("“”„‘’«»‹›()[]<>,;!", " ")
)  # where a sentence's signs touch a key, the rules miss it
KEPT_S: Final = 1.0  # within it they were read from their cache, not compiled
MOST: Final = 40_000  # characters looked at in one go; what is longer, in pieces
OVERLAP: Final = 4_000  # so that a key which lies across a cut is seen in one of the two parts


def holds_secret(*texts: str) -> bool:
    """Whether one of them holds a password, a token or a private key."""
    return any(_holds(part) for text in texts if text for part in _parts(text))


def must_hold_no_secret(fields: Mapping[str, str]) -> None:
    """Refuse ("secret_seen") what holds one, under the first field that does; the refusal has none of its words."""
    for name, text in fields.items():
        if holds_secret(text):
            raise Refused(SECRET_SEEN, field=name or None, code=CODE)


@lru_cache(maxsize=1)
def scanner() -> Scanner:
    """
    The rules, read once a process: 0.2 s and 40 MB from their cache on disk, some seconds where they have none.

    ``python -m bot.access.secrets.secret_seen`` fills that cache, and exits with 1 where it can't be kept.
    """
    from kingfisher_sdk import Scanner  # noqa: PLC0415 - not before words are typed

    return Scanner(redact=True)


def _parts(text: str) -> Iterator[str]:
    """The text in pieces of at most MOST characters."""
    yield text[:MOST]
    for begins in range(MOST - OVERLAP, len(text) - OVERLAP, MOST - OVERLAP):
        yield text[begins : begins + MOST]


def _holds(text: str) -> bool:
    if any(pattern.search(text) for pattern in (IN_ADDRESS, SEED, TOKENS)) or says_password(text):
        return True
    looked_at = f"{text}\n{text.translate(APART)}".encode(errors="replace")
    return any(finding.visible for finding in scanner().scan(looked_at))


def _is_kept() -> bool:
    """Whether reading the rules once more is quick, so that a process to come finds them compiled."""
    scanner()
    scanner.cache_clear()
    began = time.monotonic()
    scanner()
    return time.monotonic() - began < KEPT_S


if __name__ == "__main__":
    sys.exit(not _is_kept())
