"""What is said first in a crisis: written by one person, approved by another, the approval bound to the text."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.people.who import Someone
from bot.record.frozen import Frozen


class FirstLine(Frozen):
    """
    The first word for one kind of crisis: the organisation's, in the register, or one crisis' own draft.

    Attributes:
        asked: Who is to approve it.
        unsettled: It was written when a crisis' draft became the organisation's line, and may be one: until somebody
            writes it in the register it counts as not approved, and is shown to its writer alone.

    """

    playbook: str
    text: str
    written_by: Someone
    written_at: datetime
    asked: Someone | None = None
    approved_by: Someone | None = None
    approved_at: datetime | None = None
    unsettled: bool = False


def approved(lines: dict[str, FirstLine], kind: str, digest: str, by: Someone, at: datetime) -> dict[str, FirstLine]:
    """The lines, that of *kind* approved; as they were, where its text is another one by then."""
    line = lines.get(kind)
    if line is None or line.unsettled or digest_of(line.text) != digest:
        return lines
    return lines | {kind: line.model_copy(update={"approved_by": by, "approved_at": at})}


def digest_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, hex."""
    return hashlib.sha256(text.encode()).hexdigest()
