"""Two people press at once: closing access is started once, on both databases, whoever was faster."""

from __future__ import annotations

import asyncio

import pytest

from bot.access.restriction import login_check
from bot.access.restriction import rules as restriction
from bot.access.restriction.rules import Wanted
from bot.crisis.command.facts import CommandTaken
from bot.crisis.opening.facts import Opened
from bot.crisis.room.facts import Joined
from bot.errors import Refused
from bot.people.who import Right
from bot.playbooks import load
from bot.store.store import Store
from tests.access.brands import shop
from tests.store.conftest import ANA, PETR, Bench

BOOK = load()
REGISTER = shop(petr=PETR.someone, jana=ANA.someone)


async def commanded(store: Store) -> str:
    """A crisis that Ana commands; Petr and Ana are inside."""
    async with store.opening("T1", "open", PETR) as change:
        change.record([Opened(title="Offensive post", opener=PETR.someone)])
        change.record(Joined(person=person.someone) for person in (PETR, ANA))
        change.record([CommandTaken(by=ANA.someone)])
    return change.incident.id


async def start(store: Store, incident: str, key: str) -> str:
    """The form, sent; what became of it."""
    wanted = Wanted(accounts=("a1", "a2"), keyholders=(PETR, ANA), lead=PETR)
    try:
        async with store.change(incident, key, ANA, Right.commander) as change:
            change.record(restriction.start(change.incident, REGISTER, BOOK, wanted, ANA, change.now))
    except Refused as refused:
        return refused.code or ""
    return "started"


async def test_two_who_press_start_at_once_start_it_once(bench: Bench) -> None:
    """On PostgreSQL two replicas; SQLite has one process, so one store is pressed twice."""
    first = await bench.store()
    second = first if bench.is_sqlite else await bench.store()
    incident = await commanded(first)
    became = await asyncio.gather(start(first, incident, "one"), start(second, incident, "two"))
    found = await first.incident(incident)

    assert sorted(became) == ["already", "started"]
    assert found and [each.account for each in found.restrictions.all] == ["a1", "a2"]


async def test_a_proof_pressed_twice_at_once_is_recorded_once(bench: Bench) -> None:
    store = await bench.store()
    incident = await commanded(store)
    await start(store, incident, "start")

    async def confirm(key: str) -> None:
        async with store.change(incident, key, PETR, Right.asked) as change:
            change.record(login_check.confirm(change.incident, "a1", PETR))

    done = await asyncio.gather(confirm("one"), confirm("two"), return_exceptions=True)
    kinds = [event.fact.kind for event in await store.events(incident)]

    assert sum(isinstance(each, Refused) for each in done) == 1
    assert kinds.count("keyholder_confirmed") == 1


@pytest.mark.parametrize("database", ["sqlite"])
async def test_what_is_recorded_is_there_after_a_restart(bench: Bench, database: str) -> None:
    """The whole run, with every name, comes back as it was."""
    store = await bench.store()
    incident = await commanded(store)
    await start(store, incident, "start")
    before = await store.incident(incident)
    await store.close()
    after = await (await bench.store()).incident(incident)

    assert before and after and after.restrictions.all == before.restrictions.all
    assert {path.name.reveal() for path in after.restrictions.all[0].paths} >= {"Ivo Zxqjmar", "Nina Zxqjint"}
