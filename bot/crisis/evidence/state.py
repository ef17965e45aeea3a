"""What was put in as proof."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.crisis.evidence.facts import FileRef
from bot.people.who import Someone
from bot.record.fact import MessageRef
from bot.record.frozen import Frozen


class Exhibit(Frozen):
    """One piece of evidence. The bytes of a file are kept beside the incident, or in the folder."""

    seq: int  # of the event that added it
    n: int  # 1, 2, 3 …, as people call it; a number is given once
    by: Someone
    at: datetime  # when it was put in
    seen_at: datetime
    shows: str
    state: Literal["link", "waiting", "kept", "missed", "same"]
    link: str = ""
    file: FileRef | None = None
    source: MessageRef | None = None
    sha256: str = ""
    size: int = 0  # bytes
    reason: str = ""  # why it is missed
    same_as: int = 0  # number of the one whose bytes it has
    struck: bool = False


class Evidence(Frozen):
    """All pieces of evidence."""

    exhibits: tuple[Exhibit, ...] = ()
    given: int = 0  # the last number given to one
