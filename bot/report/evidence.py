"""The list of evidence in a file, with whole hashes, and the names its files get in an export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import PurePosixPath

from bot.crisis.evidence.state import Exhibit
from bot.crisis.evidence.words import state_words
from bot.crisis.incident import Incident
from bot.text import Param, Words, _, clean

FOLDER = "evidence"  # beside the record
NAME_CHARS = 80
NAME_BYTES = 200  # file systems refuse a name of more than 255 bytes, and then nothing would be exported
NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|\s]+')  # separators, and what some file systems refuse


def evidence_lines(incident: Incident, clock: Callable[[datetime], str]) -> list[Words]:
    """Each piece of evidence on a line, the struck and the missed too. *clock* writes a time."""
    return [_line(exhibit, clock) for exhibit in incident.evidence.exhibits]


def _line(exhibit: Exhibit, clock: Callable[[datetime], str]) -> Words:
    file = exhibit.file
    said: dict[str, Param] = {
        "n": exhibit.n,
        "shows": exhibit.shows,
        "name": exhibit.by.name,
        "at": clock(exhibit.seen_at),
        "what": file.name if file else exhibit.link,
        "state": state_words(exhibit),
    }
    if not exhibit.sha256:
        return _("{n} · “{shows}” · {name}, seen {at} · {what} · {state}", **said)
    return _("{n} · “{shows}” · {name}, seen {at} · {what} · {state} · SHA-256 {hash}", **said, hash=exhibit.sha256)


def as_record(exhibit: Exhibit) -> dict[str, object]:
    """One piece of evidence for the JSON. *path* is where an export has its bytes; null where there are none."""
    plain = exhibit.model_dump(mode="json", exclude={"same_as", "by"})
    by = exhibit.by.model_dump(mode="json")
    return {**plain, "by": by, "same_as": exhibit.same_as or None, "path": path_of(exhibit)}


def path_of(exhibit: Exhibit) -> str | None:
    """``evidence/2-shot.png``: the number makes it the only one, and keeps it from being hidden or a path elsewhere."""
    if exhibit.state != "kept" or exhibit.file is None:
        return None
    return f"{FOLDER}/{exhibit.n}-{_safe(exhibit.file.name)}"


def _safe(name: str) -> str:
    """A name without folders and signs that mean something to a file system; a long one keeps its ending."""
    plain = NOT_IN_A_NAME.sub("_", clean(name)).strip("._") or "file"
    suffix = PurePosixPath(plain).suffix
    end = suffix if len(suffix) <= 20 else ""
    stem = plain.removesuffix(end)[: NAME_CHARS - len(end)].encode()
    return stem[: NAME_BYTES - len(end.encode())].decode(errors="ignore") + end


def sums(exhibits: Iterable[Exhibit]) -> str:
    """What ``sha256sum --check`` reads, in the folder of the evidence."""
    kept = [(exhibit.sha256, path_of(exhibit)) for exhibit in exhibits]
    return "".join(f"{sha256}  {path.removeprefix(f'{FOLDER}/')}\n" for sha256, path in kept if path)
