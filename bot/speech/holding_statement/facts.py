"""Facts of the first public word."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from bot.approval import Approval
from bot.people.who import Someone
from bot.record.fact import Fact, Weight


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
    mark: str  # of the text that was approved
    by: Someone


class FirstWordPublished(Fact):
    """The approved first line stands online, published by hand."""

    weight: ClassVar[Weight] = Weight.statement
    kind: Literal["first_word_published"] = "first_word_published"
    text: str  # as it was published: the line with its empty places filled
    line: str  # the approved line, to the letter
    filled: dict[str, str] = {}  # empty place → what stands in it; that nobody approved beforehand
    approval: Approval  # of the line
    link: str
    published_at: datetime
    by: Someone


class FirstWordLate(Fact):
    """The time to the first public word is over, and there is none. *to* is reminded."""

    kind: Literal["first_word_late"] = "first_word_late"
    due: datetime
    to: Someone | None = None


class FirstLineWritten(Fact):
    """The organisation's first word for a kind of crisis; an approval of an older text counts no more."""

    kind: Literal["first_line_written"] = "first_line_written"
    playbook: str
    text: str
    by: Someone
    asked: Someone | None = None  # who is to approve it


class FirstLineApproved(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["first_line_approved"] = "first_line_approved"
    playbook: str
    mark: str  # of the text that was approved
    by: Someone


FACTS = (
    StatementDrafted,
    StatementApproved,
    FirstWordPublished,
    FirstWordLate,
    FirstLineWritten,
    FirstLineApproved,
)
