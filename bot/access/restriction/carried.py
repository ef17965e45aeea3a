"""What the buttons and forms of a restriction carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.carried import Carried


@dataclass(frozen=True, slots=True)
class OfAccount(Carried):
    """An account, or none."""

    account: str = ""


@dataclass(frozen=True, slots=True)
class OfStep(Carried):
    """A step of an account, or the next one of any."""

    account: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class OfPage(Carried):
    """A page of the steps, from 0 on."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class OfPreview(Carried):
    """The mark of what was shown before anything starts."""

    mark: str = ""
