"""The register in the chat: who sees what, how it is entered, who was overtaken; through Bolt and the workspace."""

from __future__ import annotations

from bot.domain.access.entities import Known, Means
from bot.domain.access.register import Register
from bot.rehearsal.acting import Actor, words
from bot.rehearsal.reading import Typed
from tests.conversation import Rehearsal

TENANT = "T0REHEARSAL"


async def register(crisis: Rehearsal) -> Register:
    await crisis.settled()
    return await crisis.app.store.register(TENANT)


async def shown(person: Actor) -> str:
    """All that the open form says."""
    form = await person.form()
    assert form is not None
    return words({"text": "", "blocks": form["blocks"], "author": {}})


async def opens(person: Actor, what: str) -> str:
    """Choose what to open next in a form of the register; gives what it says then."""
    said = await person.fill({"What next?": what})
    assert said["ok"], said
    return await shown(person)


async def account(crisis: Rehearsal, handle: str = "@brand", **more: Typed) -> Actor:
    """Eva, who keeps the setup, enters an account on X."""
    eva = crisis.eva
    await eva.command("/crisis access")
    await opens(eva, "Add an account…")
    said = await eva.fill({"Platform": "X (Twitter)", "Name": handle, "Owner": "U0ANA", **more})
    assert said["ok"], said
    return eva


async def test_a_brand_is_entered_in_forms_and_the_next_form_offers_another(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    assert "Saved." in await shown(eva)

    await opens(eva, "Add a way in…")
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Delegated role", "Level": "Admin"})
    said = await opens(eva, "Add a way in…")
    sent = await eva.fill(
        {
            "Or a new name": "Ivo Marić",
            "E-mail of the new name": "ivo@old.example",
            "The new name is": "Freelancer",
            "Way in": "Shared password",
            "Vault link": "op://Marketing/brand-x",
        }
    )

    assert sent["ok"], sent
    said = await shown(eva)
    assert "@brand · X (Twitter) · Main · 2 people" in said and "2 ways in" in said
    assert "Petr Novák · Delegated role · Admin · confirmed" in said
    assert "Ivo Marić · knows the password · confirmed" in said
    known = await register(crisis)
    assert {holder.name for holder in known.holders.values()} == {"Ana Kovač", "Petr Novák", "Ivo Marić"}
    [secret] = known.secrets.values()
    assert (secret.vault, secret.name) == ("op://Marketing/brand-x", "@brand")


async def test_others_read_numbers_and_no_name(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    for who in ("U0PETR", "U0JANA"):
        await opens(eva, "Add a way in…")
        await eva.fill({"Person in the chat": who, "Way in": "Delegated role", "Level": "Admin"})

    said = await crisis.tom.command("/crisis access @brand")

    assert said["text"] == "@brand has an owner, 2 keyholders and a runbook. Names are private."
    listed = await crisis.tom.command("/crisis access")
    assert listed["text"] == "1 account is in the register.\nNames are private. Ask an owner of this app."
    assert await crisis.tom.form() is None
