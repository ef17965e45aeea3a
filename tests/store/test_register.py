"""The register is a record like an incident: locked, chained, worked on; and it is nobody's crisis."""

from datetime import UTC, datetime

import pytest

from bot.access.register.codes import Means
from bot.access.register.entities import Account, Grant, Known, Secret
from bot.access.register.facts import AccountEntered, GrantEntered, SecretEntered, SecretRotated
from bot.access.register.state import register_id
from bot.crisis.room.facts import LanguageSet
from bot.errors import Refused
from bot.people.who import Person, Right
from bot.record.chain import verify
from tests.store.conftest import Bench

PETR = Person(id="slack:U1", name="Petr")
BRAND = Account(id="a1", platform="x", handle="@brand")
GRANT = Grant(id="g1", of="a1", holder="slack:U1", means=Means.delegated_role)


async def test_what_was_entered_stands_in_the_register_and_its_chain_holds(bench: Bench) -> None:
    store = await bench.store()

    async with store.change(register_id("T1"), "r1", PETR, Right.staff) as change:
        change.record([AccountEntered(account=BRAND), GrantEntered(grant=GRANT)])

    register = await store.register("T1")
    assert (register.accounts, register.grants, register.seq) == ({"a1": BRAND}, {"g1": GRANT}, 2)
    assert verify(await store.event_rows(register_id("T1"))) is None


async def test_a_register_is_no_crisis(bench: Bench) -> None:
    store = await bench.store()
    async with store.happened(register_id("T1"), "seen/1") as change:
        change.record([AccountEntered(account=BRAND)])

    assert await store.every_incident() == [] and await store.open_incidents("T1") == []
    assert await store.incident(register_id("T1")) is None
    assert [record.id for record in await store.every_record()] == [register_id("T1")]


async def test_what_the_bot_saw_is_recorded_once(bench: Bench) -> None:
    store = await bench.store()
    for _ in range(2):
        async with store.happened(register_id("T1"), "seen/1") as change:
            change.record([AccountEntered(account=BRAND)])

    assert (await store.register("T1")).seq == 1


async def test_a_changed_secret_is_known_to_those_alone_who_are_named(bench: Bench) -> None:
    store = await bench.store()
    secret = Secret(id="s1", name="password", opens=("a1",), known_by=(Known(holder="h1"), Known(holder="h2")))
    async with store.change(register_id("T1"), "r1", PETR, Right.staff) as change:
        change.record([SecretEntered(secret=secret)])
        change.record([SecretRotated(secret="s1", known_by=("h1",))])

    changed = (await store.register("T1")).secrets["s1"]
    assert {known.holder for known in changed.known_by if known.until is None} == {"h1"}
    assert changed.rotated_at is not None and changed.rotated_at > datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("right", [Right.inside, Right.asked, Right.commander, Right.access])
async def test_a_right_that_a_room_gives_opens_nothing_in_the_register(bench: Bench, right: Right) -> None:
    store = await bench.store()

    with pytest.raises(Refused) as refused:
        async with store.change(register_id("T1"), "r1", PETR, right) as change:
            change.record([AccountEntered(account=BRAND)])

    assert refused.value.code == "no_incident"
    assert (await store.register("T1")).seq == 0


async def test_what_is_of_crises_alone_is_refused_for_the_register(bench: Bench) -> None:
    store = await bench.store()
    async with store.happened(register_id("T1"), "seen/1") as change:
        change.record([AccountEntered(account=BRAND)])

    with pytest.raises(Refused):
        async with store.happened(register_id("T1"), "seen/2") as change:
            change.record([LanguageSet(language=change.incident.room.language, by=PETR.someone)])
    with pytest.raises(Refused):
        await store.erase(register_id("T1"), 1, PETR.someone)

    assert [row.data is None for row in await store.event_rows(register_id("T1"))] == [False]


async def test_nothing_follows_or_waits_in_a_record_that_was_never_made(bench: Bench) -> None:
    store = await bench.store()

    with pytest.raises(Refused):
        async with store.happened("register", "seen/1"):
            pass

    assert await store.every_record() == []
