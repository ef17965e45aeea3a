"""CSV files sent in the chat: shown as changes first, imported by those who keep the register, and by nobody else."""

from __future__ import annotations

from bot.access.importing.facts import Imported
from bot.access.register.entities import Holder
from bot.access.register.facts import HolderEntered
from bot.access.register.state import Register, register_id
from bot.rehearsal.acting import Actor, words
from tests.conversation import Rehearsal
from tests.handlers.test_resolving import resolved

PEOPLE = "email;chat_id;name;last_day\nana@brand.hr;U0ANA;Ana Kovač;\nzeljka@brand.hr;;Željka Šušnjar;30.11.2026\n"
ACCOUNTS = "platform;handle;owner\nTwitter;@brand;ana@brand.hr\n"


async def shown(person: Actor) -> str:
    form = await person.form()
    assert form is not None
    return words({"text": "", "blocks": form["blocks"], "author": {}})


async def register(crisis: Rehearsal) -> Register:
    await crisis.settled()
    return await crisis.app.store.register("T0REHEARSAL")


async def sends(person: Actor, **files: str) -> str:
    """Fill in the form with these files; gives what it says then."""
    sent = [await person.upload(f"{name}.csv", text.encode("cp1250")) for name, text in files.items()]
    said = await person.fill({"Files": sent})
    assert said["ok"], said
    return await shown(person)


async def sends_utf8(person: Actor, name: str, text: str) -> str:
    said = await person.fill({"Files": [await person.upload(f"{name}.csv", text.encode())]})
    assert said["ok"], said
    return await shown(person)


async def test_files_are_shown_as_changes_and_imported_when_told_to(crisis: Rehearsal) -> None:
    await crisis.eva.command("/crisis access import")

    preview = await sends(crisis.eva, people=PEOPLE, accounts=ACCOUNTS)
    before = await register(crisis)
    await crisis.eva.fill({})

    after = await register(crisis)
    assert "New: 3 · changed: 0 · unchanged: 0" in preview and "people.csv, line 3: new: Željka Šušnjar" in preview
    assert before.seq == 0
    assert after.holders["slack:U0ANA"].email == "ana@brand.hr" and len(after.holders) == 2
    [account] = after.accounts.values()
    assert (account.platform, account.owner) == ("x", "slack:U0ANA")
    facts = [event.fact for event in await crisis.app.store.events(after.id)]
    assert [fact.name for fact in facts if isinstance(fact, Imported)] == ["people.csv", "accounts.csv"]
    assert (await crisis.app.store.events(after.id))[0].by == "slack:U0EVA"


async def test_a_bad_row_is_said_in_the_form_and_nothing_is_imported(crisis: Rehearsal) -> None:
    await crisis.eva.command("/crisis access import")

    said = await sends(crisis.eva, people=PEOPLE.replace("30.11.2026", "soon"))

    assert "Nothing was imported. Put these rows right" in said
    assert "people.csv, line 3: “soon” is no day." in said
    assert (await register(crisis)).seq == 0


async def test_what_was_changed_meanwhile_is_shown_anew_before_it_is_imported(crisis: Rehearsal) -> None:
    """Ana was entered while Eva looked at what her file would do."""
    await crisis.eva.command("/crisis access import")
    await sends(crisis.eva, people=PEOPLE)
    async with crisis.app.store.happened(register_id("T0REHEARSAL"), "meanwhile") as change:
        change.record([HolderEntered(holder=Holder(id="slack:U0ANA", name="Ana", email="ana@brand.hr"))])

    await crisis.eva.fill({})

    again = await shown(crisis.eva)
    assert "New: 1 · changed: 1 · unchanged: 0" in again and "Name: Ana → Ana Kovač" in again
    assert (await register(crisis)).seq == 1
    await crisis.eva.fill({})
    assert len((await register(crisis)).holders) == 2


