"""Holders confirm what the register says of them: at home, from a direct message; or say that it is not theirs."""

from __future__ import annotations

from bot.rehearsal.acting import Actor, words
from bot.rehearsal.reading import EVERYTHING
from tests.conversation import Rehearsal
from tests.handlers.test_access import LOOKED, account, opens, register, shown


async def holding(crisis: Rehearsal) -> Actor:
    """Petr is an admin of @brand and knows its password; nobody has confirmed either."""
    eva = await account(crisis)
    for path in ("Delegated role", "Shared password"):
        await opens(eva, "Add a way in…")
        sent = await eva.fill({"Person in the chat": "U0PETR", "Way in": path, "Level": "Admin"})
        assert sent["ok"], sent
    return eva


async def at_home(crisis: Rehearsal, person: Actor) -> str:
    await person.come_home()
    await crisis.settled()
    return words({"text": "", "blocks": (await person.home())["blocks"], "author": {}})


async def test_a_holder_confirms_all_of_it_at_home(crisis: Rehearsal) -> None:
    await holding(crisis)
    await crisis.settled()
    assert "Access you hold (1 account)" in await at_home(crisis, crisis.petr)

    await crisis.petr.press_home("Confirm all…")
    untouched = await crisis.petr.fill({})
    said = await crisis.petr.fill({"Right today": EVERYTHING})

    assert not untouched["ok"]  # nothing is ticked beforehand: what is right a person says
    assert said["ok"]
    known = await register(crisis)
    assert all(grant.confirmed_at for grant in known.grants.values())
    assert all(k.confirmed_at for secret in known.secrets.values() for k in secret.known_by)
    assert "2 ways in are confirmed." in await crisis.direct_messages("petr")


async def test_whoever_holds_nothing_is_shown_nothing_at_home(crisis: Rehearsal) -> None:
    await holding(crisis)

    assert "Access you hold" not in await at_home(crisis, crisis.tom)
    said = await crisis.tom.command("/crisis access Petr Novák")
    assert said["text"].startswith("The register is kept by a few.")


async def test_whoever_has_conflict_is_neither_shown_nor_lets_confirm(crisis: Rehearsal) -> None:
    await holding(crisis)
    await at_home(crisis, crisis.petr)
    ana = await crisis.opened(by="ana")
    await ana.command("/crisis conflict")
    await ana.fill({"Must not see this": ["U0PETR"]})
    await crisis.settled()

    await crisis.petr.press_home("Confirm all…")

    await crisis.settled()
    assert await crisis.petr.form() is None
    assert "The register is kept by a few. Nothing was changed." in await crisis.direct_messages("petr")
    assert "Access you hold" not in await at_home(crisis, crisis.petr)


async def test_holders_are_asked_by_direct_message_and_answer_in_one_press(crisis: Rehearsal) -> None:
    eva = await holding(crisis)

    said = await opens(eva, "Ask to confirm")

    assert "Everybody of the chat who holds access to it is asked to confirm." in said
    direct_messages = await crisis.direct_messages("petr")
    assert "You hold 2 ways into @brand. Are they still right?" in direct_messages
    assert "Delegated role · Admin" in direct_messages and "knows the password" in direct_messages
    assert "Why you: you stand in the register of @brand; Eva Malá asked," in direct_messages
    assert "[Still right] [Not mine…]" in direct_messages
    assert "You hold" not in await crisis.direct_messages("ana") and "You hold" not in await crisis.direct_messages(
        "jana"
    )

    await crisis.petr.press("Still right")

    direct_messages = await crisis.direct_messages("petr")
    assert (
        "You said what is right about your access to @brand. Thank you." in direct_messages
        and "[Still right]" not in direct_messages
    )
    assert all(grant.confirmed_at for grant in (await register(crisis)).grants.values())


async def test_what_is_not_theirs_stays_open_until_somebody_looks(crisis: Rehearsal) -> None:
    eva = await holding(crisis)
    await opens(eva, "Ask to confirm")
    await crisis.settled()

    await crisis.petr.press("Not mine…")
    refused = await crisis.petr.fill({"Not mine": ["@brand · Delegated role"], "Why?": " "})
    assert list(refused["errors"].values()) == ["A few words are enough."]
    await crisis.petr.fill({"Not mine": ["@brand · Delegated role"], "Why?": "I gave it back in May"})

    await crisis.settled()
    [grant] = (await register(crisis)).grants.values()
    assert grant.state == "unknown"
    await eva.command("/crisis access @brand")
    said = await shown(eva)
    assert "! 1 way in may not be there any more" in said
    assert "Petr Novák · Delegated role · Admin · may not be there any more" in said
    assert "said not to be theirs" in await opens(eva, "What changed")
    assert "You hold 1 way into @brand." in await crisis.direct_messages("petr")


async def test_nobody_is_asked_where_nobody_of_the_chat_holds_anything(crisis: Rehearsal) -> None:
    eva = await account(crisis)

    await eva.fill({"What next?": "Ask to confirm"})

    assert "Not saved: Nobody who is in the chat holds access to this account." in await shown(eva)


async def test_access_that_nobody_confirmed_in_90_days_is_not_known(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Delegated role", **LOOKED})
    assert "nobody confirmed access in 90 days" not in await shown(eva)

    crisis.clock.forward(days=91)
    await eva.command("/crisis access @brand")

    assert "! nobody confirmed access in 90 days, so it is not known" in await shown(eva)
