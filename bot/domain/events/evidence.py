"""Facts of evidence: added, kept, missed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.domain.events.fact import Fact, MessageRef
from bot.domain.frozen import Frozen
from bot.domain.people import Someone


class FileRef(Frozen):
    """A file in the chat."""

    id: str
    name: str
    mime: str = ""
    size: int = 0  # bytes, as the chat says


class EvidenceAdded(Fact):
    """A link or a file was put in as evidence. A file's bytes follow: see EvidenceKept."""

    kind: Literal["evidence_added"] = "evidence_added"
    by: Someone
    shows: str  # in a few words
    link: str = ""
    file: FileRef | None = None
    seen_at: datetime | None = None  # when it was seen; aware UTC
    source: MessageRef | None = None
    sha256: str = ""  # of the link's UTF-8 bytes; a file's stands in EvidenceKept


class EvidenceKept(Fact):
    """The bytes of a file are in the database."""

    kind: Literal["evidence_kept"] = "evidence_kept"
    entry: int  # seq of the EvidenceAdded
    sha256: str  # hex, of the bytes as they were read
    size: int  # bytes
    mime: str = ""


class EvidenceMissed(Fact):
    """A file that cannot be kept: gone, too big, not for us."""

    kind: Literal["evidence_missed"] = "evidence_missed"
    entry: int
    reason: str  # the chat's own code, or "too_big"
