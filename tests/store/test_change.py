"""One request, one effect; all of it or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.resolving.facts import Outcome as Ended
from bot.crisis.resolving.facts import Resolved
from bot.crisis.room.facts import Joined, Left
from bot.errors import Duplicate, NewerFold, Refused
from bot.people.permission import permit
from bot.people.who import Person, Right, Standing
from bot.record.fact import Fact, Unreadable
from bot.record.record import FOLD
from bot.store import tables
from bot.store.store import Store
from tests.store.conftest import ANA, NOON, PETR, Bench, note, noted, opened


async def count(store: Store, table: str) -> int:
    async with store.database.reading() as connection:
        query = select(func.count()).select_from(tables.Row.metadata.tables[table])
        return int((await connection.execute(query)).scalar_one())


async def timeline(store: Store, incident: Incident) -> list[Fact]:
    return [event.fact for event in await store.events(incident.id)]


async def answered(store: Store, incident: str, key: str) -> str | None:
    """One note, or the answer that the same request was given before."""
    try:
        async with store.change(incident, key, PETR, Right.inside) as change:
            change.record([note("it is back")])
            change.says({"kind": "reply", "number": change.incident.timeline.notes})
    except Duplicate as before:
        return before.outcome
    return change.outcome


async def refused(store: Store, incident: str, key: str) -> None:
    async with store.change(incident, key, PETR, Right.inside) as change:
        change.record([note("half")])
        raise Refused("no")


async def test_what_was_recorded_is_there_afterwards(store: Store) -> None:
    incident = await opened(store)

    after = await noted(store, incident.id, "Called the agency")

    assert await store.incident(incident.id) == after
    assert (after.seq, after.timeline.notes, after.opening.title) == (2, 1, "Offensive post")
    assert await timeline(store, incident) == [
        Opened(title="Offensive post", opener=PETR.someone),
        note("Called the agency"),
    ]


async def test_an_entry_says_who_when_and_where(store: Store) -> None:
    incident = await opened(store)
    earlier = NOON - timedelta(minutes=20)

    async with store.change(incident.id, "k", PETR, Right.inside, "C1") as change:
        change.record([note("seen")], happened_at=earlier)

    event = (await store.events(incident.id))[-1]
    assert (event.by, event.place, event.key, event.at, event.happened_at) == (PETR.id, "C1", None, NOON, earlier)


async def test_the_same_request_three_times_at_once_counts_once(bench: Bench) -> None:
    """A second delivery waits for the first and is given its answer."""
    stores = [await bench.store()] if bench.is_sqlite else [await bench.store(), await bench.store()]
    incident = await opened(stores[0])

    answers = await asyncio.gather(*(answered(stores[n % len(stores)], incident.id, "press/1") for n in range(3)))

    assert answers == ['{"kind":"reply","number":1}'] * 3
    assert (await stores[0].incident(incident.id) or incident).timeline.notes == 1


async def test_the_same_opening_three_times_at_once_opens_one(store: Store) -> None:
    async def opening() -> str:
        try:
            return (await opened(store, key="view/1")).id
        except Duplicate:
            return "again"

    ids = await asyncio.gather(opening(), opening(), opening())

    assert ids.count("again") == 2
    assert (await opened(store, key="view/2")).number == 2


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_one_request_sent_to_two_incidents_counts_in_one(store: Store) -> None:
    """No common lock keeps these two apart, so the row of the request does."""
    incidents = await opened(store, key="a"), await opened(store, key="b")
    both_inside = asyncio.Barrier(2)

    async def sent(incident: str) -> str:
        try:
            async with store.change(incident, "press/1", PETR, Right.inside) as change:
                change.record([note("x")])
                change.says(incident)
                await both_inside.wait()
        except Duplicate as before:
            return before.outcome or ""
        return change.outcome or ""

    answers = await asyncio.gather(*(sent(incident.id) for incident in incidents))

    assert answers[0] == answers[1]
    assert sum(i.timeline.notes for i in await store.open_incidents_of("T1", PETR.id)) == 1


async def test_a_refusal_leaves_nothing(store: Store) -> None:
    """The corrected form may carry the same key."""
    incident = await opened(store)

    with pytest.raises(Refused):
        await refused(store, incident.id, "form/1")

    assert await count(store, "seen") == 1
    assert await count(store, "event") == 1
    assert (await noted(store, incident.id, "whole", key="form/1")).timeline.notes == 1


async def test_a_refused_opening_gives_its_number_back(store: Store) -> None:
    with pytest.raises(Refused):
        async with store.opening("T1", "form/1", PETR):
            raise Refused("no")

    assert (await opened(store, key="form/1")).number == 1


async def test_an_opening_that_records_nothing_makes_no_incident(store: Store) -> None:
    """It only answers, for example that the same was opened a minute ago."""
    async with store.opening("T1", "form/1", PETR) as change:
        change.says("open already")

    assert await count(store, "incident") == 0
    assert (await opened(store)).number == 1
    with pytest.raises(Duplicate):
        await opened(store, key="form/1")


async def test_whoever_is_second_sees_what_the_first_did(store: Store) -> None:
    incident = await opened(store)
    seen = list[int]()

    async def one(key: str) -> None:
        async with store.change(incident.id, key, PETR, Right.inside) as change:
            seen.append(change.incident.timeline.notes)
            change.record([note(key)])

    await asyncio.gather(*(one(f"press/{n}") for n in range(8)))

    assert sorted(seen) == list(range(8))


async def test_sequence_and_numbers_have_no_gap_under_load(store: Store) -> None:
    incidents = await asyncio.gather(*(opened(store, key=f"open/{n}") for n in range(6)))

    await asyncio.gather(*(noted(store, incidents[n % 2].id, f"note/{n}") for n in range(12)))

    assert sorted(i.number for i in incidents) == list(range(1, 7))
    assert [e.seq for e in await store.events(incidents[0].id)] == list(range(1, 8))


async def test_each_tenant_counts_for_itself(store: Store) -> None:
    await opened(store)

    async with store.opening("T2", "k", ANA) as change:
        change.record([Opened(title="theirs", opener=ANA.someone)])

    assert change.incident.number == 1


async def test_the_right_is_checked_on_the_newest_state(store: Store) -> None:
    """Whoever left the room between the look and the press may no longer act."""
    incident = await opened(store)
    async with store.happened(incident.id, "joined/ana") as change:
        change.record([Joined(person=ANA.someone)])
    permit(Right.inside, ANA, change.incident)
    async with store.happened(incident.id, "left/ana") as change:
        change.record([Left(person=ANA.someone)])

    with pytest.raises(Refused) as error:
        await noted(store, incident.id, "too late", by=ANA)

    assert error.value.code == "not_inside"


async def test_only_members_open(store: Store) -> None:
    guest = Person(id="slack:U7", name="Guest", standing=Standing.guest)

    with pytest.raises(Refused):
        await opened(store, guest, key="other")


async def test_there_is_no_change_of_what_is_not_there(store: Store) -> None:
    with pytest.raises(Refused) as error:
        await noted(store, "nowhere", "x")

    assert error.value.code == "no_incident"


async def test_what_the_bot_saw_is_recorded_once(store: Store) -> None:
    incident = await opened(store)

    async def seen() -> None:
        async with store.happened(incident.id, "cadence/12:30") as change:
            change.record([note("silent"), note("for 30 minutes")])

    await asyncio.gather(seen(), seen(), seen())

    events = await store.events(incident.id)
    assert [(e.by, e.key) for e in events[1:]] == [("bot", "cadence/12:30"), ("bot", None)]


async def test_the_key_of_what_happened_names_it_even_if_the_body_does_not(store: Store) -> None:
    incident = await opened(store)

    for _ in range(2):
        async with store.happened(incident.id, "joined/ana") as change:
            change.record([Joined(person=ANA.someone)])

    assert [e.key for e in await store.events(incident.id)] == [None, "joined/ana"]


async def test_nothing_is_earlier_than_what_came_before(bench: Bench) -> None:
    """A clock set back does not turn the timeline round."""
    store = await bench.store()
    incident = await opened(store)
    bench.time.passes(minutes=-5)

    await noted(store, incident.id, "after")

    assert [e.at for e in await store.events(incident.id)] == [NOON, NOON]


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_postgresql_tells_the_time_unless_told(bench: Bench) -> None:
    store = await bench.store(clock=None)

    incident = await opened(store)

    assert incident.opening.opened_at is not None
    assert incident.opening.opened_at > NOON
    assert incident.opening.opened_at.utcoffset() == timedelta()


async def test_what_follows_is_recorded_in_the_same_change(bench: Bench) -> None:
    calls = list[tuple[int, int]]()

    def follows(before: Incident, after: Incident, now: datetime) -> Iterable[Fact]:
        assert now == NOON
        calls.append((before.timeline.notes, after.timeline.notes))
        return [note("computed")] if after.timeline.notes > before.timeline.notes else []

    store = await bench.store(consequences=follows)
    incident = await opened(store)

    await noted(store, incident.id, "asked")

    assert calls == [(0, 0), (0, 1)]
    assert [(e.by, e.seq) for e in await store.events(incident.id)] == [(PETR.id, 1), (PETR.id, 2), ("bot", 3)]
    assert (await store.incident(incident.id) or incident).timeline.notes == 2


async def test_the_worker_is_told_after_the_commit_and_only_of_changes(store: Store) -> None:
    told = list[str]()
    store.on_commit = told.append
    incident = await opened(store)
    assert told == [incident.id]

    async with store.change(incident.id, "look", PETR, Right.inside):
        pass
    with pytest.raises(Refused):
        await refused(store, incident.id, "no")

    assert told == [incident.id]


async def test_finding_incidents(store: Store) -> None:
    first, second = await opened(store, key="1"), await opened(store, ANA, key="2")
    async with store.happened(first.id, "joined/ana") as change:
        change.record([Joined(person=ANA.someone)])
    async with store.change(second.id, "end", ANA, Right.inside) as change:
        change.record([Resolved(by=ANA.someone, outcome=Ended.faded)])

    def numbers(found: list[Incident]) -> list[int]:
        return [i.number for i in found]

    assert numbers(await store.open_incidents_of("T1", ANA.id)) == [1]
    assert numbers(await store.incidents_of("T1", ANA.id, 10)) == [2, 1]
    assert numbers(await store.incidents_of("T1", ANA.id, 1)) == [2]
    assert numbers(await store.open_incidents("T1")) == [1]
    assert await store.open_incidents_of("T2", ANA.id) == []
    assert await store.incident_numbered("T1", 2) == await store.incident(second.id)
    assert await store.incident_numbered("T1", 3) is None
    assert await store.incident("nowhere") is None


async def test_who_left_finds_it_no_longer(store: Store) -> None:
    incident = await opened(store)

    async with store.happened(incident.id, "left") as change:
        change.record([Left(person=PETR.someone)])

    assert await store.incidents_of("T1", PETR.id, 10) == []


async def test_a_snapshot_of_an_older_fold_is_folded_again(store: Store) -> None:
    incident = await noted(store, (await opened(store)).id, "kept")
    async with store.database.writing() as connection:
        await connection.execute(update(tables.incident).values(fold=FOLD - 1, state='{"what": "an older shape"}'))

    assert await store.incident(incident.id) == incident
    assert (await noted(store, incident.id, "more")).timeline.notes == 2


async def test_what_a_newer_version_wrote_is_not_written(store: Store) -> None:
    incident = await opened(store)
    async with store.database.writing() as connection:
        await connection.execute(update(tables.incident).values(fold=FOLD + 1))

    with pytest.raises(NewerFold):
        await noted(store, incident.id, "x")
    with pytest.raises(NewerFold):
        async with store.happened(incident.id, "x"):
            pass

    assert await store.due() == ([], None)
    assert await store.take(incident.id) is None
    assert await count(store, "event") == 1


async def test_an_event_of_a_kind_not_known_here_is_read_as_unreadable(store: Store) -> None:
    incident = await opened(store)
    row = (await store.event_rows(incident.id))[0]
    async with store.database.writing() as connection:
        newer = {**row.columns(), "seq": 2, "kind": "weather_noted", "prev_hash": row.hash}
        await connection.execute(insert(tables.event).values(**newer))

    assert await timeline(store, incident) == [
        Opened(title="Offensive post", opener=PETR.someone),
        Unreadable(was="weather_noted"),
    ]


async def test_the_timeline_is_read_page_by_page(store: Store) -> None:
    incident = await opened(store)
    for n in range(4):
        await noted(store, incident.id, f"note/{n}")

    pages = [[e.seq for e in await store.events(incident.id, after, 2)] for after in (0, 2, 4, 5)]

    assert pages == [[1, 2], [3, 4], [5], []]


async def test_whether_a_request_recorded_anything_is_known_by_its_key(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)
    await answered(store, incident.id, "form:V_1%:2")
    await answered(store, incident.id, "press:1/register")
    with pytest.raises(Refused):
        await refused(store, incident.id, "press:2")

    saved = [await store.is_saved(key, PETR) for key in ("form:V_1%:2", "press:1")]
    not_saved = [await store.is_saved(key, PETR) for key in ("press:2", "press", "form:V", "form:V_1%", "%", "")]

    assert (saved, not_saved) == ([True, True], [False] * 6)


async def test_the_answer_to_a_request_is_found_by_its_key_for_its_person_alone(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)
    said = await answered(store, incident.id, "press:1")

    assert said is not None and await store.answered("press:1", PETR) == said
    assert await store.answered("press:1", PETR.model_copy(update={"id": "slack:U0ELSE"})) is None


async def test_requests_are_forgotten_after_a_while(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)
    bench.time.passes(days=8)
    await answered(store, incident.id, "press/1")

    await store.forget_seen(bench.time() - timedelta(days=7))

    assert await count(store, "seen") == 1
    assert await answered(store, incident.id, "press/1") == '{"kind":"reply","number":1}'


async def test_a_change_takes_six_statements(bench: Bench) -> None:
    store = await bench.store()
    incident = await opened(store)
    bench.statements.clear()

    await noted(store, incident.id, "counted")

    assert len(bench.statements) <= 6, bench.statements


async def test_a_change_that_is_cut_off_leaves_nothing_and_blocks_nobody(store: Store) -> None:
    incident = await opened(store)
    inside = asyncio.Event()

    async def hangs() -> None:
        async with store.change(incident.id, "k", PETR, Right.inside) as change:
            change.record([note("never")])
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hangs())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert (await noted(store, incident.id, "goes on", key="k")).timeline.notes == 1


async def test_the_answer_to_a_request_is_its_persons_alone(store: Store) -> None:
    incident = await opened(store)
    await answered(store, incident.id, "press/1")

    async with store.change(incident.id, "press/1", ANA, Right.staff) as change:
        change.says({"kind": "reply", "number": 0})

    assert change.outcome == '{"kind":"reply","number":0}'  # Ana's own, and not what Petr was told
    assert await answered(store, incident.id, "press/1") == '{"kind":"reply","number":1}'


async def test_a_stored_answer_is_read_only_by_who_still_may(store: Store) -> None:
    incident = await opened(store)
    await answered(store, incident.id, "press/1")
    async with store.happened(incident.id, "left/1") as change:
        change.record([Left(person=PETR.someone)])

    with pytest.raises(Refused):
        await answered(store, incident.id, "press/1")
