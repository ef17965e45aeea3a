"""What the buttons and forms about leavers carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.carried import Carried


@dataclass(frozen=True, slots=True)
class OfHolder(Carried):
    """Somebody of the register, or nobody."""

    holder: str = ""
