"""A record is read as far as it is new, and saved where that is worth it: whoever reads it sees the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.people.who import Right
from bot.record.chain import Broken, Checksum, verify
from bot.record.frozen import Restricted
from bot.store import tables
from bot.store.change import Saved
from bot.store.incidents import HEAD, KNOWN, Known, load
from bot.store.store import Store
from tests.store.conftest import PETR, Bench, noted, opened
from tests.store.test_timeline import execute, rows

LONG = "A customer wrote at length. " * 60
IVAN = "Ivan Zxqj"


def another(bench: Bench) -> Store:
    """A replica, or a start that knows nothing yet."""
    store = Store(bench.url, clock=bench.time)
    bench.stack.push_async_callback(store.close)
    return store


async def saved(store: Store, incident: str) -> Any:
    """As the row has it: newest event, event the state was saved after, length of that."""
    table = tables.incident
    query = select(table.c.seq, table.c.state_seq, table.c.size).where(table.c.id == incident)
    async with store.database.reading() as connection:
        return (await connection.execute(query)).one()


async def long(store: Store) -> str:
    """A crisis whose state is long enough to be saved only now and then."""
    incident = await opened(store)
    async with store.change(incident.id, "long", PETR, Right.inside) as change:
        change.record(
            QuestionAnswered(question="happened", answer=Answer(values={"text": LONG * 12}), by=PETR.someone, version=n)
            for n in range(1, 4)
        )
    return incident.id


async def test_a_change_of_a_long_record_writes_its_events_alone(bench: Bench) -> None:
    store = await bench.store()
    id = await long(store)
    bench.statements.clear()

    await noted(store, id, "one more")

    seq, state_seq, size = await saved(store, id)
    assert (seq, state_seq) == (5, 4) and size > 20_000
    [written] = [each for each in bench.statements if each.startswith("UPDATE incident")]
    assert "state=" not in written and "state =" not in written


async def test_a_state_is_saved_once_folding_what_came_since_takes_as_long(store: Store) -> None:
    id = await long(store)
    kept = [(await saved(store, id)).state_seq]

    for n in range(40):
        await noted(store, id, f"note {n}")
        kept.append((await saved(store, id)).state_seq)

    assert 2 <= len(set(kept)) <= 10 and kept[-1] > 20


def test_a_press_pays_for_itself_alone() -> None:
    """Of a state ten times as long the saving comes a tenth as often."""
    short, far = Saved(seq=100, size=40_000), Saved(seq=100, size=400_000)

    first = [next(n for n in range(1, 1000) if each.is_old(100 + n)) for each in (short, far)]

    assert first == [10, 98]


async def test_another_replica_and_a_fresh_start_read_the_same(bench: Bench) -> None:
    here, there = await bench.store(), another(bench)
    id = await long(here)
    early = await there.incident(id)
    for n in range(3):
        newest = await noted(here, id, f"note {n}")

    fresh = another(bench)
    assert early is not None and early.seq == newest.seq - 3
    assert newest == await here.incident(id) == await there.incident(id) == await fresh.incident(id)


async def test_what_is_known_is_read_without_its_state(bench: Bench) -> None:
    store = await bench.store()
    id = await long(store)
    bench.statements.clear()

    found = await store.incident(id)

    assert found is not None and len(bench.statements) == 1
    assert "incident.state \n" not in bench.statements[0] and "incident.state," not in bench.statements[0]


async def test_what_was_undone_is_not_known(store: Store) -> None:
    """A body that raises leaves nothing, in memory neither."""
    before = await noted(store, (await opened(store)).id, "first")

    try:
        async with store.change(before.id, "undone", PETR, Right.inside) as change:
            change.record([QuestionAnswered(question="happened", answer=Answer(), by=PETR.someone)])
            raise LookupError
    except LookupError:
        pass

    assert await store.incident(before.id) == before
    assert (await noted(store, before.id, "second")).seq == before.seq + 1


async def test_erased_words_are_nowhere_though_another_replica_knew_them(bench: Bench) -> None:
    here, there = await bench.store(), another(bench)
    id = await long(here)
    answer = Answer(private={"who": Restricted(IVAN)}, private_people={"who": (Restricted("slack:U5"),)})
    async with here.happened(id, "answer") as change:
        change.record([QuestionAnswered(question="involved", answer=answer, by=PETR.someone)])
    known = await there.incident(id)
    assert known is not None and known.has_conflict("slack:U5")

    await here.erase(id, 5, PETR.someone, "asked for")

    async with here.database.reading() as connection:
        state = (await connection.execute(select(tables.incident.c.state))).scalar_one()
    assert IVAN not in state
    for store in (here, there, another(bench)):
        found = await store.incident(id)
        assert found is not None and not found.has_conflict("slack:U5")
        assert found.questions.answers.get("involved") is None


async def test_a_tail_cut_after_what_is_saved_is_found_and_nothing_is_put_in_its_place(bench: Bench) -> None:
    store = await bench.store()
    id = await long(store)
    newest = await noted(store, id, "cut away")
    kept = (await rows(store, id))[:-1]
    if bench.is_sqlite:
        async with store.database.writing() as connection:
            await connection.exec_driver_sql("DROP TRIGGER event_is_never_deleted")
            await connection.exec_driver_sql("DELETE FROM event WHERE seq = 5")

        fresh = another(bench)
        found = await fresh.incident(id)

        assert found is not None and (found.seq, found.checksum) == (newest.seq, newest.checksum)
        assert (await noted(fresh, id, "after")).seq == newest.seq + 1
    assert verify(kept, Checksum(newest.seq, newest.checksum)) == Broken(5, "cut")


async def test_an_older_folds_state_is_saved_anew_with_the_first_change(store: Store) -> None:
    id = await long(store)
    await execute(store, update(tables.incident).values(fold=0, state="{}"))

    after = await noted(store, id, "with today's fold")

    assert (await saved(store, id)).state_seq == after.seq
    assert LONG in (await saved_text(store, id))


async def saved_text(store: Store, incident: str) -> str:
    async with store.database.reading() as connection:
        query = select(tables.incident.c.state).where(tables.incident.c.id == incident)
        return str((await connection.execute(query)).scalar_one())


async def test_only_what_was_in_hand_last_is_known(store: Store) -> None:
    incidents = [await opened(store, title=f"Post {n}", key=f"open {n}") for n in range(KNOWN + 5)]

    found = [await store.incident(incident.id) for incident in incidents]

    assert found == incidents


async def test_a_state_that_was_saved_after_its_head_was_read_is_not_taken_for_an_older_one(bench: Bench) -> None:
    """As PostgreSQL shows it where somebody commits between two statements of one look."""
    store = await bench.store()
    incident = await opened(store)
    query = select(*HEAD).where(tables.incident.c.id == incident.id)
    async with store.database.reading() as connection:
        early = (await connection.execute(query)).all()
    newest = await noted(store, incident.id, "meanwhile")
    await execute(store, update(tables.incident).values(state_seq=newest.seq, state=newest.model_dump_json()))

    async with store.database.reading() as connection:
        [found] = await load(connection, early, Known())

    assert found == newest
