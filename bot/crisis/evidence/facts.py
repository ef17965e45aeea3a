"""Facts of evidence: added, kept, missed, put in once more, described."""

from __future__ import annotations

from typing import Literal

from bot.people.who import Someone
from bot.record.fact import Fact, MessageRef
from bot.record.frozen import Frozen

UNNAMED = "file"
"""What a file is called while its name is not known."""


class FileRef(Frozen):
    """A file in the chat."""

    id: str
    name: str
    mime: str = ""
    size: int = 0  # bytes, as the chat says


class EvidenceAdded(Fact):
    """
    A link or a file was put in as evidence. A file's bytes follow: see EvidenceKept.

    It happened when it was seen, which may be earlier than when it was put in.
    """

    kind: Literal["evidence_added"] = "evidence_added"
    n: int  # 1, 2, 3 …, as people call it
    by: Someone
    shows: str  # in a few words
    link: str = ""
    file: FileRef | None = None
    source: MessageRef | None = None
    sha256: str = ""  # of the link's UTF-8 bytes; a file's stands in EvidenceKept


class EvidenceKept(Fact):
    """The bytes of a file are kept, beside the incident or in the folder."""

    kind: Literal["evidence_kept"] = "evidence_kept"
    entry: int  # seq of the EvidenceAdded
    n: int
    sha256: str  # hex, of the bytes as they were read
    size: int  # bytes
    mime: str = ""
    name: str = ""  # where it was known only later


class EvidenceMissed(Fact):
    """A file that cannot be kept: gone, too big, not for us."""

    kind: Literal["evidence_missed"] = "evidence_missed"
    entry: int
    n: int
    reason: str  # the chat's own code, or "too_big"


class EvidenceRepeated(Fact):
    """A link or a file was put in that is evidence already: there is one exhibit, and this mention of it."""

    kind: Literal["evidence_repeated"] = "evidence_repeated"
    entry: int  # seq of the one that stands
    n: int  # and its number
    by: Someone
    again: int | None = None  # seq of the EvidenceAdded whose bytes turned out to be the same
    source: MessageRef | None = None


class EvidenceDescribed(Fact):
    """What a piece of evidence shows, in other words; the first ones stay on the record."""

    kind: Literal["evidence_described"] = "evidence_described"
    entry: int
    n: int
    by: Someone
    shows: str


FACTS = (
    EvidenceAdded,
    EvidenceKept,
    EvidenceMissed,
    EvidenceRepeated,
    EvidenceDescribed,
)
