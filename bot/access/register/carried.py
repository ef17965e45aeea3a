"""What the buttons and forms of the register carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.carried import Carried


@dataclass(frozen=True, slots=True)
class OfAccount(Carried):
    """An account, or none."""

    account: str = ""


@dataclass(frozen=True, slots=True)
class OfGrant(Carried):
    """What somebody was given."""

    grant: str = ""


@dataclass(frozen=True, slots=True)
class OfEntry(Carried):
    """An entry, or a new one of its kind; the mark of how it was seen; the account it is looked at from."""

    kind: str = ""
    id: str = ""
    mark: str = ""
    account: str = ""
