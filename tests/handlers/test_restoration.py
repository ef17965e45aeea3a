"""Giving access back as people live it: ordered, decided one by one, verified by somebody else, in the register."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.access.register.codes import Means
from bot.access.restriction.state import Restriction
from bot.rehearsal.acting import words
from tests.access.brands import NAMES, shop
from tests.conversation import Rehearsal, rehearsal
from tests.handlers.test_restriction import JANA, PETR, TENANT, confirmed, enter, fill, form, press, restriction

WORK = "Only what the work needs"


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """Everything of @brand is closed by Jana; Ana commands."""
    async with rehearsal(tmp_path) as running:
        await enter(running, shop(PETR, JANA, TENANT))
        await running.opened()
        await confirmed(running)
        await press(running, "jana", "Next step…")
        while await running.jana.form():
            await fill(
                running,
                "jana",
                {"Result": "Done", "Evidence: link": "https://social.example/1", "Note": "The post is gone already"},
            )
        yield running


async def decided(crisis: Rehearsal) -> Restriction:
    """All of it as it is proposed, done on the platform at once."""
    await press(crisis, "ana", "Give back…")
    await crisis.ana.do("close")
    await press(crisis, "jana", "Decide next…")
    while await crisis.jana.form():
        assert not await fill(crisis, "jana", {"Reason": WORK, "Done on the platform?": "Yes, done there"})
    return await restriction(crisis)


async def card(crisis: Rehearsal) -> str:
    return next(text for m in await crisis.petr.everything() if "Giving back" in (text := words(m)))


async def test_only_the_commander_orders_it(crisis: Rehearsal) -> None:
    await press(crisis, "jana", "Give back…")

    assert (await restriction(crisis)).restoration_at is None


async def test_each_is_decided_in_its_form_with_the_least_proposed(crisis: Rehearsal) -> None:
    await press(crisis, "ana", "Give back…")

    shown = await form(crisis.ana)
    assert "Give back 1 of" in shown and any(name in shown for name in NAMES.values())
    assert await fill(crisis, "ana", {"Reason": "yes"}) == "Say why, in a few words."


async def test_former_staff_and_shared_passwords_stay_out_by_default(crisis: Rehearsal) -> None:
    after = await decided(crisis)

    shared = (Means.shared_password, Means.native_login, Means.vault_member)
    out = {path.n for path in after.paths if path.leaver or path.means in shared}
    assert out and all(after.decided[n].decision == "out" for n in out)
    assert any(each.decision != "out" for each in after.decided.values())


async def test_the_room_reads_numbers_and_never_a_name(crisis: Rehearsal) -> None:
    await decided(crisis)

    shown = await card(crisis)
    assert "0 to decide" in shown and "Former staff and unknown: stay out" in shown
    assert not any(name in shown for name in NAMES.values())


async def test_it_is_normal_once_somebody_else_has_looked_and_the_register_knows(crisis: Rehearsal) -> None:
    after = await decided(crisis)
    for _ in range(1 + len(after.paths) // 10):
        await press(crisis, "petr", "Verify…", "decided")
        assert not await fill(crisis, "petr", {"What is done": "everything", "What did you see?": "It is so"})

    assert (await restriction(crisis)).is_normal
    assert "access normal since" in await card(crisis)
    register = await crisis.app.store.register(TENANT)
    assert "a1" not in register.states
    for path in after.paths:
        grant = register.grants.get(path.grant or "")
        assert (grant is None) == (after.decided[path.n].decision == "out" or path.grant is None)


async def test_who_decided_does_not_verify(crisis: Rehearsal) -> None:
    await decided(crisis)

    await press(crisis, "jana", "Verify…", "decided")

    assert await form(crisis.jana) == ""
