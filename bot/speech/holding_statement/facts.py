"""Facts of the first public statement."""

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


class HoldingStatementPublished(Fact):
    """The approved template stands online, published by hand."""

    weight: ClassVar[Weight] = Weight.statement
    kind: Literal["holding_statement_published"] = "holding_statement_published"
    text: str  # as it was published: the line with its empty places filled
    line: str  # the approved line, to the direct message
    filled: dict[str, str] = {}  # empty place → what stands in it; that nobody approved beforehand
    approval: Approval  # of the line
    link: str
    published_at: datetime
    by: Someone


class HoldingStatementLate(Fact):
    """The time to the first public statement is over, and there is none. *to* is reminded."""

    kind: Literal["holding_statement_late"] = "holding_statement_late"
    due: datetime
    to: Someone | None = None


class TemplateWritten(Fact):
    """The organisation's holding statement for a kind of crisis; an approval of an older text counts no more."""

    kind: Literal["template_written"] = "template_written"
    playbook: str
    text: str
    by: Someone
    asked: Someone | None = None  # who is to approve it


class TemplateApproved(Fact):
    weight: ClassVar[Weight] = Weight.decision
    kind: Literal["template_approved"] = "template_approved"
    playbook: str
    mark: str  # of the text that was approved
    by: Someone


FACTS = (
    StatementDrafted,
    StatementApproved,
    HoldingStatementPublished,
    HoldingStatementLate,
    TemplateWritten,
    TemplateApproved,
)
