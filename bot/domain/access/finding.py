"""Accounts and people of the register, by what somebody calls them."""

from __future__ import annotations

from bot.domain.access.entities import Account
from bot.domain.access.register import Register


def accounts_called(register: Register, words: str) -> list[Account]:
    """The accounts called so, with or without the @."""
    wanted = words.strip().casefold()
    names = {wanted, wanted.removeprefix("@"), f"@{wanted}"}
    return [account for account in register.accounts.values() if account.handle.casefold() in names]


def people_called(register: Register, words: str) -> list[str]:
    """Ids of those called so, or whose e-mail it is."""
    wanted = words.strip().removeprefix("@").casefold()
    called = (h for h in register.holders.values() if wanted and wanted in (h.name.casefold(), h.email.casefold()))
    return [holder.id for holder in called]
