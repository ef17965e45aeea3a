"""Closing access in the whole crisis: late, unable, confirmed, failed, suspended, and stopped at last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered
from bot.access.register.state import register_id
from bot.record.fact import Fact
from bot.rehearsal.acting import Typed
from bot.rehearsal.shapes import Json

if TYPE_CHECKING:
    from tests.matrix.whole import Whole

TENANT = "T0REHEARSAL"
ACCOUNT, SECOND = "@teal", "@second"


async def closing(whole: Whole) -> None:
    """
    Ana closes access to the account. Nobody answers; then Jana can't, nor can Maja, who is asked instead; Petr can. One
    step fails and the next is late, an access path is found, the platform suspends it for a while; at last Ana stops
    it.
    """
    await enter(whole, "slack:U0PETR", Level.admin)
    await enter(whole, "slack:U0JANA", Level.admin)
    await whole.press("ana", "Close access…")
    await whole.fill("ana", {"Access lead": "U0PETR", "Reason": whole.w("Somebody may be inside")})
    await whole.pause(minutes=6)
    await cannot(whole, "jana")
    await whole.pointed_at("petr", "I can log in, with 2FA, right now", "@U0PETR")
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


async def losing(whole: Whole) -> None:
    """Another account, which Petr alone could keep: he can't log in, so it is lost, until Ana stops it."""
    second = Account(id="a2second", platform="x", handle=whole.r(SECOND))
    grant = Grant(id="g2", of=second.id, holder="slack:U0PETR", means=Means.native_login, level=Level.admin)
    async with whole.crisis.app.store.happened(register_id(TENANT), "a second account") as change:
        change.record([AccountEntered(account=second), GrantEntered(grant=grant)])
    await whole.pause(seconds=3)
    await whole.press("ana", "Close access…")
    chosen: dict[str, Typed] = {"Accounts": [option(await opened(whole, "ana"), "accounts", SECOND)]}
    await whole.fill("ana", chosen | {"Keyholders": ["U0PETR"], "Access lead": "U0PETR"})
    if await whole.person("ana").form():  # with other keyholders the numbers are others: they are shown first
        await whole.fill("ana", {})
    await whole.pointed_at("petr", "I can't…", "@U0PETR")
    await whole.fill("petr", {"What is in the way? The room reads it.": whole.w("The password is refused")})
    await whole.press("ana", "Stop closing")


async def restoration(whole: Whole) -> None:
    """Ana gives one path back, which takes her two looks, and keeps out the others; Petr verifies what she did."""
    await whole.press("ana", "Give back…")
    given, seen = {"Decision": whole.s("Give back as it was")}, 0
    reason = whole.secrets.planted.setdefault("restoration.reason", "Zxqjback")
    while form := await whole.person("ana").form():
        restorable = whole.s("Why in spite of the register?") not in str(form)
        if restorable and seen < 2 and (seen == 0 or reason in str(form)):
            done = ("Not yet", "Yes, done there")[seen]
            seen += 1
            said = given | {"Reason": whole.w(f"{reason} is needed again"), "Done on the platform?": whole.s(done)}
        else:
            said = {"Decision": whole.s("Keep out"), "Reason": whole.w("Nobody has asked for it")}
        await whole.fill("ana", dict(said))
    await whole.press("petr", "Verify…")
    shown = await opened(whole, "petr")
    checked: dict[str, Typed] = {whole.s("What is done"): options(shown, "tasks")[:2]}
    saw = whole.w("The lists are as decided")
    assert (await whole.person("petr").fill(checked | {whole.s("What did you see?"): saw}))["ok"]
    await whole.pause(seconds=3)


async def opened(whole: Whole, who: str) -> Json:
    """The form on somebody's screen."""
    form = await whole.person(who).form()
    assert form is not None
    return form


def options(form: Json, field: str) -> list[str]:
    """What can be chosen in a field, as it is shown."""
    block = next(block for block in form["blocks"] if block["block_id"] == field)
    return [option["text"]["text"] for option in block["element"]["options"]]


def option(form: Json, field: str, words: str) -> str:
    """The one that has these words."""
    return next(each for each in options(form, field) if words in each)


async def cannot(whole: Whole, who: str) -> None:
    await whole.pointed_at(who, "I can't…", f"@U0{who.upper()}")  # their own: others' buttons refuse them
    await whole.fill(who, {"What is in the way? The room reads it.": whole.w("My phone is at home")})


async def steps(whole: Whole) -> None:
    """Petr, who may read names, walks a few."""
    await whole.press("petr", "Next step…")
    for _step in range(2):
        await whole.fill("petr", {"Result": whole.s("Done")})
    note = whole.secrets.planted.setdefault("closing.note", "Zxqjnote")
    await whole.fill("petr", {"Result": whole.s("Could not"), "Note": whole.w(f"{note} does not answer")})
    await whole.closes("petr")
    await whole.press("petr", "Next step…", "could not")
    await whole.closes("petr")


async def verified(whole: Whole) -> None:
    """Ana looks at the first that waits."""
    await whole.press("ana", "Verify…")
    label = options(await opened(whole, "ana"), "tasks")[0]
    sent = await whole.person("ana").fill(
        {whole.s("What is done"): [label], whole.s("What did you see?"): whole.w("The queue is empty")}
    )
    assert sent["ok"], sent
    await whole.pause(seconds=3)


async def enter(whole: Whole, holder: str, level: Level) -> None:
    """An access path of which the register hears now."""
    store = whole.crisis.app.store
    register = await store.register(TENANT)
    account = next(account.id for account in register.accounts.values() if account.handle == ACCOUNT)
    id = f"g-{holder.rpartition(':')[2]}"
    grant = Grant(id=id, of=account, holder=holder, means=Means.delegated_role, level=level)
    async with store.happened(register_id(TENANT), f"entered {id}") as change:
        change.record([*await named(whole, holder), GrantEntered(grant=grant)])
    await whole.pause(seconds=3)


async def named(whole: Whole, holder: str) -> list[Fact]:
    """Who is in the chat stands in the register by name."""
    known = (await whole.crisis.app.store.people([holder])).get(holder)
    return [HolderEntered(holder=Holder(id=holder, name=known.name))] if known else []


async def stranger(whole: Whole) -> str:
    """Id of somebody in the register whom the chat does not know."""
    register = await whole.crisis.app.store.register(TENANT)
    return next(id for id in register.holders if not id.startswith("slack:"))
