"""The reconciler and the people write at once, and neither waits for the other in a circle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.crisis.opening.facts import Opened
from bot.crisis.timeline.facts import Noted
from bot.people.who import Person, Right
from bot.store.store import Store
from bot.store.work import Work
from tests.chaos.databases import Fresh

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.timeout(300),
    pytest.mark.postgres,
]

PETR = Person(id="slack:U0PETR", name="Petr Novák")


@asynccontextmanager
async def in_hand(fresh: Fresh) -> AsyncIterator[tuple[Store, Work]]:
    """An incident somebody opened, in the hands of this replica; its board is shown."""
    async with fresh() as url:
        store = Store(url)
        await store.start()
        try:
            async with store.opening("T0REHEARSAL", "open", PETR) as change:
                change.record([Opened(title="Offensive post", opener=PETR.someone)])
            work = await store.take(change.incident.id)
            assert work is not None
            await store.mark(work, "board", platform="slack", place="C1", ref="1.1", state="sent")
            yield store, work
        finally:
            await store.close()


async def test_a_surface_is_marked_while_a_person_changes_the_incident(postgresql: Fresh) -> None:
    """The change has the incident's row and wants the work row last; the mark has them the other way round."""
    async with in_hand(postgresql) as (store, work):
        async with store.change(work.incident.id, "note", PETR, Right.inside) as change:
            change.record([Noted(text="two posts", by=PETR.someone)])
            async with asyncio.timeout(5):
                await store.mark(work, "questions", state="sending")

        assert "questions" in await store.shown(work.incident.id)


async def test_a_message_is_deleted_while_it_is_marked(postgresql: Fresh) -> None:
    """Fifty times, at once: a deadlock would be a fault of one of them."""
    async with in_hand(postgresql) as (store, work):
        for n in range(50):
            ref = f"2.{n}"
            await store.mark(work, "board", ref=ref)
            await asyncio.gather(
                store.lost("slack", "C1", ref),
                store.mark(work, "board", attempts=n),
                store.suspect(work.incident.id, "board"),
                store.mark(work, "board", hash="x"),
            )

        assert (await store.shown(work.incident.id))["board"].generation == 50
