"""What evidence changes: the list of exhibits."""

from __future__ import annotations

from bot.crisis.evidence.facts import EvidenceAdded, EvidenceDescribed, EvidenceKept, EvidenceMissed, EvidenceRepeated
from bot.crisis.evidence.state import Exhibit
from bot.crisis.incident import Incident
from bot.crisis.timeline.facts import EntryStruck
from bot.record.becomes import Change, becoming
from bot.record.event import Event
from bot.record.fact import Unreadable

becomes = becoming()


@becomes.register
def _(fact: EvidenceAdded, was: Incident, event: Event) -> Change:
    exhibit = Exhibit(
        seq=event.seq,
        at=event.at,
        seen_at=event.happened_at,
        state="waiting" if fact.file else "link",
        **{name: getattr(fact, name) for name in ("n", "by", "shows", "link", "file", "source", "sha256")},
    )
    return {"exhibits": (*was.evidence.exhibits, exhibit), "given": max(was.evidence.given, fact.n)}


@becomes.register
def _(fact: Unreadable, was: Incident, event: Event) -> Change:
    """Evidence whose words were erased: its number is not given again."""
    return {"given": was.evidence.given + 1} if fact.was == "evidence_added" else {}


def _exhibit(was: Incident, entry: int, **update: object) -> Change:
    """What becomes of one piece of evidence; nothing where *entry* is none."""
    changed = (x.model_copy(update=update) if x.seq == entry else x for x in was.evidence.exhibits)
    return {"exhibits": tuple(changed)}


@becomes.register
def _(fact: EvidenceKept, was: Incident, event: Event) -> Change:
    before = next((x.file for x in was.evidence.exhibits if x.seq == fact.entry), None)
    later = {"name": fact.name, "mime": fact.mime, "size": fact.size}
    file = before.model_copy(update=later) if before and fact.name else before
    return _exhibit(was, fact.entry, state="kept", sha256=fact.sha256, size=fact.size, file=file)


@becomes.register
def _(fact: EvidenceMissed, was: Incident, event: Event) -> Change:
    return _exhibit(was, fact.entry, state="missed", reason=fact.reason)


@becomes.register
def _(fact: EvidenceRepeated, was: Incident, event: Event) -> Change:
    return _exhibit(was, fact.again, state="same", same_as=fact.n) if fact.again else {}


@becomes.register
def _(fact: EvidenceDescribed, was: Incident, event: Event) -> Change:
    return _exhibit(was, fact.entry, shows=fact.shows)


@becomes.register
def _(fact: EntryStruck, was: Incident, event: Event) -> Change:
    is_ours = any(fact.entry == each.seq for each in was.evidence.exhibits)
    return _exhibit(was, fact.entry, struck=True) if is_ours else {}
