"""Accounts that were named in crises, as the first rows of a register: what people wrote is read, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.access.platforms import platform_in
from bot.access.register.entities import Account, MakeId, new_id
from bot.access.register.state import Register
from bot.access.runbook import Runbook
from bot.access.secrets.secret_seen import holds_secret
from bot.crisis.incident import Incident
from bot.people.profiles import Profile, account_key, profile_at

QUESTION: Final = "accounts"
BETWEEN: Final = re.compile(r"[\s,;:()\[\]|]+")
JOINING: Final = {"on", "at", "na", "u", "v", "account", "račun", "profil", "účet", "-", "–", "—", "•", "*"}


@dataclass(frozen=True, slots=True)
class Named:
    """*accounts* that the register does not have, and the lines of which nobody can tell which account is meant."""

    accounts: tuple[Account, ...] = ()
    unread: tuple[str, ...] = ()


def named_in_crises(
    incidents: Iterable[Incident], register: Register, runbooks: Sequence[Runbook], make_id: MakeId = new_id
) -> Named:
    """What the answers to the question about accounts name, each account once."""
    known = {account_key(account.platform, account.handle) for account in register.accounts.values()}
    accounts, unread = list[Account](), dict[str, None]()
    for line in (line for incident in incidents for line in _lines(incident)):
        read = read_line(line, runbooks)
        if read is None:
            unread[line] = None
        elif (key := account_key(*read)) not in known:
            known.add(key)
            accounts.append(Account(id=make_id("a"), platform=read[0], handle=read[1]))
    return Named(tuple(accounts), tuple(unread))


def read_line(line: str, runbooks: Sequence[Runbook]) -> tuple[str, str] | None:
    """Platform and name of ``@brand on Instagram``, ``X: @brand`` or an address; None where one of them is missing."""
    pages = [page for word in line.split() if (page := profile_at(word))]
    if pages or "://" in line:
        return _at(pages, line, runbooks)
    words = [word for word in BETWEEN.split(line.strip()) if word and word.casefold() not in JOINING]
    handles = [word for word in words if word.startswith("@") and len(word) > 1]
    found = [(n, id) for n, word in enumerate(words) if word not in handles and (id := platform_in(word, runbooks))]
    if len(found) != 1 or len(handles) > 1:
        return None
    [(at, platform)] = found
    name = handles[0] if handles else " ".join(words[:at] + words[at + 1 :])
    return (platform, name) if name else None


def _lines(incident: Incident) -> Iterable[str]:
    answered = incident.questions.answers.get(QUESTION)
    if answered is None or answered.state != "answered" or answered.answer.values.get("whose") == "none":
        return ()  # none of ours: what is named then is somebody else's
    said = answered.answer.values.get("accounts")
    lines = said.splitlines() if isinstance(said, str) else []
    return [line.strip() for line in lines if line.strip() and not holds_secret(line)]


def _at(pages: Sequence[Profile], line: str, runbooks: Sequence[Runbook]) -> tuple[str, str] | None:
    """The account of the one page; its platform is the host's, else the one that is named beside it."""
    if len(pages) != 1:
        return None
    beside = (id for word in BETWEEN.split(line) if "/" not in word and (id := platform_in(word, runbooks)))
    platform = pages[0].platform(runbooks) or next(beside, None)
    return (platform, pages[0].handle(platform)) if platform else None
