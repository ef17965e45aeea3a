"""Accounts and people of the register, by what somebody calls them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.access.register.entities import Account, Holder
from bot.access.register.state import Register
from bot.access.runbook import Runbook
from bot.people.email_address import email_key
from bot.people.profiles import account_key, leads_to, profile_at


def accounts_called(register: Register, words: str, runbooks: Iterable[Runbook]) -> list[Account]:
    """The accounts called so, with or without the @, or whose page it is."""
    if page := profile_at(words):
        return [each for each in register.accounts.values() if leads_to(page, each, runbooks)]
    keys = ((each, account_key(each.platform, each.handle)) for each in register.accounts.values())
    return [each for each, key in keys if key == account_key(each.platform, words)]


def people_called(register: Register, words: str) -> list[str]:
    """Ids of those called so, or whose e-mail it is."""
    wanted = words.strip().removeprefix("@").casefold()
    address = email_key(words)
    called = (h for h in register.holders.values() if wanted and (wanted == h.name.casefold() or _has(h, address)))
    return [holder.id for holder in called]


def _has(holder: Holder, address: str) -> bool:
    return bool(holder.email) and email_key(holder.email) == address
