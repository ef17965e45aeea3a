"""Closing access in the whole crisis: late, unable, proved, failed, suspended, and stopped at last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.access.entities import Grant, Level, Means
from bot.domain.events import GrantEntered

if TYPE_CHECKING:
    from tests.matrix.whole import Whole

TENANT = "T0REHEARSAL"
ACCOUNT = "@teal"


async def closing(whole: Whole) -> None:
    """
    Ana closes access to the account. Nobody answers; then Jana can't, nor can Maja, who is asked instead; Petr can. One
    step fails and the next is late, a way in is found, the platform suspends it for a while; at last Ana stops it.
    """
    await enter(whole, "slack:U0PETR", Level.admin)
    await enter(whole, "slack:U0JANA", Level.admin)
    await whole.press("ana", "Close access…")
    await whole.fill("ana", {"Access lead": "U0PETR", "Reason": whole.w("Somebody may be inside")})
    await whole.pause(minutes=6)
    await cannot(whole, "jana")
    await whole.pointed_at("petr", "I can log in, with 2FA, right now", ACCOUNT)
    await cannot(whole, "maja")
    await whole.press("ana", "Ask another…")
    await whole.closes("ana")
    await enter(whole, await stranger(whole), Level.publish)
    await steps(whole)
    await whole.press("petr", "Steps")
    await whole.closes("petr")
    await verified(whole)
    for _call in range(2):  # each reminder by itself, and nobody commands silently for ten minutes
        await whole.pause(minutes=4)
    for what in ("The platform suspended it", "It is there again"):
        await whole.press("ana", "Suspended by platform…")
        await whole.fill("ana", {"What happened?": whole.s(what)})
    for _call in range(2):
        await whole.pause(minutes=4)
    await whole.press("ana", "Stop closing")


async def cannot(whole: Whole, who: str) -> None:
    await whole.pointed_at(who, "I can't…", ACCOUNT)
    await whole.fill(who, {"What is in the way? The room reads it.": whole.w("My phone is at home")})


async def steps(whole: Whole) -> None:
    """Petr, who may read names, walks a few."""
    await whole.press("petr", "Next step…")
    for _step in range(2):
        await whole.fill("petr", {"Result": whole.s("Done")})
    note = whole.w("The list does not load")
    await whole.fill("petr", {"Result": whole.s("Could not"), "Note": note})
    await whole.closes("petr")


async def verified(whole: Whole) -> None:
    """Ana looks at the first that waits."""
    await whole.press("ana", "Verify…")
    shown = await whole.person("ana").form()
    assert shown is not None
    block = next(block for block in shown["blocks"] if block["block_id"] == "steps")
    label = block["element"]["options"][0]["text"]["text"]
    sent = await whole.person("ana").fill(
        {whole.s("Steps you checked"): [label], whole.s("What did you see?"): whole.w("The queue is empty")}
    )
    assert sent["ok"], sent
    await whole.pause(seconds=3)


async def enter(whole: Whole, holder: str, level: Level) -> None:
    """A way in of which the register hears now."""
    store = whole.crisis.app.store
    register = await store.register(TENANT)
    account = next(account.id for account in register.accounts.values() if account.handle == ACCOUNT)
    id = f"g-{holder.rpartition(':')[2]}"
    grant = Grant(id=id, of=account, holder=holder, means=Means.delegated_role, level=level)
    async with store.register_happened(TENANT, f"entered {id}") as change:
        change.record([GrantEntered(grant=grant)])
    await whole.pause(seconds=3)


async def stranger(whole: Whole) -> str:
    """Id of somebody in the register whom the chat does not know."""
    register = await whole.crisis.app.store.register(TENANT)
    return next(id for id in register.holders if not id.startswith("slack:"))
