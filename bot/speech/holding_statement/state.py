"""What is said first in a crisis: written by one person, approved by another, the approval bound to the text."""

from __future__ import annotations

from bot.approval import Approval, Draft
from bot.record.frozen import Frozen
from bot.speech.holding_statement.facts import HoldingStatementLate, HoldingStatementPublished


class Template(Draft):
    """The holding statement for one kind of crisis: the organisation's, in the register, or one crisis' own draft."""

    playbook: str


def approved(lines: dict[str, Template], kind: str, approval: Approval) -> dict[str, Template]:
    """The lines, that of *kind* approved; as they were, where its text is another one by then."""
    line = lines.get(kind)
    return lines if line is None else lines | {kind: line.approved(approval)}


class Speech(Frozen):
    """What one crisis says first."""

    drafts: dict[str, Template] = {}  # by kind of crisis: this crisis' own, which nobody outside it reads
    published: HoldingStatementPublished | None = None
    late: HoldingStatementLate | None = None
