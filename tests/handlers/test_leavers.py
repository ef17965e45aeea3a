"""Somebody left and can still get in: who is asked, how it is closed and verified, and who never hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.access.entities import Account, Grant, Holder, Known, Level, Means, Secret
from bot.domain.access.register import Register
from bot.domain.events import AccountEntered, Fact, GrantEntered, HolderEntered, SecretEntered
from bot.rehearsal.acting import words
from tests.conversation import Rehearsal, rehearsal

TENANT = "T0REHEARSAL"
TOM, ANA, JANA, PETR, MAJA = "slack:U0TOM", "slack:U0ANA", "slack:U0JANA", "slack:U0PETR", "slack:U0MAJA"


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    async with rehearsal(tmp_path) as made:
        await entered(made, *BEGUN)
        yield made


def holder(id: str, name: str, **more: object) -> HolderEntered:
    return HolderEntered(holder=Holder.model_validate({"id": id, "name": name, **more}))


def grant(id: str, of: str, who: str, means: Means = Means.delegated_role, level: Level = Level.publish) -> Fact:
    return GrantEntered(grant=Grant(id=id, of=of, holder=who, means=means, level=level))


# Ana owns @brand, Jana @shop. Tom has a role on @brand and knows its password; Petr and Ana are its admins.
BEGUN: tuple[Fact, ...] = (
    holder(TOM, "Tom Reed", manager=MAJA),
    holder(ANA, "Ana Kovač", manager=MAJA),
    holder(JANA, "Jana Horvat"),
    holder(PETR, "Petr Novák"),
    holder(MAJA, "Maja Babić"),
    AccountEntered(account=Account(id="a1", platform="x", handle="@brand", owner=ANA)),
    AccountEntered(account=Account(id="a2", platform="linkedin", handle="@shop", owner=JANA, tier="secondary")),
    grant("g1", "a1", TOM),
    grant("g2", "a1", PETR, level=Level.admin),
    grant("g3", "a1", ANA, level=Level.admin),
    SecretEntered(
        secret=Secret(
            id="s1", name="password of @brand", opens=("a1",), known_by=(Known(holder=TOM), Known(holder=PETR))
        )
    ),
)


async def entered(crisis: Rehearsal, *facts: Fact) -> None:
    """Facts of the register, as a form or a file would bring them."""
    async with crisis.app.store.register_happened(TENANT, f"test {(await register(crisis)).seq}") as change:
        change.record(facts)
    await crisis.settled()


async def register(crisis: Rehearsal) -> Register:
    return await crisis.app.store.register(TENANT)


async def leaves(crisis: Rehearsal, who: str = "U0TOM", **changed: bool) -> None:
    """Their account in the chat changes: deactivated, if nothing else is said."""
    await crisis.http.post(f"/control/people/{who}", json=changed or {"deactivated": True})
    await crisis.settled()


async def kinds(crisis: Rehearsal, *, after: int = len(BEGUN)) -> list[str]:
    """What happened in the register since it was entered."""
    events = await crisis.app.store.events((await register(crisis)).id, limit=1_000)
    return [event.fact.kind for event in events][after:]


async def test_the_owner_hears_of_somebody_who_left_and_can_still_get_in(crisis: Rehearsal) -> None:
    await leaves(crisis)

    letter = await crisis.letters("ana")
    print(letter)
    assert "Tom Reed left, seen on" in letter
    assert "Still listed: @brand (Delegated role, Shared password)" in letter or "Shared password, Delegated" in letter
    assert "Do first: change password of @brand" in letter
    assert "Why you: you own @brand." in letter
    assert "[Close these…] [Not a leaver…] [Tomorrow]" in letter
    for other in ("jana", "petr", "eva", "maja"):
        assert "Tom Reed" not in await crisis.letters(other)
