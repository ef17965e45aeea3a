"""What a crisis was opened with."""

from __future__ import annotations

from datetime import datetime

from bot.people.organisation import Responder
from bot.people.who import Someone
from bot.record.frozen import Frozen


class Opening(Frozen):
    """The crisis as it was opened, with what the setup said then."""

    title: str = ""
    tag: str = ""
    opened_at: datetime | None = None
    opener: Someone | None = None
    zone: str = "UTC"
    brand: str = ""
    listed: bool = False
    announce_in: str | None = None
    hr: Someone | None = None
    legal: Someone | None = None
    playbook: str | None = None  # code of the kind, None: suggested only
    responders: tuple[Responder, ...] = ()  # as the setup named them when it opened
    admins: tuple[Someone, ...] = ()
    small: bool = False
