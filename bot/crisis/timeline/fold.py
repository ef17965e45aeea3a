"""What entries of the timeline change: counts, what is still to be read, and where each was taken from."""

from __future__ import annotations

from bot.access.secrets.secret_seen import CODE
from bot.crisis.incident import Incident
from bot.crisis.timeline.facts import (
    EntryChanged,
    EntryStruck,
    MessageFlagged,
    MessageRead,
    MessageUnread,
    Noted,
    SourceDeleted,
    SourceEdited,
)
from bot.crisis.timeline.state import Flagged
from bot.record.becomes import Change, becoming
from bot.record.event import Event
from bot.record.fact import MessageRef, Weight

becomes = becoming()


def _counts(was: Incident, less: Weight | None, more: Weight | None) -> dict[str, int]:
    counts = dict(was.timeline.counts)
    if less is not None:
        counts[less.value] = max(0, counts.get(less.value, 0) - 1)
    if more is not None:
        counts[more.value] = counts.get(more.value, 0) + 1
    return counts


def _entered(was: Incident, weight: Weight, source: MessageRef | None, seq: int) -> Change:
    sources = {**was.timeline.sources, source.key: seq} if source else was.timeline.sources
    return {"counts": _counts(was, None, weight), "sources": sources}


@becomes.register
def _(fact: Noted, was: Incident, event: Event) -> Change:
    return _entered(was, fact.as_, fact.source, event.seq)


@becomes.register
def _(fact: MessageFlagged, was: Incident, event: Event) -> Change:
    flagged = Flagged(seq=event.seq, source=fact.source, by=fact.by, at=event.at)
    return {**_entered(was, fact.weight, fact.source, event.seq), "to_read": (*was.timeline.to_read, flagged)}


def _altered(was: Incident, entry: int | None) -> dict[int, int]:
    return (
        was.timeline.altered
        if entry is None
        else {**was.timeline.altered, entry: was.timeline.altered.get(entry, 0) + 1}
    )


def _read(was: Incident, entry: int) -> Change:
    to_read = tuple(flagged for flagged in was.timeline.to_read if flagged.seq != entry)
    return {"to_read": to_read, "altered": _altered(was, entry)}


@becomes.register
def _(fact: MessageRead, was: Incident, event: Event) -> Change:
    return _read(was, fact.entry)


@becomes.register
def _(fact: MessageUnread, was: Incident, event: Event) -> Change:
    seen = (each for each in was.timeline.to_read if each.seq == fact.entry and fact.reason == CODE)
    return {**_read(was, fact.entry), "secrets_seen": (*was.timeline.secrets_seen, *seen)}


@becomes.register
def _(fact: EntryChanged, was: Incident, event: Event) -> Change:
    return {"counts": _counts(was, fact.was, fact.as_), "altered": _altered(was, fact.entry)}


@becomes.register
def _(fact: EntryStruck, was: Incident, event: Event) -> Change:
    """Struck entries count no more; a message that was taken away may be captured again, as a new entry."""
    if any(fact.entry == x.seq for x in was.evidence.exhibits):
        return {}
    sources = {key: seq for key, seq in was.timeline.sources.items() if seq != fact.entry}
    return {"counts": _counts(was, fact.as_, None), "sources": sources, **_read(was, fact.entry)}


@becomes.register
def _(fact: SourceEdited, was: Incident, event: Event) -> Change:
    return {"altered": _altered(was, fact.entry)}


@becomes.register
def _(fact: SourceDeleted, was: Incident, event: Event) -> Change:
    return {"altered": _altered(was, fact.entry)}