async def test_accounts_named_in_crises_are_offered(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    await petr.press("Answer…")
    await petr.fill({"What kind of account is touched?": "A main account", "Account names": "@brand on Instagram"})
    await crisis.settled()

    await crisis.eva.command("/crisis access import")
    await crisis.eva.fill({"1 account was named in crises: add it?": ["@brand · instagram"]})
    await crisis.eva.fill({})

    [account] = (await register(crisis)).accounts.values()
    assert (account.platform, account.handle) == ("instagram", "@brand")


async def test_an_empty_register_begins_with_what_crises_named(crisis: Rehearsal) -> None:
    """Crises that are over count."""
    petr = await names(crisis, "@brand on Instagram\n@brand_hr on X")
    await resolved(crisis, petr)

    await crisis.eva.command("/crisis access")
    offered = await shown(crisis.eva)
    await crisis.eva.fill({"What next?": "Add what crises named…"})
    for _see_then_import in range(2):
        await crisis.eva.fill({})

    known = await register(crisis)
    assert "2 accounts were named in crises: add them." in offered and "No account is entered yet" not in offered
    assert {account.handle for account in known.accounts.values()} == {"@brand", "@brand_hr"}
    await crisis.eva.command("/crisis access")
    assert "named in crises" not in await shown(crisis.eva)


async def test_what_an_open_crisis_names_is_offered_later_too(crisis: Rehearsal) -> None:
    await crisis.eva.command("/crisis access import")
    await sends(crisis.eva, people=PEOPLE, accounts=ACCOUNTS)
    await crisis.eva.fill({})
    await names(crisis, "@brand on Instagram\n@brand on X")

    await crisis.eva.command("/crisis access")

    said = await shown(crisis.eva)
    assert "1 account was named in crises: add it." in said


async def test_who_was_kept_out_hears_of_no_account_a_crisis_named(crisis: Rehearsal) -> None:
    """Eva keeps the register, and may again once that crisis is over."""
    petr = await names(crisis, "@brand on Instagram")
    await petr.command("/crisis conflict")
    await petr.fill({"Must not see this": ["U0EVA"]})
    await crisis.settled()
    await resolved(crisis, petr, review="U0ANA")

    await crisis.eva.command("/crisis access")
    said = await shown(crisis.eva)
    await crisis.eva.command("/crisis access import")

    assert "No account is entered yet" in said
    assert "named in crises" not in said + await shown(crisis.eva)


async def names(crisis: Rehearsal, accounts: str) -> Actor:
    """A crisis in which these accounts are named."""
    petr = await crisis.opened()
    await petr.press("Answer…")
    await petr.fill({"What kind of account is touched?": "A main account", "Account names": accounts})
    await crisis.settled()
    return petr


async def test_only_who_keeps_the_register_may_import(crisis: Rehearsal) -> None:
    said = await crisis.petr.command("/crisis access import")

    assert await crisis.petr.form() is None
    assert said["text"].startswith("The register is kept by a few. Nothing was changed.")


async def test_files_with_long_names_in_any_direct_messages_are_shown_and_imported(crisis: Rehearsal) -> None:
    """Slack carries 3,000 characters with a form; a name may have 255."""
    long = "Доступ до сторінок бренду " * 9
    files = {f"{long} 1": PEOPLE, f"{long} 2": ACCOUNTS, "😀" * 200: "platform;handle\ninstagram;@brand\n"}
    await crisis.eva.command("/crisis access import")

    preview = await sends(crisis.eva, **files)
    await crisis.eva.fill({})

    assert "New: 4 · changed: 0" in preview and "сторінок бренду 1.csv, line 2: new: Ana Kovač" in preview
    assert len((await register(crisis)).accounts) == 2


async def test_a_preview_of_much_is_shown_and_tells_what_it_left_out(crisis: Rehearsal) -> None:
    """Slack takes 3,000 characters a text, and 100 blocks a form."""
    rows = "".join(f"x;@brand{n};{'Ж' * 250};{'Ж' * 250};{'Ж' * 250};{'Ж' * 250}\n" for n in range(40))
    await crisis.eva.command("/crisis access import")

    preview = await sends_utf8(crisis.eva, "accounts", f"platform;handle;purpose;market;url;platform_contact\n{rows}")
    await crisis.eva.fill({})

    assert "New: 40" in preview and "and 25 more" in preview
    assert len((await register(crisis)).accounts) == 40


async def test_a_form_without_a_file_asks_for_one(crisis: Rehearsal) -> None:
    await crisis.eva.command("/crisis access import")

    said = await crisis.eva.fill({})

    assert said["errors"] == {"files": "Choose a file."}


async def test_direct_messages_that_were_guessed_are_shown_and_can_be_read_otherwise(crisis: Rehearsal) -> None:
    await crisis.eva.command("/crisis access import")
    data = "email;name\nm@brand.example;Muñoz\n".encode("cp1252")
    await crisis.eva.fill({"Files": [await crisis.eva.upload("people.csv", data)]})
    guessed = await shown(crisis.eva)

    await crisis.eva.fill({"If names look wrong, read them as": "Western European (Windows)"})
    again, nothing_yet = await shown(crisis.eva), (await register(crisis)).seq
    await crisis.eva.fill({})

    assert "Look whether these are right: Muńoz" in guessed
    assert "Look whether these are right: Muñoz" in again and nothing_yet == 0
    assert [holder.name for holder in (await register(crisis)).holders.values()] == ["Muñoz"]


async def test_what_is_written_over_comes_first_and_recovery_data_is_never_behind_a_number(crisis: Rehearsal) -> None:
    """Thirty changed addresses for recovery are all told, before forty new people."""
    handles = [f"@brand_{n:02}" for n in range(30)]
    before = "\n".join(f"x;{handle};old{n}@brand.example" for n, handle in enumerate(handles))
    await crisis.eva.command("/crisis access import")
    await sends_utf8(crisis.eva, "accounts", f"platform;handle;recovery_email\n{before}\n")
    await crisis.eva.fill({})

    people = "\n".join(f"p{n}@brand.example;Person {n}" for n in range(40))
    await crisis.eva.command("/crisis access import")
    changed = f"platform;handle;recovery_email\n{before.replace('old', 'new')}\n"
    sent = [await crisis.eva.upload("people.csv", f"email;name\n{people}\n".encode())]
    sent.append(await crisis.eva.upload("accounts.csv", changed.encode()))
    assert (await crisis.eva.fill({"Files": sent}))["ok"]
    said = (await shown(crisis.eva)).splitlines()

    told = [line for line in said if "accounts.csv, line" in line or "people.csv, line" in line]
    assert len([line for line in told if "old" in line and "→ new" in line]) == 30
    assert "accounts.csv" in told[0]
    assert [line for line in said if "more" in line] == ["and 40 more"]


async def test_recovery_data_put_in_where_there_was_none_is_told_too(crisis: Rehearsal) -> None:
    """Whoever's address is put into an account that has none can take it."""
    handles = [f"@brand_{n:02}" for n in range(20)]
    accounts = "".join(f"x;{handle}\n" for handle in handles)
    await crisis.eva.command("/crisis access import")
    await sends_utf8(crisis.eva, "accounts", f"platform;handle\n{accounts}")
    await crisis.eva.fill({})

    purposes = "".join(f"x;{handle};News;\n" for handle in handles[:-1])
    await crisis.eva.command("/crisis access import")
    said = await sends_utf8(
        crisis.eva,
        "accounts",
        f"platform;handle;purpose;recovery_email\n{purposes}x;{handles[-1]};;new@brand.example\n",
    )

    first = next(line for line in said.splitlines() if "accounts.csv, line" in line)
    assert "line 21" in first and "nothing → new@brand.example" in first
