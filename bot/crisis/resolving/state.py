"""How a crisis was resolved."""

from __future__ import annotations

from datetime import date, datetime

from bot.crisis.resolving.facts import Outcome
from bot.people.who import Someone
from bot.record.frozen import Frozen


class Ending(Frozen):
    """How it was resolved, for the board and the summary."""

    by: Someone
    at: datetime
    outcome: Outcome
    still_open: str = ""
    closing_word: str = ""
    review_owner: Someone | None = None
    review_on: date | None = None
    missing: tuple[str, ...] = ()
    because: str = ""
    nth: int = 1  # how many times it was resolved by then
    checksum: str = ""  # "seq:hash" of the event that resolved it: a tail cut later is found by it


class Resolving(Frozen):
    """How a crisis ended, or that it is open again."""

    ending: Ending | None = None
    times: int = 0
    reopened_at: datetime | None = None
    reopened_by: Someone | None = None
    reopened_because: str = ""  # the newest reason, while it is open again
    undone: tuple[Ending, ...] = ()  # ends that were taken back at once
