"""Accounts of the register that an answer means: ticked in a form, or typed by their handle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.access.platforms import platform_in, platform_name
from bot.access.register.entities import Account
from bot.access.register.state import Register
from bot.crisis.playbook import Book
from bot.crisis.questions.values import Given
from bot.errors import Refused
from bot.people.profiles import leads_to, profile_at
from bot.text import _

QUESTION: Final = "accounts"
TICKED, TYPED, WHOSE = "registered", "accounts", "whose"
"""Fields of that question."""

APART: Final = re.compile(r"[\n,;]+")
WORD: Final = re.compile(r"\w+")
SIGNS: Final = " ·:–-,"
ON_IT: Final = 2  # words: "on X"


def called(account: Account, book: Book) -> str:
    """What an account is called where there are several: "@brand · X"."""
    return f"{account.handle} · {platform_name(book, account.platform)}"


def meant(register: Register, book: Book, text: str) -> tuple[str, ...]:
    """Ids of the accounts that stand in these words: a handle, alone or with its platform ("@brand on X")."""
    return tuple(dict.fromkeys(id for part in APART.split(text) for id in _in_part(register, book, part)))


def unregistered(register: Register, book: Book, text: str) -> str:
    """The words without those that name an account of the register."""
    parts = (part.strip() for part in APART.split(text))
    return "\n".join(part for part in parts if part and not any(_in_part(register, book, part)))


def completed(register: Register, book: Book, given: Mapping[str, Given]) -> dict[str, Given]:
    """
    What was given of the accounts touched, with what the register knows: which are meant, and whether one is a main
    account. What was ticked stands among the names too, for people to read.

    Raises:
        Refused: None of ours is touched, and yet some are named.
    """
    ticked, text = given.get(TICKED), str(given.get(TYPED) or "")
    listed = [id for id in ticked if id in register.accounts] if isinstance(ticked, tuple) else []
    typed = meant(register, book, text)
    ids = tuple(dict.fromkeys((*listed, *typed)))
    others = {name: value for name, value in given.items() if name != TICKED}
    if not ids:
        return others
    if given.get(WHOSE) == "none":
        raise Refused(_("Choose one or the other."), field=WHOSE, code="none_and_some")
    is_main = given.get(WHOSE) == "main" or any(register.accounts[id].tier == "main" for id in ids)
    lines = [text.strip(), *(called(register.accounts[id], book) for id in ids if id not in typed)]
    shown = _short([line for line in lines if line], book)
    return {**others, TICKED: ids, WHOSE: "main" if is_main else "ours", TYPED: shown}


def _in_part(register: Register, book: Book, part: str) -> Iterator[str]:
    if page := next((page for word in part.split() if (page := profile_at(word))), None):
        yield from (id for id, each in register.accounts.items() if leads_to(page, each, book.runbooks))
        return
    words = part.strip().casefold()
    for id, account in register.accounts.items():
        handle = account.handle.casefold()
        form = next((form for form in (handle, handle.removeprefix("@")) if form and words.startswith(form)), None)
        if form is not None and _is_there(words[len(form) :], account, book):
            yield id


def _is_there(rest: str, account: Account, book: Book) -> bool:
    """Whether what follows a handle is nothing, or the account's platform: "on X", "· X", "(X)"."""
    words = WORD.findall(rest)
    if not words or rest[0].isalnum():
        return not words
    said = {rest.strip(SIGNS), rest.strip(SIGNS + "()")} | ({words[-1]} if len(words) <= ON_IT else set())
    return account.platform in said or any(platform_in(each, book.runbooks) == account.platform for each in said)


def _short(lines: list[str], book: Book) -> str:
    """As many as the field takes; which they are is kept beside it, whole."""
    most, text = book.question(QUESTION).field(TYPED).max_chars, lines[0]
    for line in lines[1:]:
        if len(text) + len(line) + 3 > most:
            return f"{text}\n…"
        text = f"{text}\n{line}"
    return text
