"""Facts of pausing everything scheduled and paid, and of the first public word."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.domain.events.fact import Fact, Weight
from bot.domain.frozen import Frozen
from bot.domain.people import Someone


class PauseItem(Frozen):
    """A scheduler, tool or advertising account that may post or pay by itself."""

    n: int  # 1, 2, 3 …
    tool: str | None = None  # id in the register
    name: str
    owner: Someone | None = None  # who is asked; None: nobody is known, the access lead sees to it
    accounts: tuple[str, ...] = ()


class PauseOrdered(Fact):
    """Everything scheduled and paid is to be paused, at once."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["pause_ordered"] = "pause_ordered"
    items: tuple[PauseItem, ...]
    by: Someone


class ItemPaused(Fact):
    kind: Literal["item_paused"] = "item_paused"
    item: int
    by: Someone
    link: str = ""
    exhibits: tuple[int, ...] = ()
    note: str = ""


class ItemNotPaused(Fact):
    """Who was asked cannot."""

    kind: Literal["item_not_paused"] = "item_not_paused"
    item: int
    by: Someone
    reason: str


class PauseVerified(Fact):
    """Somebody other than who paused it looked; *alone* is the reason where there was nobody else."""

    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["pause_verified"] = "pause_verified"
    items: tuple[int, ...]
    by: Someone
    alone: str = ""


class PauseLate(Fact):
    kind: Literal["pause_late"] = "pause_late"
    item: int
    nth: int
    to: Someone | None = None


class ItemResumed(Fact):
    """One item may run again; or it stays paused, with the reason."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["item_resumed"] = "item_resumed"
    item: int
    by: Someone
    stays: bool = False
    reason: str = ""


class FirstWordPublished(Fact):
    """The approved first line stands online, published by hand."""

    weight: ClassVar[Weight] = Weight.statement
    kind: Literal["first_word_published"] = "first_word_published"
    text: str
    digest: str  # sha256 of the approved text
    approved_by: Someone
    approved_at: datetime
    link: str
    published_at: datetime
    by: Someone
