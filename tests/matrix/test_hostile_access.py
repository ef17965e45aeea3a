"""Whatever stands in a register or is typed while access is closed: kept, shown, and it alerts nobody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.rehearsal.acting import Typed, words
from tests.conversation import BEGIN, Rehearsal
from tests.matrix.closing import options
from tests.matrix.record import logged
from tests.matrix.test_hostile import HOSTILE, alerts

CELL = 120  # characters of a hostile cell; a longer one is refused with its line


def table(rows: Iterable[dict[str, str]]) -> bytes:
    """CSV as people's programs write it."""
    rows, out = list(rows), io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def files() -> dict[str, bytes]:
    """People, accounts, tools and secrets called what nobody should be; Petr is an admin of every account."""
    hostile = [text[:CELL] for text in HOSTILE.values()]
    people = [{"email": f"p{n}@x.example", "chat_id": "", "name": text} for n, text in enumerate(hostile)]
    people.append({"email": "petr@x.example", "chat_id": "U0PETR", "name": "Petr Novák"})
    accounts = [
        {"platform": "x", "handle": f"{n} {text}", "tools": f"Tool {n}", "owner": "petr@x.example"}
        for n, text in enumerate(hostile)
    ]
    access = [
        {"platform": "x", "handle": f"{n} {text}", "person": who, "means": means, "level": level, "secret": secret}
        for n, text in enumerate(hostile)
        for who, means, level, secret in (
            ("petr@x.example", "delegated_role", "admin", ""),
            (f"p{n}@x.example", "delegated_role", "publish", ""),
            (f"p{n}@x.example", "", "", f"{n} {text}"),
        )
    ]
    return {"people.csv": table(people), "accounts.csv": table(accounts), "access.csv": table(access)}


async def imported(crisis: Rehearsal) -> None:
    """By Eva, in the chat: looked at, then taken."""
    await crisis.eva.command("/crisis access import")
    uploaded = [await crisis.eva.upload(name, content) for name, content in files().items()]
    assert (await crisis.eva.fill({"Files": uploaded}))["ok"]
    await crisis.settled()
    assert (await crisis.eva.fill({}))["ok"]
    await crisis.settled()


async def test_a_register_full_of_hostile_words_is_closed_like_any_other(crisis: Rehearsal) -> None:
    """From its files to the last form; of its names none alerts anybody, and no answer is refused by the chat."""
    with logged() as log:
        await imported(crisis)
        register = await crisis.app.store.register("T0REHEARSAL")
        await looked_through(crisis)
        petr = await crisis.opened()
        await closed(crisis)
        await crisis.petr.command("/crisis pause")
        await crisis.later(minutes=6)
        await crisis.petr.command("/crisis status")

    assert len(register.accounts) == len(HOSTILE)
    assert alerts(crisis) == []
    assert crisis.workspace.refused_answers == []
    assert "request.failed" not in log.getvalue() and "worker.fault" not in log.getvalue()
    assert len((await crisis.incident()).restrictions.all) == len(HOSTILE)
    assert any("Closing access" in words(message) for message in await petr.messages())


async def looked_through(crisis: Rehearsal) -> None:
    """Every view of the register; and somebody of it leaves, in whatever words."""
    await crisis.eva.command("/crisis access")
    form = await crisis.eva.form()
    assert form is not None
    for what in options(form, "next"):
        await crisis.eva.command("/crisis access")
        assert (await crisis.eva.fill({"What next?": what}))["ok"], what
        await crisis.settled()
    await crisis.eva.command("/crisis access leaver")
    form = await crisis.eva.form()
    assert form is not None
    left: dict[str, Typed] = {"Or somebody else of the register": options(form, "other")[0], "Last day": BEGIN}
    assert (await crisis.eva.fill(left))["ok"]
    await crisis.later(seconds=5)


async def closed(crisis: Rehearsal) -> None:
    """All accounts, with hostile words as reason, as notes and as what was seen."""
    petr, said = crisis.petr, list(HOSTILE.values())
    await petr.press("Close access…")
    form = await petr.form()
    assert form is not None
    start: dict[str, Typed] = {"Accounts": options(form, "accounts"), "Access lead": "U0PETR"}
    assert (await petr.fill(start | {"Reason": HOSTILE["everybody"]}))["ok"]
    await crisis.later(seconds=3)
    if await petr.form():
        assert (await petr.fill({}))["ok"]
        await crisis.later(seconds=3)
    await petr.press("I can log in, with 2FA, right now")
    await crisis.later(seconds=3)
    await petr.press("Next step…", "Closing access")
    for text in said:
        sent = await petr.fill({"Result": "Could not", "Note": text[:300]})
        assert sent["ok"], (text, sent["errors"])
        await crisis.later(seconds=3)
    await petr.press("Steps")
    await crisis.later(seconds=3)
