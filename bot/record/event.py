"""An event: a fact with who, when and where around it. A fact says what happened, never how it reads."""

from __future__ import annotations

from datetime import datetime

from pydantic import InstanceOf, SerializeAsAny

from bot.record.fact import Fact
from bot.record.frozen import Frozen

BOT = "bot"
"""Who does what nobody did: what follows, falls due, or was seen."""


class Event(Frozen):
    """A fact with who, when and where around it. Times are aware UTC."""

    seq: int  # 1, 2, 3 … without a gap
    at: datetime  # when it was recorded; never earlier than the event before
    happened_at: datetime  # when it happened; a note may say so
    by: str  # id of the person, or BOT
    place: str | None = None
    key: str | None = None  # names an occurrence that must be recorded once
    fact: SerializeAsAny[InstanceOf[Fact]]
    hash: str = ""
