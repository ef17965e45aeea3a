"""What setup keeps about the organisation. Everything has a default: a crisis can open before anyone filled it in."""

from __future__ import annotations

from datetime import datetime

from bot.people.who import Someone
from bot.record.frozen import Frozen


class Responder(Frozen):
    """Who is called when a crisis opens, and who is asked when they stay silent."""

    person: Someone
    deputy: Someone | None = None


class Organisation(Frozen):
    """One workspace's setup."""

    brand: str = ""
    zone: str = "UTC"  # IANA name; files show UTC and this zone
    language: str = "en"  # of new crises' rooms
    announce_in: str | None = None  # channel that hears, without content, that a room is open
    announce_checked_at: datetime | None = None  # when the chat last let the bot speak there; aware UTC. None: unknown
    responders: tuple[Responder, ...] = ()  # in the order they are called
    hr: Someone | None = None
    legal: Someone | None = None
    listed: bool = False  # on a stock exchange: price-sensitive news is then asked about
    small: bool = False  # three people or fewer: two are enough, and few roles are kept apart
    set_up: bool = False  # False until an admin has sent the form once
    asked: bool = False  # whether somebody who may fill it in was asked to, which happens once
    admins: tuple[str, ...] = ()  # who keeps the setup where CRISIS_ADMINS names nobody: the first who sent the form
