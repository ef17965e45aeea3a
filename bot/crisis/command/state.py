"""Where command stands: offered, silent, sought, free."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.people.who import Someone, Standing
from bot.record.frozen import Frozen


class Offer(Frozen):
    """A handover that waits for *I have command*."""

    to: Someone
    by: Someone
    at: datetime
    open_decisions: str
    resting: tuple[Someone, ...] = ()
    ended: Literal["", "accepted", "refused", "over"] = ""  # over: command went another way meanwhile
    ended_at: datetime | None = None


class Silence(Frozen):
    """A commander who did not react in time, and who was called."""

    commander: Someone
    deputy: Someone | None = None
    since: datetime  # the last thing the commander did
    at: datetime
    ended: Literal["", "present", "taken", "gone"] = ""  # gone: the commander is no member any more
    ended_by: Someone | None = None  # who said so, or took command; None: the commander did something
    ended_at: datetime | None = None


class Sought(Frozen):
    """That people were asked to take command, because nobody has it."""

    group: Literal["deputy", "responders", "deputies", "admins"]
    people: tuple[Someone, ...]
    at: datetime


class Vacated(Frozen):
    """Command that is free because who had it is no member any more."""

    by: Someone
    standing: Standing
    at: datetime


class GivenBack(Frozen):
    """Command that somebody has again because who took it took that back."""

    to: Someone
    by: Someone
    at: datetime


class Command(Frozen):
    """Who commands, and how command got there."""

    commander: Someone | None = None
    since: datetime | None = None
    seen_at: datetime | None = None  # the last thing the commander did
    vacated: Vacated | None = None  # while nobody commands
    sought: tuple[Sought, ...] = ()
    offer: Offer | None = None
    past_offers: tuple[Offer, ...] = ()  # so that their messages can say how they ended
    given_back: GivenBack | None = None  # the newest
    silences: tuple[Silence, ...] = ()
