"""What is said first in a crisis: written by one person, approved by another, the approval bound to the text."""

from __future__ import annotations

from bot.approval import Approval, Draft


class FirstLine(Draft):
    """
    The first word for one kind of crisis: the organisation's, in the register, or one crisis' own draft.

    Attributes:
        unsettled: It was written when a crisis' draft became the organisation's line, and may be one: until somebody
            writes it in the register it counts as not approved, and is shown to its writer alone.

    """

    playbook: str
    unsettled: bool = False


def approved(lines: dict[str, FirstLine], kind: str, approval: Approval) -> dict[str, FirstLine]:
    """The lines, that of *kind* approved; as they were, where its text is another one by then."""
    line = lines.get(kind)
    return lines if line is None or line.unsettled else lines | {kind: line.approved(approval)}
