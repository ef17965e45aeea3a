"""One replica works on an incident at a time, and nothing that was asked for is forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.errors import Fenced
from bot.store import tables
from bot.store.store import Store
from bot.store.work import Work
from tests.store.conftest import NOON, PETR, Bench, noted, opened


async def taken(store: Store, incident: str) -> Work:
    work = await store.take(incident)
    assert work is not None
    return work


async def test_what_was_changed_is_due_until_it_is_finished(store: Store) -> None:
    incident = await opened(store)
    assert await store.due() == ([incident.id], 0.0)

    work = await taken(store, incident.id)
    assert work.incident == incident
    assert work.now == NOON
    assert await store.due() == ([], None), "what is in hand is not looked for again"

    assert await store.finish(work)
    assert await store.due() == ([], None)
    assert await store.take(incident.id) is None, "not due"


async def test_only_one_takes_it(store: Store) -> None:
    incident = await opened(store)

    works = await asyncio.gather(*(store.take(incident.id) for _ in range(5)))

    assert sum(work is not None for work in works) == 1


async def test_what_was_asked_meanwhile_is_not_lost(store: Store) -> None:
    """A change between the last look and the finish keeps the incident in hand: the lost wake-up."""
    incident = await opened(store)
    work = await taken(store, incident.id)
    await noted(store, incident.id, "meanwhile")

    assert not await store.finish(work)

    work = await store.again(work)
    assert work.incident.timeline.notes == 1
    assert await store.finish(work)
    assert await store.due() == ([], None)


async def test_what_is_asked_after_the_finish_is_due(store: Store) -> None:
    incident = await opened(store)
    assert await store.finish(await taken(store, incident.id))

    await store.wake(incident.id)

    assert await store.due() == ([incident.id], 0.0)


async def test_a_wake_tells_the_worker_here(store: Store) -> None:
    incident = await opened(store)
    told = list[str]()
    store.on_commit = told.append

    await store.wake(incident.id)

    assert told == [incident.id]


async def test_it_falls_due_at_the_moment_asked_for(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)
    await store.finish(await taken(store, incident.id), NOON + timedelta(seconds=90))
    assert await store.due() == ([], 90.0)

    bench.time.passes(seconds=90)

    assert await store.due() == ([incident.id], 0.0)
    assert (await taken(store, incident.id)).now == NOON + timedelta(seconds=90)


@pytest.mark.parametrize(("again", "due_s"), [(60, 60), (3600, 1800), (None, 1800)])
async def test_the_incident_s_own_next_moment_is_never_missed(bench: Bench, again: int | None, due_s: int) -> None:
    store = await bench.store(next_due=lambda incident: NOON + timedelta(seconds=1800))
    incident = await opened(store)

    await store.finish(await taken(store, incident.id), NOON + timedelta(seconds=again) if again else None)

    assert await store.due() == ([], float(due_s))


async def test_what_was_due_and_seen_to_does_not_come_back_at_once(bench: Bench) -> None:
    """Else an occurrence that records nothing would keep a replica busy for ever."""
    store = await bench.store(next_due=lambda incident: NOON)
    incident = await opened(store)

    await store.finish(await taken(store, incident.id))

    assert await store.due() == ([], None)


async def test_the_newest_is_first_and_no_more_than_asked_for(bench: Bench) -> None:
    store = await bench.store()
    ids = list[str]()
    for n in range(3):
        bench.time.passes(seconds=1)
        ids.append((await opened(store, key=f"open/{n}")).id)

    assert await store.due(2) == ([ids[2], ids[1]], 0.0)


async def test_what_was_released_is_still_due(store: Store) -> None:
    incident = await opened(store)
    work = await taken(store, incident.id)

    await store.release(work)
    await store.release(work)

    again = await taken(store, incident.id)
    await store.release(work)
    assert await store.take(incident.id) is None, "an old holder cannot let go of what a new one holds"
    assert await store.finish(again)


async def test_a_second_owner_fences_the_first(store: Store) -> None:
    """Whatever the first still writes is refused by the row that names the second."""
    incident = await opened(store)
    work = await taken(store, incident.id)
    async with store.database.writing() as connection:
        await connection.execute(update(tables.work).values(owner="another replica"))

    with pytest.raises(Fenced):
        await store.mark(work, "board", state="sent")
    with pytest.raises(Fenced):
        await store.keep_place(work, "slack", "T1", "C1")
    with pytest.raises(Fenced):
        await store.again(work)
    with pytest.raises(Fenced):
        await store.finish(work)
    assert await store.shown(incident.id) == {}
    assert await store.incident_in("slack", "T1", "C1") is None


async def test_whoever_let_go_may_not_write(store: Store) -> None:
    incident = await opened(store)
    work = await taken(store, incident.id)
    await store.finish(work)

    with pytest.raises(Fenced):
        await store.mark(work, "board", state="sent")


async def test_people_may_change_what_is_in_hand(store: Store) -> None:
    incident = await opened(store)
    await taken(store, incident.id)

    assert (await noted(store, incident.id, "goes on", by=PETR)).timeline.notes == 1
