"""What the buttons and forms of connectors carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.carried import Carried


@dataclass(frozen=True, slots=True)
class OfShown(Carried):
    """An account, or the first one that can be; and the mark of what was shown of it."""

    account: str = ""
    mark: str = ""
