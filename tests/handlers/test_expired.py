"""Temporary access that is over: nothing closes by its date alone, so somebody is asked to take it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.access.readiness import access_ready
from bot.access.register.codes import Means
from bot.access.register.derived import still_know
from bot.access.register.entities import Account, Grant, Holder
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered
from bot.access.register.state import Register, register_id
from tests.conversation import BEGIN, Rehearsal, rehearsal

TENANT = "T0REHEARSAL"
TOM, ANA = "slack:U0TOM", "slack:U0ANA"
OVER = BEGIN - timedelta(minutes=5)


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """Tom's access to @brand, which Ana owns, ended five minutes ago."""
    async with rehearsal(tmp_path) as made:
        async with made.app.store.happened(register_id(TENANT), "test") as change:
            change.record(
                [
                    HolderEntered(holder=Holder(id=TOM, name="Tom Reed")),
                    HolderEntered(holder=Holder(id=ANA, name="Ana Kovač")),
                    AccountEntered(account=Account(id="a1", platform="x", handle="@brand", owner=ANA)),
                    GrantEntered(
                        grant=Grant(id="g1", of="a1", holder=TOM, means=Means.delegated_role, expires_at=OVER)
                    ),
                ]
            )
        await made.settled()
        yield made


async def register(crisis: Rehearsal) -> Register:
    return await crisis.app.store.register(TENANT)


async def test_the_owner_is_asked_and_it_counts_as_open_until_then(crisis: Rehearsal) -> None:
    direct_message = await crisis.direct_messages("ana")

    assert "Temporary access of Tom Reed is over" in direct_message
    assert "Delegated role, @brand" in direct_message and "Why you: you own @brand." in direct_message
    assert "Tom Reed" not in await crisis.direct_messages("tom")
    found = access_ready(await register(crisis), BEGIN)
    assert found.paths == 1 and "expired" in {finding.code for finding in found.findings}


async def test_once_it_is_taken_back_it_is_gone_and_the_direct_message_says_so(crisis: Rehearsal) -> None:
    await crisis.ana.press("Taken back")
    await crisis.settled()

    assert (await register(crisis)).grants == {}
    direct_message = await crisis.direct_messages("ana")
    assert "Nothing to do." in direct_message and "[Taken back]" not in direct_message


async def test_given_anew_it_is_not_asked_about_any_more(crisis: Rehearsal) -> None:
    later = BEGIN + timedelta(days=3)
    async with crisis.app.store.happened(register_id(TENANT), "anew") as change:
        given = change.register.grants["g1"].model_copy(update={"expires_at": later})
        change.record([GrantEntered(grant=given)])
    await crisis.later(seconds=3)

    assert "Nothing to do." in await crisis.direct_messages("ana")
    assert (await register(crisis)).grants["g1"].state == "active"


async def test_who_has_the_log_in_keeps_it_until_the_password_is_changed(crisis: Rehearsal) -> None:
    """Nobody can take a password back."""
    grant = Grant(id="g2", of="a1", holder=TOM, means=Means.native_login, expires_at=OVER)
    async with crisis.app.store.happened(register_id(TENANT), "log-in") as change:
        change.record([GrantEntered(grant=grant)])
    await crisis.settled()

    direct_message = await crisis.direct_messages("ana")

    assert "Account log-in, @brand" in direct_message
    assert "They know the password until it is changed. Change it now, then press." in direct_message

    await crisis.ana.press("Taken back", on="Account log-in")
    await crisis.settled()

    [secret] = (await register(crisis)).secrets.values()
    assert still_know(secret) == {TOM}
