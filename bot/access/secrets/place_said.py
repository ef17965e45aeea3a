"""What should say where a secret is kept, and may be the secret itself: a password, or codes, one or a list."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from bot.access.secrets.password_said import FEWEST, KEPT_ELSEWHERE, is_password, is_strong, plain

GROUP: Final = re.compile(r"[A-Za-z0-9]{2,10}(?:-[A-Za-z0-9]{2,10})+")  # Xk29-ff82-Pq11-77aa
BETWEEN: Final = re.compile(r"(?:[\s,;|()\[\]]|:(?!//))+")
FOUR: Final = re.compile(r"[a-z]{4}")  # Google's app passwords: abcd efgh ijkl mnop
LISTED: Final = re.compile(r"\d{1,2}[.)]")  # 1. 2. before the codes of a list
LONGEST_PHONE: Final = 15  # digits: ITU-T E.164
LONG_RUN: Final = 12  # digits in groups; a phone number or a house and its post code has fewer of them


def is_bare_secret(text: str) -> bool:
    """
    Whether it is the secret itself: one word as only a password is, or codes, also with words around them.

    A place in a vault has an address, a path, or several words. A house number, a floor, an item's id stay free.
    """
    words = [word for word in BETWEEN.split(plain(text).strip()) if word and not LISTED.fullmatch(word)]
    if len(words) == 1:
        return "/" not in text and not _is_id(words[0]) and (is_password(words[0]) or _is_code(words[0]))
    if _are_groups_of_letters(words) or any(_is_code(word) for word in words):
        return True
    if any(map(KEPT_ELSEWHERE.match, words)):  # an item of a vault may be called anything
        return _digits_in_groups(words)
    return _digits_in_groups(words) or any(map(is_strong, words)) or _are_codes_alone(words)


def looks_secret(text: str) -> bool:
    """Whether what something is called (a key's name, a mailbox, a phone, a contact) is a password or codes instead."""
    words = [word for word in BETWEEN.split(plain(text)) if word]
    if len(words) == 1 and is_strong(words[0]):
        return True
    if words and all(map(str.isdigit, words)) and sum(map(len, words)) > LONGEST_PHONE:
        return True
    return any(_is_code(word) and not word.replace("-", "").isdigit() for word in words)


def _is_code(word: str) -> bool:
    """Groups of letters and digits with hyphens: three at least, of like length, some with both or of digits."""
    if not GROUP.fullmatch(word) or _is_id(word):
        return False
    groups = word.split("-")
    alike = len({len(group) for group in groups}) == 1 and len(groups[0]) >= FEWEST - 1
    return alike and _is_random("".join(groups)) and (len(groups) > 2 or _is_random(groups[0]) or word[:1].isdigit())


def _is_random(word: str) -> bool:
    return any(map(str.isdigit, word)) and (word.isdigit() or any(map(str.isalpha, word)))


def _is_id(word: str) -> bool:
    """Whether it is the id of a vault's item."""
    try:
        return word.count("-") == 4 and bool(UUID(word))
    except ValueError:
        return False


def _digits_in_groups(words: list[str]) -> bool:
    """Two of one length side by side, or a long run: "4821 9930 1187 2765"."""
    run: list[str] = []
    for word in [*words, ""]:
        bare = word.strip(".-").replace("-", "")
        if bare.isdigit() and len(bare) >= FEWEST:
            run.append(bare)
            if len(run) > 1 and (len({*map(len, run)}) == 1 or sum(map(len, run)) >= LONG_RUN):
                return True
        else:
            run = []
    return False


def _are_codes_alone(words: list[str]) -> bool:
    """No word among them that says a place: all are codes or numbers of some length."""
    return len(words) > 1 and all(len(word) >= FEWEST and is_password(word) for word in words)


def _are_groups_of_letters(words: list[str]) -> bool:
    """Four by four letters, of which words would have a vowel each."""
    return (
        len(words) >= FEWEST
        and all(FOUR.fullmatch(word) for word in words)
        and any(set("aeiouy").isdisjoint(word) for word in words)
    )
