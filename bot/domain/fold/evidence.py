"""What evidence changes: the list of exhibits."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.fold.becomes import Change, becomes
from bot.domain.incident import Exhibit, Incident


@becomes.register
def _(fact: e.EvidenceAdded, was: Incident, event: e.Event) -> Change:
    exhibit = Exhibit(
        seq=event.seq,
        n=len(was.exhibits) + 1,
        at=event.at,
        state="waiting" if fact.file else "link",
        **{name: getattr(fact, name) for name in ("by", "shows", "link", "file", "seen_at", "source", "sha256")},
    )
    return {"exhibits": (*was.exhibits, exhibit)}


def _exhibit(was: Incident, entry: int, **update: object) -> Change:
    changed = (x.model_copy(update=update) if x.seq == entry else x for x in was.exhibits)
    return {"exhibits": tuple(changed)}


@becomes.register
def _(fact: e.EvidenceKept, was: Incident, event: e.Event) -> Change:
    return _exhibit(was, fact.entry, state="kept", sha256=fact.sha256, size=fact.size)


@becomes.register
def _(fact: e.EvidenceMissed, was: Incident, event: e.Event) -> Change:
    return _exhibit(was, fact.entry, state="missed", reason=fact.reason)
