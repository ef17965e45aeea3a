"""What the chat shows is noted by the one who has the incident in hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.store import Store
from bot.store.surfaces import Shown
from tests.store.conftest import NOON, opened
from tests.store.test_work import taken


async def test_a_mark_changes_only_what_it_names(store: Store) -> None:
    work = await taken(store, (await opened(store)).id)

    first = await store.mark(work, "board", platform="slack", state="sending", place="C1", first_at=NOON)
    second = await store.mark(work, "board", state="sent", ref="17.1", hash="abc", shown_at=NOON + timedelta(seconds=1))

    assert first == Shown("board", "slack", place="C1", state="sending", first_at=NOON)
    assert second == Shown(
        "board", "slack", "C1", None, "17.1", "abc", "sent", first_at=NOON, shown_at=NOON + timedelta(seconds=1)
    )
    assert await store.shown(work.incident.id) == {"board": second}


async def test_a_mark_without_values_keeps_the_row(store: Store) -> None:
    work = await taken(store, (await opened(store)).id)

    assert await store.mark(work, "board") == Shown("board")
    assert await store.mark(work, "board") == Shown("board")


async def test_a_value_no_surface_has_is_a_mistake(store: Store) -> None:
    work = await taken(store, (await opened(store)).id)

    with pytest.raises(TypeError, match="colour"):
        await store.mark(work, "board", colour="red")


async def test_what_is_suspect_is_shown_again(store: Store) -> None:
    work = await taken(store, (await opened(store)).id)
    await store.mark(work, "board", state="sent", ref="17.1", hash="abc")
    await store.finish(work)

    await store.suspect(work.incident.id, "board")

    assert (await store.shown(work.incident.id))["board"].hash is None
    assert await store.due() == ([work.incident.id], 0.0)


async def test_a_deleted_message_is_forgotten_and_counted(store: Store) -> None:
    work = await taken(store, (await opened(store)).id)
    await store.mark(work, "board", platform="slack", place="C1", state="sent", ref="17.1", hash="abc", attempts=2)
    await store.finish(work)

    assert await store.lost("slack", "C1", "17.1") == work.incident.id

    assert await store.shown(work.incident.id) == {"board": Shown("board", "slack", place="C1", generation=1)}
    assert await store.due() == ([work.incident.id], 0.0)
    assert await store.lost("slack", "C1", "17.1") is None


async def test_a_message_of_somebody_else_was_not_ours_to_lose(store: Store) -> None:
    work = await taken(store, (await opened(store)).id)
    await store.mark(work, "board", platform="slack", place="C1", state="sent", ref="17.1")

    assert await store.lost("slack", "C1", "99.9") is None
    assert await store.lost("teams", "C1", "17.1") is None


async def test_a_place_belongs_to_one_incident(store: Store) -> None:
    one = await taken(store, (await opened(store, key="1")).id)
    two = await taken(store, (await opened(store, key="2")).id)

    assert await store.keep_place(one, "slack", "T1", "C1")
    assert await store.keep_place(one, "slack", "T1", "C1")
    assert not await store.keep_place(two, "slack", "T1", "C1")

    assert await store.incident_in("slack", "T1", "C1") == one.incident
    assert await store.incident_in("slack", "T2", "C1") is None
    assert await store.incident_in("teams", "T1", "C1") is None
