"""Who says the private reply to an act that was delivered more than once: one replica, one time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.store.conftest import Bench

HALF_A_MINUTE = timedelta(seconds=30)


async def test_of_those_who_ask_at_once_one_may_say_it(bench: Bench) -> None:
    """Two replicas where the database has room for them."""
    stores = [await bench.store()]
    if not bench.is_sqlite:
        stores.append(await bench.store())

    answers = await asyncio.gather(*(store.claim_reply("press:1", HALF_A_MINUTE) for store in stores * 3))

    assert sorted(answers) == [False] * (len(answers) - 1) + [True]


async def test_after_a_while_it_may_be_said_again(bench: Bench) -> None:
    store = await bench.store()
    first = await store.claim_reply("press:1", HALF_A_MINUTE)
    bench.time.passes(seconds=29)
    soon = await store.claim_reply("press:1", HALF_A_MINUTE)
    bench.time.passes(seconds=2)

    assert (first, soon, await store.claim_reply("press:1", HALF_A_MINUTE)) == (True, False, True)
    assert await store.claim_reply("press:2", HALF_A_MINUTE)


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_by_the_clock_of_the_database_too(bench: Bench) -> None:
    store = await bench.store(clock=None)

    assert [await store.claim_reply("press:1", HALF_A_MINUTE) for _time in range(2)] == [True, False]
