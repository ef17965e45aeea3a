"""The register in the chat: who sees what, how it is entered, who was overtaken; through Bolt and the workspace."""

from __future__ import annotations

import pytest

from bot.access.register.codes import Means
from bot.access.register.entities import Known
from bot.access.register.state import Register
from bot.approval import mark
from bot.chat.incoming import Given, Submitted
from bot.chat.outcome import FieldErrors, OpenForm
from bot.rehearsal.acting import Actor, words
from bot.rehearsal.reading import Typed
from bot.text import Translator
from tests.conversation import Rehearsal

TENANT = "T0REHEARSAL"
NEW = mark(None)  # carried where no entry is there yet

LOOKED: dict[str, Typed] = {"Confirmed?": ["I looked: this is right today"]}


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
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Delegated role", "Level": "Admin", **LOOKED})
    said = await opens(eva, "Add a way in…")
    sent = await eva.fill(
        {
            "Or a new name": "Ivo Marić",
            "E-mail of the new name": "ivo@old.example",
            "The new name is": "Freelancer",
            "Way in": "Shared password",
            "Vault link": "op://Marketing/brand-x",
            **LOOKED,
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
    assert listed["text"] == "1 account is in the register.\nNames are private. Ask an admin of this app."
    assert await crisis.tom.form() is None


async def test_whoever_is_not_in_the_workspace_fully_sees_nothing(crisis: Rehearsal) -> None:
    await account(crisis)
    petr = await crisis.opened()
    await petr.do("invite", channel=petr.place, users=["U0GUEST", "U0STRANGER"])
    await crisis.settled()

    for who, told in (("guest", "Guests can't use this."), ("stranger", "You are here from another organisation")):
        person: Actor = getattr(crisis, who)
        await person.go(petr.place)
        said = await person.command("/crisis access @brand")
        assert said["text"].startswith(told)
        assert await person.form() is None


async def test_a_person_involved_sees_not_even_numbers(crisis: Rehearsal) -> None:
    """Eva keeps the register; named as involved in an open crisis she can't look, and is not told why."""
    await account(crisis, "@brand")
    petr = await crisis.opened()
    await petr.command("/crisis conflict")
    await petr.fill({"Must not see this": ["U0EVA"]})
    await crisis.settled()
    await crisis.eva.do("close", view_id=(await crisis.eva.form() or {})["id"])

    said = await crisis.eva.command("/crisis access @brand")

    assert said["text"].startswith("The register is kept by a few. Nothing was changed.")
    assert await crisis.eva.form() is None


async def test_who_owns_an_account_keeps_that_one_alone(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await account(crisis, "@other", Owner="U0PETR")
    ana = crisis.ana

    await ana.command("/crisis access")
    listed = await shown(ana)
    assert "@brand" in listed and "@other" not in listed
    form = await ana.form()
    assert form is not None and "Add an account…" not in str(form["blocks"])
    await opens(ana, "@brand · X (Twitter)")
    await opens(ana, "Add a way in…")
    sent = await ana.fill({"Person in the chat": "U0JANA", "Way in": "Ad account", "Level": "Ads"})

    assert sent["ok"] and "Jana Horvat · Ad account · Ads" in await shown(ana)
    said = await ana.command("/crisis access @other")
    assert said["text"] == "@other has an owner, 0 keyholders and a runbook. Names are private."
    refused = await ana.command("/crisis access Jana Horvat")
    assert refused["text"].startswith("The register is kept by a few.")
    await eva.command("/crisis access")


@pytest.mark.requirement("S1.30")
async def test_a_person_is_shown_over_all_means(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Shared password"})
    await account(crisis, "@second")
    await opens(eva, "Add a way in…")
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Recovery phone", "Level": "Owner"})

    await eva.command("/crisis access <@U0PETR|petr>")

    said = await shown(eva)
    assert "Petr Novák · Staff" in said and "Ways into 2 accounts" in said
    assert "@brand · knows the password" in said and "@second · Recovery phone · Owner" in said


async def test_one_without_a_full_account_is_entered_by_name(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")

    sent = await eva.fill({"Person in the chat": "U0GUEST", "Way in": "Delegated role"})

    [told] = sent["errors"].values()
    assert told.endswith("has no full account. Enter them by name and e-mail instead.")
    assert (await register(crisis)).grants == {}


async def test_a_pasted_password_is_refused_and_the_form_keeps_the_rest(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")
    fields: dict[str, Typed] = {"Person in the chat": "U0PETR", "Way in": "Shared password"}

    for vault in ("Sommer2013!", "password: Sommer2013!", "xox" + "b-123456789012-1234567890123-AbCdEfGhIjKlMnOp"):
        sent = await eva.fill({**fields, "Vault link": vault})
        assert sent["errors"] == {
            "vault": "That looks like a password or key. I did not store it. "
            "Delete your message now, then change that password."
        }

    assert (await register(crisis)).secrets == {}
    assert (await eva.fill({**fields, "Vault link": "op://Marketing/brand"}))["ok"]
    events = await crisis.app.store.all_events(f"register-{TENANT}")
    assert "Sommer2013" not in str(events) and "xoxb" not in str(events)


async def test_an_account_is_edited_and_taken_off_with_a_reason(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Edit the account…")
    await eva.fill({"Second factor": "Text message", "Who has the second factor?": "U0PETR", "Weight": "Secondary"})
    said = await shown(eva)
    assert "Secondary" in said and "second factor: Text message, Petr Novák" in said
    assert "! the second factor hangs on one person" in said

    await opens(eva, "Edit the account…")
    sent = await eva.fill({"Not ours any more? Say why": "Sold with the shop in Brno"})

    assert sent["ok"] and "No account is entered yet." in await shown(eva)
    assert (await register(crisis)).accounts == {}


async def test_a_path_in_is_taken_off_but_a_password_is_not_forgotten(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Account log-in", "Vault link": "op://Marketing/brand"})

    await opens(eva, "1. Petr Novák")
    await eva.fill({"Not there any more? Say why": "Works elsewhere now"})

    said = await shown(eva)
    assert "Petr Novák · knew the password, which was not changed since" in said
    assert "! the password was never changed; 1 left since" in said
    await opens(eva, "Key: @brand")
    await eva.fill({"Changed now?": ["It was changed just now. Only those above know it."]})
    said = await shown(eva)
    assert "0 ways in" in said and "never changed" not in said


async def test_who_was_overtaken_compares_and_sends_again(crisis: Rehearsal) -> None:
    """Ana owns the account, Eva keeps the register; both change it."""
    eva, ana = await account(crisis), crisis.ana
    await opens(eva, "Edit the account…")
    await ana.command("/crisis access @brand")
    await opens(ana, "Edit the account…")
    await ana.fill({"Market or language": "HR", "Purpose": "Customers"})

    sent = await eva.fill({"Market or language": "HR and CS"})

    said = await shown(eva)
    assert "Ana Kovač changed this at" in said and "Compare, then send again." in said
    assert "Market or language, as it is now: HR" in said and "Purpose, as it is now: Customers" in said
    assert "Name, as it is now" not in said
    assert (await register(crisis)).accounts[next(iter((await register(crisis)).accounts))].market == "HR"
    sent = await eva.fill({"Purpose": "Customers"})
    assert sent["ok"]
    [now] = (await register(crisis)).accounts.values()
    assert (now.market, now.purpose) == ("HR and CS", "Customers")


async def test_what_was_taken_off_meanwhile_is_not_saved(crisis: Rehearsal) -> None:
    eva, ana = await account(crisis), crisis.ana
    await opens(eva, "Edit the account…")
    await ana.command("/crisis access @brand")
    await opens(ana, "Edit the account…")
    await ana.fill({"Not ours any more? Say why": "Sold"})

    await eva.fill({"Market or language": "HR"})

    assert "That entry is not in the register any more. Nothing was changed." in await shown(eva)


async def test_a_seat_is_one_in_a_tool(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")
    refused = await eva.fill({"Person in the chat": "U0PETR", "Way in": "Seat in a tool"})
    assert "add the tool first" in await shown(eva) or "add the tool first" in str(refused["errors"])

    await eva.command("/crisis access")
    await opens(eva, "Add a tool…")
    await eva.fill({"Name": "Hootsuite", "Accounts it posts to": ["@brand"], "Who pauses it?": "U0JANA"})
    assert "Hootsuite · posts to 1 account · paused by Jana Horvat" in await shown(eva)
    await eva.command("/crisis access @brand")
    await opens(eva, "Add a way in…")
    sent = await eva.fill({"Where": "Hootsuite", "Person in the chat": "U0PETR", "Way in": "Seat in a tool"})

    assert sent["ok"]
    said = await shown(eva)
    assert "1 person, 1 tool" in said and "Petr Novák · Seat in a tool · Publish · in Hootsuite" in said
    [grant] = (await register(crisis)).grants.values()
    assert (grant.means, grant.of) == (Means.tool_seat, next(iter((await register(crisis)).tools)))


async def test_who_knows_a_key_is_kept_and_nobody_is_forgotten(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a password or key…")
    await eva.fill({"What is it called?": "Token of the app", "Who is to know it?": ["U0PETR", "U0JANA"]})
    await opens(eva, "Key: Token of the app")
    await eva.fill({"Who is to know it?": ["U0JANA"]})

    [secret] = (await register(crisis)).secrets.values()
    petr = next(known for known in secret.known_by if known.holder == "slack:U0PETR")
    assert petr.until is not None and isinstance(petr, Known)
    assert "Petr Novák · knew Token of the app, which was not changed since" in await shown(eva)


async def test_every_change_can_be_read_back(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Edit the account…")
    await eva.fill({"Market or language": "HR"})

    said = await opens(eva, "What changed")

    assert "What changed, newest first" in said
    assert "Eva Malá: @brand changed: market" in said and "Eva Malá: @brand entered or changed" in said
    await opens(eva, "Back to the account")


async def test_more_than_twenty_rows_are_paged(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    for n in range(21):
        await opens(eva, "Add a way in…")
        await eva.fill({"Or a new name": f"Agency {n:02}", "E-mail of the new name": f"a{n}@x.example"})

    first = await shown(eva)
    second = await opens(eva, "Next page")

    assert "1. Agency" in first and "20. Agency" in first and "21. " not in first
    assert "21. Agency" in second and "20. " not in second
    assert "Page before" in str((await eva.form() or {})["blocks"])


async def test_a_leaver_is_named_from_the_command(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Delegated role"})

    await eva.command("/crisis access leaver <@U0PETR|petr>")

    form = await eva.form()
    assert form is not None and form["title"]["text"] == "Someone left" and "U0PETR" in str(form["blocks"])


async def test_a_leaver_is_named_from_an_account_and_from_a_person(crisis: Rehearsal) -> None:
    eva = await account(crisis)
    await opens(eva, "Add a way in…")
    await eva.fill({"Person in the chat": "U0PETR", "Way in": "Delegated role"})
    await opens(eva, "Someone left…")
    of_account = await eva.form()
    await eva.command("/crisis access <@U0PETR|petr>")
    await opens(eva, "Someone left…")
    of_person = await eva.form()

    assert of_account is not None and of_account["title"]["text"] == "Someone left"
    assert "U0PETR" not in str(of_account["blocks"])
    assert of_person is not None and "U0PETR" in str(of_person["blocks"])


async def test_an_unknown_name_is_said_to_be_unknown(crisis: Rehearsal) -> None:
    await account(crisis)

    said = await crisis.eva.command("/crisis access @brnad")

    assert said["text"].startswith("I know no account and nobody called “@brnad”.")


async def send(crisis: Rehearsal, who: str, action: str, carried: str, **given: Given) -> str:
    """A form that its sender was never shown; gives what they are told."""
    by = await crisis.app.store.person(who)
    assert by is not None
    act = Submitted(
        action=action,
        by=by,
        platform="slack",
        tenant=TENANT,
        key=f"{who} {action} {carried}",
        carried=carried,
        given=given,
    )
    outcome = await crisis.app.router(act)
    plain = Translator().plain
    match outcome:
        case FieldErrors():
            return plain(outcome.top) if outcome.top else ""
        case OpenForm():
            return plain(outcome.form.title)
    return ""


async def test_a_form_nobody_was_shown_is_refused_when_it_is_sent(crisis: Rehearsal) -> None:
    """Ana owns @brand alone; Tom nothing. What they send names @other, a new account, a person, a key to both."""
    await account(crisis)
    await account(crisis, "@other", Owner="U0PETR")
    before = await register(crisis)
    ids = {a.handle: a.id for a in before.accounts.values()}
    mine, other = ids["@brand"], ids["@other"]
    path: dict[str, Given] = {"person": "slack:U0TOM", "means": "delegated_role", "level": "owner"}
    tries: list[tuple[str, str, dict[str, Given]]] = [
        ("slack:U0ANA", f"path - {NEW} {other}", path),
        ("slack:U0ANA", f"path - {NEW} {mine}", {**path, "of": other}),
        ("slack:U0ANA", f"account - {NEW} -", {"platform": "x", "handle": "@new"}),
        ("slack:U0ANA", "person slack:U0PETR - -", {"last_day": "2026-01-01"}),
        ("slack:U0ANA", f"secret - {NEW} {mine}", {"name": "key", "opens": (mine, other)}),
        ("slack:U0TOM", f"path - {NEW} {mine}", path),
        ("slack:U0TOM", f"account {mine} - -", {"off": "gone"}),
    ]

    told = [await send(crisis, who, "access.save", f"{before.id} {of}", **given) for who, of, given in tries]

    assert [each.startswith("Not saved: The register is kept by a few.") for each in told] == [True] * len(tries)
    assert await register(crisis) == before


async def test_no_page_of_the_register_opens_for_others(crisis: Rehearsal) -> None:
    await account(crisis)
    known = await register(crisis)
    [id] = known.accounts
    pages = [
        "list 0",
        f"account {id} 0",
        "person slack:U0ANA 0",
        "people 0",
        "tools 0",
        "changes - 0",
        f"changes {id} 0",
    ]
    pages += ["new account", f"new path {id}", f"edit account {id}", "edit person slack:U0ANA", f"ask {id}"]

    told = [await send(crisis, "slack:U0TOM", "access.page", known.id, next=page) for page in pages]

    assert [each.startswith("Not saved: The register is kept by a few.") for each in told] == [True] * len(pages)
    assert await register(crisis) == known


async def test_the_owner_of_one_account_turns_no_page_of_another(crisis: Rehearsal) -> None:
    await account(crisis)
    await account(crisis, "@other", Owner="U0PETR")
    known = await register(crisis)
    other = next(a.id for a in known.accounts.values() if a.handle == "@other")
    pages = [f"account {other} 0", f"changes {other} 0", f"edit account {other}", f"new path {other}", "people 0"]

    told = [await send(crisis, "slack:U0ANA", "access.page", known.id, next=page) for page in pages]

    assert [each.startswith("Not saved: The register is kept by a few.") for each in told] == [True] * len(pages)
    assert await send(crisis, "slack:U0ANA", "access.page", known.id, next="list 0") == "Who has access"
