"""The register under somebody who means harm: forged forms, a crisis opened to get at it, people of elsewhere."""

from __future__ import annotations

from bot.chat.incoming import Given
from bot.domain.access.entities import Account, Grant, Holder, Level, Means
from bot.domain.access.keeping import mark_of
from bot.domain.events import AccountEntered, GrantEntered, HolderEntered
from tests.conversation import Rehearsal
from tests.handlers.test_access import TENANT, account, register, send

KEPT = "Not saved: The register is kept by a few."


async def test_a_sign_nobody_sees_opens_no_other_account(crisis: Rehearsal) -> None:
    """What is checked is what is written: an id with a space or a hidden mark around it is no other id."""
    await account(crisis)
    await account(crisis, "@other", Owner="U0PETR")
    before = await register(crisis)
    ids = {a.handle: a.id for a in before.accounts.values()}
    way: dict[str, Given] = {"person": "slack:U0TOM", "means": "delegated_role", "level": "owner"}

    for of in (f" {ids['@other']}", f"\u202e{ids['@other']}"):
        told = await send(crisis, "slack:U0ANA", "access.save", f"{before.id} way - - {ids['@brand']}", **way, of=of)
        assert told.startswith(KEPT)

    assert await register(crisis) == before
