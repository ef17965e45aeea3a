"""What evidence changes: the list of exhibits."""

from __future__ import annotations

from bot.crisis.incident import Exhibit, Incident
from bot.record import event as e
from bot.record.becomes import Change, becomes


@becomes.register
def _(fact: e.EvidenceAdded, was: Incident, event: e.Event) -> Change:
    exhibit = Exhibit(
        seq=event.seq,
        at=event.at,
        seen_at=event.happened_at,
        state="waiting" if fact.file else "link",
        **{name: getattr(fact, name) for name in ("n", "by", "shows", "link", "file", "source", "sha256")},
    )
    return {"exhibits": (*was.exhibits, exhibit), "exhibits_given": max(was.exhibits_given, fact.n)}


@becomes.register
def _(fact: e.Unreadable, was: Incident, event: e.Event) -> Change:
    """Evidence whose words were erased: its number is not given again."""
    return {"exhibits_given": was.exhibits_given + 1} if fact.was == "evidence_added" else {}


def exhibit(was: Incident, entry: int, **update: object) -> Change:
    """What becomes of one piece of evidence; nothing where *entry* is none."""
    changed = (x.model_copy(update=update) if x.seq == entry else x for x in was.exhibits)
    return {"exhibits": tuple(changed)}


@becomes.register
def _(fact: e.EvidenceKept, was: Incident, event: e.Event) -> Change:
    before = next((x.file for x in was.exhibits if x.seq == fact.entry), None)
    later = {"name": fact.name, "mime": fact.mime, "size": fact.size}
    file = before.model_copy(update=later) if before and fact.name else before
    return exhibit(was, fact.entry, state="kept", sha256=fact.sha256, size=fact.size, file=file)


@becomes.register
def _(fact: e.EvidenceMissed, was: Incident, event: e.Event) -> Change:
    return exhibit(was, fact.entry, state="missed", reason=fact.reason)


@becomes.register
def _(fact: e.EvidenceRepeated, was: Incident, event: e.Event) -> Change:
    return exhibit(was, fact.again, state="same", same_as=fact.n) if fact.again else {}


@becomes.register
def _(fact: e.EvidenceDescribed, was: Incident, event: e.Event) -> Change:
    return exhibit(was, fact.entry, shows=fact.shows)
