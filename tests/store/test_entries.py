"""The newest lines of a long timeline, read from its end: the same as if all of it had been read."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from bot.crisis.incident import Incident
from bot.crisis.timeline.facts import EntryChanged, Noted, SourceEdited
from bot.record.entry import Entry, gathered
from bot.record.fact import Fact, Weight
from bot.store import incidents
from bot.store.store import Store
from tests.store.conftest import PETR, Bench, opened

NOTES = 260


def shows(entry: Entry) -> bool:
    return isinstance(entry.event.fact, Noted)


async def long(bench: Bench, store: Store, notes: int = NOTES) -> Incident:
    """Some notes were told late, some changed much later, so that they moved."""
    incident, random = await opened(store), Random(7)
    for n in range(notes):
        bench.time.passes(minutes=1)
        async with store.happened(incident.id, f"note {n}") as change:
            late = timedelta(minutes=random.choice([0, 0, 0, 5, 600]))
            change.record([Noted(text=f"{n}", by=PETR.someone)], happened_at=change.now - late)
            if n % 20 == 19:
                change.record(_later(random.randrange(2, change.incident.seq), change.incident))
        incident = change.incident
    return incident


def _later(entry: int, incident: Incident) -> list[Fact]:
    was, now, at = Weight.unconfirmed, Weight.fact, incident.changed_at
    moved = EntryChanged(entry=entry, by=PETR.someone, text="moved", happened_at=at, was=was, as_=now)
    return [moved, SourceEdited(entry=entry, text="edited")]


async def test_a_page_is_what_all_of_it_would_give(bench: Bench, store: Store) -> None:
    """Whatever was told late or moved, and however many are wanted."""
    incident = await long(bench, store)
    everything = [e for e in gathered(await store.all_events(incident.id)) if shows(e)]

    for count in (1, 40, 80, 200, NOTES, NOTES + 40):
        found, earlier = await store.newest_entries(incident.id, incident.seq, count, shows)
        assert [(e.seq, e.text, e.happened_at) for e in found] == [
            (e.seq, e.text, e.happened_at) for e in everything[-count:]
        ]
        assert earlier == (count < NOTES)


async def test_one_entry_comes_with_all_that_became_of_it(bench: Bench, store: Store) -> None:
    incident = await long(bench, store, 60)
    changed = next(e for e in gathered(await store.all_events(incident.id)) if e.later)

    assert await store.entry(incident.id, changed.seq) == changed
    assert await store.entry(incident.id, changed.later[0].seq) is None
    assert await store.entry(incident.id, 9_999) is None


async def test_only_the_end_of_a_long_timeline_is_read(bench: Bench, store: Store) -> None:
    """Forty lines of many hundred take one page or two."""
    incident = await long(bench, store)
    read: list[int] = []
    events = store.events

    async def counted(id: str, after: int = 0, limit: int = incidents.PAGE) -> object:
        read.append(limit)
        return await events(id, after, limit)

    store.events = counted  # type: ignore[method-assign,assignment]
    found, _earlier = await store.newest_entries(incident.id, incident.seq, 40, shows)

    assert len(found) == 40
    assert sum(read) <= 2 * incidents.PAGE
