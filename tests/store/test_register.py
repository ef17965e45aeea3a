"""The register is a record like an incident: locked, chained, worked on; and it is nobody's crisis."""

from datetime import UTC, datetime

from bot.access.register.entities import Account, Grant, Known, Means, Secret
from bot.access.register.state import register_id
from bot.people.who import Person
from bot.record.chain import verify
from bot.record.event import AccountEntered, GrantEntered, SecretEntered, SecretRotated
from tests.store.conftest import Bench

PETR = Person(id="slack:U1", name="Petr")
BRAND = Account(id="a1", platform="x", handle="@brand")
GRANT = Grant(id="g1", of="a1", holder="slack:U1", means=Means.delegated_role)


async def test_what_was_entered_stands_in_the_register_and_its_chain_holds(bench: Bench) -> None:
    store = await bench.store()

    async with store.register_change("T1", "r1", PETR) as change:
        change.record([AccountEntered(account=BRAND), GrantEntered(grant=GRANT)])

    register = await store.register("T1")
    assert (register.accounts, register.grants, register.seq) == ({"a1": BRAND}, {"g1": GRANT}, 2)
    assert verify(await store.event_rows(register_id("T1"))) is None


async def test_a_register_is_no_crisis(bench: Bench) -> None:
    store = await bench.store()
    async with store.register_happened("T1", "seen/1") as change:
        change.record([AccountEntered(account=BRAND)])

    assert await store.every_incident() == [] and await store.open_incidents("T1") == []
    assert await store.incident(register_id("T1")) is None
    assert [record.id for record in await store.every_record()] == [register_id("T1")]


async def test_what_the_bot_saw_is_recorded_once(bench: Bench) -> None:
    store = await bench.store()
    for _ in range(2):
        async with store.register_happened("T1", "seen/1") as change:
            change.record([AccountEntered(account=BRAND)])

    assert (await store.register("T1")).seq == 1


async def test_a_changed_secret_is_known_to_those_alone_who_are_named(bench: Bench) -> None:
    store = await bench.store()
    secret = Secret(id="s1", name="password", opens=("a1",), known_by=(Known(holder="h1"), Known(holder="h2")))
    async with store.register_change("T1", "r1", PETR) as change:
        change.record([SecretEntered(secret=secret)])
        change.record([SecretRotated(secret="s1", known_by=("h1",))])

    changed = (await store.register("T1")).secrets["s1"]
    assert {known.holder for known in changed.known_by if known.until is None} == {"h1"}
    assert changed.rotated_at is not None and changed.rotated_at > datetime(2000, 1, 1, tzinfo=UTC)
