"""
Whether words hold a password, a token or a private key: such words are refused before anything of them is kept.

Tokens and keys are known by Kingfisher's rules (MongoDB, Apache-2.0), which look at the text alone and never at the
network. A password that people chose has no shape of its own, so it is known by the word before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kingfisher_sdk import Scanner

from bot.errors import Refused
from bot.text import _

CODE = "secret_seen"
SECRET_SEEN = _(
    "That looks like a password or key. I did not store it. Delete your message now, then change that password."
)  # ux.md §2, case 17

# Words before a password, in the languages of the glossary and of our neighbours; what stands between; the password.
NAMED = r"(?:pass(?:word|phrase|code|wort)|pwd|lozink[aeiu]|zapork[aeiu]|šifr[aeiu]|hesl[oaeu]|kennwort|PIN)"
BETWEEN = r"(?:(?:was |is )?(?:now |changed |set )*(?:to|is|are|was|now)|je(?: sada)?|ist|glasi|zní|na)"
SAID = re.compile(rf"\b{NAMED}\b[^\S\n]*(?:[:=]|\b{BETWEEN}\b)\s*(\S+)", re.IGNORECASE)
BARE = re.compile(rf"\b{NAMED}[^\S\n]+([^\s@#]\S+)", re.IGNORECASE)  # "the new password Summer2013!"
SIGNS = "!$%^*_+?="  # what people put behind a password to make it strong
KEPT_ELSEWHERE = re.compile(
    r"(?:[a-z][\w+.-]*://|<?https?:|(?:1password|bitwarden|keepass\w*|lastpass|vault)\b)", re.IGNORECASE
)
IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@", re.IGNORECASE)  # scheme://user:password@host
SEED = re.compile(r"\botpauth://\S*\bsecret=", re.IGNORECASE)  # of a second factor
TOKENS = re.compile(
    r"\bEAA[A-Za-z0-9]{60,}"  # Meta's access tokens, which have no other mark
    r"|\bA{16,}[A-Za-z0-9%]{40,}"  # X's bearer tokens
    r"|\b(?=[0-9-]*[a-z])[a-z2-7]{4}(?:-[a-z2-7]{4}){3}\b"  # Bluesky's app passwords
    r"|\bAKIA[A-Z2-7]{16}\b"  # an AWS key's name, which rarely comes without the key
)
APART = str.maketrans(
    dict.fromkeys("“”„‘’«»‹›()[]<>,;!", " ")
)  # where a sentence's signs touch a key, the rules miss it
FEWEST = 4  # signs of a password; a shorter word says nothing


def holds_secret(*texts: str) -> bool:
    """Whether one of them holds a password, a token or a private key."""
    return any(_holds(text) for text in texts if text)


def must_hold_no_secret(fields: Mapping[str, str]) -> None:
    """Refuse ("secret_seen") what holds one, under the first field that does; the refusal has none of its words."""
    for name, text in fields.items():
        if holds_secret(text):
            raise Refused(SECRET_SEEN, field=name or None, code=CODE)


def is_bare_secret(text: str) -> bool:
    """
    Whether what should say where a secret is kept is the secret itself: one word as only a password is, or codes.

    A place in a vault has an address, a path, or several words.
    """
    words = text.split()
    if len(words) == 1:
        return "/" not in text and _is_password(text)
    return sum(word.strip(",;-").isdigit() and len(word) >= FEWEST for word in words) > 1


@lru_cache(maxsize=1)
def scanner() -> Scanner:
    """
    The rules, compiled once a process: some seconds on a machine that never did so, 0.3 s from its cache on disk.

    The running bot does this beside its start, so that nobody waits for it.
    """
    return Scanner(redact=True)


def _holds(text: str) -> bool:
    if any(pattern.search(text) for pattern in (IN_ADDRESS, SEED, TOKENS)):
        return True
    if any(_is_password(found[1]) for found in SAID.finditer(text)):
        return True
    if any(_is_password(found[1]) and _is_strong(found[1]) for found in BARE.finditer(text)):
        return True
    return any(finding.visible for finding in scanner().scan(f"{text}\n{text.translate(APART)}"))


def _is_password(word: str) -> bool:
    """Letters with digits or signs among them, or digits alone; not a word, a time, a date or where it is kept."""
    word = word.strip("\"'“”„‘’`()<>[],;")
    bare = word.rstrip(".?!…:")
    if len(bare) < FEWEST or KEPT_ELSEWHERE.match(word):
        return False
    if bare.isdigit():
        return True
    has_letter, has_digit = any(map(str.isalpha, bare)), any(map(str.isdigit, bare))
    has_sign = any(not char.isalnum() and char not in "-–'’./&" for char in bare)
    return has_letter and (has_digit or has_sign)


def _is_strong(word: str) -> bool:
    """Letters, digits and a sign: nothing that stands in a sentence by chance."""
    return any(map(str.isalpha, word)) and any(map(str.isdigit, word)) and any(sign in word for sign in SIGNS)
