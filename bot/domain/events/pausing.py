"""Facts of pausing everything scheduled and paid, and of the first public word."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.domain.events.fact import Fact, Weight
from bot.domain.frozen import Frozen
from bot.domain.people import Someone


class Thing(Frozen):
    """What can post or pay by itself. *name* is a tool's, or the handle of the account whose advertising it is."""

    what: Literal["tool", "ads", "scheduled", "paid"] = "tool"  # the last two: the register knows of nothing
    name: str = ""


class PauseItem(Frozen):
    """One thing to pause, and who is asked to."""

    n: int  # 1, 2, 3 …
    thing: Thing
    of: str = ""  # id in the register: of the tool, or of the account whose advertising it is
    owner: Someone | None = None  # who is asked first; None: nobody is known
    why: Literal["owner", "access_lead", "commander"] = "owner"  # why they are
    accounts: tuple[str, ...] = ()  # handles of those it posts to
    runbooks: tuple[str, ...] = ()  # ids: their texts say how


class PauseOrdered(Fact):
    """Everything scheduled and paid is to be paused, at once."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["pause_ordered"] = "pause_ordered"
    items: tuple[PauseItem, ...]
    by: Someone


class ItemPaused(Fact):
    kind: Literal["item_paused"] = "item_paused"
    item: int
    thing: Thing
    by: Someone
    link: str = ""
    exhibits: tuple[int, ...] = ()
    note: str = ""


class ItemNotPaused(Fact):
    """Who was asked cannot; *next* is asked instead."""

    kind: Literal["item_not_paused"] = "item_not_paused"
    item: int
    thing: Thing
    by: Someone
    reason: str
    next: Someone | None = None


class PauseVerified(Fact):
    """Somebody other than who paused it looked; *alone* is the reason where there was nobody else."""

    weight: ClassVar[Weight] = Weight.fact
    kind: Literal["pause_verified"] = "pause_verified"
    items: tuple[int, ...]
    things: tuple[Thing, ...]
    by: Someone
    saw: str = ""
    alone: str = ""


class PauseLate(Fact):
    """
    Nobody confirmed in time: *who* is reminded, in the room if they are *inside*; where *next* is somebody, that one is
    asked too instead.
    """

    kind: Literal["pause_late"] = "pause_late"
    item: int
    thing: Thing
    who: Someone
    inside: bool = False
    next: Someone | None = None


class ItemResumed(Fact):
    """One item may run again; or it stays paused. The reason is the commander's."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["item_resumed"] = "item_resumed"
    item: int
    thing: Thing
    by: Someone
    stays: bool = False
    reason: str = ""


class StatementDrafted(Fact):
    """A crisis' own draft of what is said first; an approval of an older text counts no more."""

    weight: ClassVar[Weight] = Weight.statement
    kind: Literal["statement_drafted"] = "statement_drafted"
    playbook: str
    text: str
    by: Someone
    asked: Someone | None = None  # who is to approve it


class StatementApproved(Fact):
    """Another person approved that very text."""

    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["statement_approved"] = "statement_approved"
    playbook: str
    digest: str  # sha256 of the text that was approved, hex
    by: Someone


class FirstWordPublished(Fact):
    """The approved first line stands online, published by hand."""

    weight: ClassVar[Weight] = Weight.statement
    kind: Literal["first_word_published"] = "first_word_published"
    text: str  # as it was published: the line with its empty places filled
    line: str  # the approved line, to the letter
    digest: str  # sha256 of the line
    filled: dict[str, str] = {}  # empty place → what stands in it; that nobody approved beforehand
    approved_by: Someone
    approved_at: datetime
    link: str
    published_at: datetime
    by: Someone


class FirstWordLate(Fact):
    """The time to the first public word is over, and there is none. *to* is reminded."""

    kind: Literal["first_word_late"] = "first_word_late"
    due: datetime
    to: Someone | None = None
