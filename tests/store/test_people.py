"""Who people are, and what setup keeps."""

from __future__ import annotations

import asyncio

from bot.people.organisation import Organisation, Responder
from bot.people.who import Person, Standing
from bot.store.people import Known
from tests.store.conftest import ANA, NOON, PETR, Bench


def known(person: Person, bench: Bench) -> Known:
    return Known(**person.model_dump(), checked_at=bench.time())


async def test_people_are_kept_as_they_are_now(bench: Bench) -> None:
    store = await bench.store()
    await store.save_people("slack", "T1", [PETR, ANA])
    bench.time.passes(days=1)
    married = ANA.model_copy(update={"name": "Ana Novák", "standing": Standing.gone, "language": "hr-HR"})

    await store.save_people("slack", "T1", [married])
    await store.save_people("slack", "T1", [])

    assert await store.person(ANA.id) == known(married, bench)
    assert (await store.person(PETR.id) or known(PETR, bench)).checked_at == NOON
    assert set(await store.people([PETR.id, ANA.id, "slack:U9"])) == {PETR.id, ANA.id}
    assert await store.person("slack:U9") is None
    assert await store.people([]) == {}


async def test_a_member_elsewhere_is_no_member_here(bench: Bench) -> None:
    """Through a shared channel the same id is known to two workspaces."""
    store = await bench.store()
    guest = ANA.model_copy(update={"standing": Standing.outsider})
    await store.save_people("slack", "T1", [guest])
    await store.save_people("slack", "T2", [ANA])

    assert await store.person(ANA.id) == known(guest, bench)
    assert await store.person(ANA.id, "T1") == known(guest, bench)
    assert await store.person(ANA.id, "T2") == known(ANA, bench)
    assert await store.people([ANA.id], "T3") == {}


async def test_a_setup_has_a_history(bench: Bench) -> None:
    store = await bench.store()
    assert await store.organisation("T1") == Organisation()
    first = Organisation(brand="Čokoláda", set_up=True)
    second = first.model_copy(update={"responders": (Responder(person=PETR.someone, deputy=ANA.someone),)})

    await store.save_organisation("T1", first, PETR)
    bench.time.passes(hours=1)
    await store.save_organisation("T1", second, ANA)

    assert await store.organisation("T1") == second
    assert await store.organisation("T2") == Organisation()
    history = await store.organisation_history("T1")
    assert [(saved.by, saved.organisation) for saved in history] == [(ANA.id, second), (PETR.id, first)]
    assert history[1].at == NOON


async def test_two_changes_of_a_setup_both_count(bench: Bench) -> None:
    store = await bench.store()

    def branded(was: Organisation) -> Organisation:
        return was.model_copy(update={"brand": "Čokoláda"})

    def zoned(was: Organisation) -> Organisation:
        return was.model_copy(update={"zone": "Europe/Prague"})

    await asyncio.gather(
        *(store.change_organisation("T1", PETR, change) for change in (branded, zoned)),
        *(store.change_organisation("T2", PETR, change) for change in (zoned, branded)),
    )

    for tenant in ("T1", "T2"):
        kept = await store.organisation(tenant)
        assert (kept.brand, kept.zone) == ("Čokoláda", "Europe/Prague")


async def test_nul_is_kept_from_the_database(bench: Bench) -> None:
    """PostgreSQL refuses it: a request that carries one must not fail there and pass elsewhere."""
    store = await bench.store()

    await store.save_people("slack", "T1", [PETR.model_copy(update={"name": "Pe\x00tr"})])
    await store.save_organisation("T1", Organisation(brand="a\x00b"), PETR)

    assert (await store.people([PETR.id]))[PETR.id].name == "Petr"
    assert (await store.organisation("T1")).brand == "a\x00b", "JSON writes it as letters"
    assert await store.incident_in("slack", "T1", "C\x001") is None
