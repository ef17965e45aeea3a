"""Two known cases, their access side, as ux.md §5.1 and §5.2 tell them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.access.register.entities import Known
from bot.access.register.facts import SecretEntered
from bot.access.register.state import register_id
from bot.rehearsal.acting import Typed
from tests.access.brands import AGENCY, burger, shop
from tests.conversation import PEOPLE, Rehearsal, rehearsal
from tests.handlers.test_restriction import (
    CASE_12,
    EVA,
    JANA,
    PETR,
    TENANT,
    commanded,
    enter,
    fill,
    form,
    press,
    restriction,
    see_all,
)


@pytest.fixture
async def hmv(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    async with rehearsal(tmp_path) as running:
        await enter(running, shop(PETR, JANA, TENANT))
        await running.opened("Staff are posting about lay-offs from @brand")
        yield await commanded(running)


@pytest.fixture
async def king(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    async with rehearsal(tmp_path) as running:
        await enter(running, burger(PETR, JANA, EVA, TENANT))
        await running.opened("Our account shows the name of another")
        await running.petr.choose("Choose the kind", "Account taken over")
        await running.later(seconds=3)
        yield await commanded(running)


async def can_post(crisis: Rehearsal) -> str:
    """That line of the access post."""
    seen = await crisis.read(crisis.ana)
    return next(line for line in reversed(seen.splitlines()) if line.startswith("Can post now"))


async def fraction(crisis: Rehearsal, account: str = "a1") -> str:
    found = await restriction(crisis, account)
    return f"{len(found.done)} done / {len(found.verified)} verified / {len(found.failed)} failed of {len(found.paths)}"


async def said(crisis: Rehearsal, who: str, *begins: str, **more: Typed) -> None:
    """The form that is open shows the step that begins so; it is done, and the next is shown."""
    for begin in begins:
        assert begin in await form(getattr(crisis, who))
        fields: dict[str, Typed] = {"Result": "Done"}
        assert not await fill(crisis, who, fields | more)


async def until(crisis: Rehearsal, who: str, begin: str) -> None:
    """Whatever stands before the step that begins so is done."""
    while begin not in await form(getattr(crisis, who)):
        assert not await fill(crisis, who, {"Result": "Done"})


@pytest.mark.requirement("S1.33")
async def test_hmv_2013(hmv: Rehearsal) -> None:
    """The password is changed within minutes, the failure is said, and the way back in is ours before all is closed."""
    crisis = hmv
    # 7, 8: Ana closes access; Petr and Jana are proposed. Started after opening, Take command, Close access…, Start.
    await press(crisis, "ana", "Close access…")
    assert not await fill(crisis, "ana", {"Accounts": ["@brand"], "Access lead": PEOPLE["jana"]})
    # 9, 10: Petr can log in, Jana has no second factor with her; Ana is told.
    await press(crisis, "petr", "I can log in, with 2FA, right now")
    await press(crisis, "jana", "I can't…", "you keep access to @brand")
    await fill(crisis, "jana", {"What is in the way? The room reads it.": "no 2FA here"})
    assert "Petr Novák alone can log in now." in await crisis.direct_messages("ana")
    # 11, 12, 13: scheduled and paid paused, the passwords changed, sessions ended.
    await press(crisis, "jana", "Next step…")
    await said(
        crisis,
        "jana",
        "Save evidence",
        **{"Evidence: link": "https://x.com/brand/status/1", "Note": "The post is gone already"},
    )
    await said(crisis, "jana", "Pause scheduled and paid")
    await until(crisis, "jana", "Change the password")
    assert "About: password of @brand" in await form(crisis.jana)
    await until(crisis, "jana", "Check recovery")
    assert await fraction(crisis) == "9 done / 0 verified / 0 failed of 11"
    # 14: the recovery e-mail is a former intern's.
    assert not await fill(crisis, "jana", {"Result": "Could not", "Note": "It is a former intern's address"})
    assert await fraction(crisis) == "9 done / 0 verified / 1 failed of 11"
    assert "intern" not in await crisis.read(crisis.tom)
    # 20: a director wants to keep another account; nothing is known of a path of theirs into it.
    await press(crisis, "ana", "Close more accounts…")
    asked: dict[str, Typed] = {"Accounts": ["@brand_hr"], "Keyholders": [PEOPLE["tom"]], "Access lead": PEOPLE["jana"]}
    refused = await fill(crisis, "ana", asked)
    assert refused == CASE_12.replace("@brand", "@brand_hr")
    # 21: Ana looks at two steps from outside.
    await press(crisis, "ana", "Verify…")
    shown = await crisis.ana.form()
    assert shown is not None
    options = next(b for b in shown["blocks"] if b.get("block_id") == "tasks")["element"]["options"]
    labels = [o["text"]["text"] for o in options if "Sessions" in o["text"]["text"] or "Apps" in o["text"]["text"]]
    assert not await fill(crisis, "ana", {"What is done": labels, "What did you see?": "One session, no app"})
    assert await fraction(crisis) == "9 done / 1 verified / 1 failed of 11"
    # 29, 30: the recovery e-mail is ours now, from the reply that says what failed; the seat, the notice.
    await press(crisis, "jana", "Next step…", "could not")
    await said(crisis, "jana", "Check recovery")
    while await form(crisis.jana):
        assert not await fill(crisis, "jana", {"Result": "Done"})
    assert await fraction(crisis) == "11 done / 1 verified / 0 failed of 11"
    assert any("could_not" in str(event.fact) for event in await crisis.events())
    # 31, 32: another account has a path of his too.
    await press(crisis, "ana", "Close more accounts…")
    assert not await fill(crisis, "ana", {"Accounts": ["@brand_hr"], "Access lead": PEOPLE["jana"]})
    await press(crisis, "petr", "I can log in, with 2FA, right now", "@brand_hr")
    await press(crisis, "jana", "Next step…")
    while await form(crisis.jana):
        assert not await fill(crisis, "jana", {"Result": "Done", "Note": "The posts are gone already"})
    # 33: Petr looks at all of it.
    await see_all(crisis, "petr", "a1")
    await see_all(crisis, "petr", "a2")
    assert (await crisis.read(crisis.ana)).count("Closed and verified") >= 2
    assert await can_post(crisis) == "Can post now: Petr Novák"


async def test_burger_king_2013(king: Rehearsal) -> None:
    """Nobody can log in: recovery first, nothing is claimed, and what the platform suspends is not what we closed."""
    crisis = king
    # 4: the order of a takeover.
    await press(crisis, "ana", "Close access…")
    asked: dict[str, Typed] = {"Accounts": ["@burger"], "Keyholders": [PEOPLE["petr"], PEOPLE["jana"]]}
    await fill(crisis, "ana", asked | {"Access lead": PEOPLE["jana"]})
    if await form(crisis.ana):  # others were proposed: the numbers are shown once more
        assert not await fill(crisis, "ana", {})
    begun = await restriction(crisis, "b1")
    kinds = list(dict.fromkeys(doing.step.purpose for doing in begun.steps))
    assert kinds.index("rotate") < kinds.index("end_sessions") < kinds.index("recovery") < kinds.index("remove")
    # 5, 6: neither of them can log in, nor can the third.
    for who in ("petr", "jana", "eva"):
        if who == "eva":
            await crisis.eva.go_to_room()
            assert not (await restriction(crisis, "b1")).is_lost
        await press(crisis, who, "I can't…", f"@{PEOPLE[who]}, you keep access to @burger")
        await fill(crisis, who, {"What is in the way? The room reads it.": "password refused"})
    assert (await restriction(crisis, "b1")).is_lost
    assert "Lost. We can't log in." in await crisis.read(crisis.ana)
    assert await can_post(crisis) == "Can post now: not known"
    # 7, 8, 9: the platform's form, the recovery mailbox, advertising and scheduler; no removal is offered.
    await press(crisis, "jana", "Next step…")
    await said(crisis, "jana", "Send the form for a compromised account", Note="Case 4711")
    await said(
        crisis,
        "jana",
        "Save evidence",
        **{"Evidence: link": "https://x.com/burger/status/1", "Note": "The post is gone already"},
    )
    await until(crisis, "jana", "Check recovery")
    await said(crisis, "jana", "Check recovery")
    assert await form(crisis.jana) == ""
    assert not [
        d for d in (await restriction(crisis, "b1")).steps if d.step.purpose in ("remove", "rotate") and d.results
    ]
    # 10: four more knew the password.
    register = await crisis.app.store.register(TENANT)
    secret = register.secrets["s1"]
    more = [Known(holder=each) for each in (AGENCY, "shift one", "shift two", "shift three")]
    async with crisis.app.store.happened(register_id(TENANT), "four more") as change:
        change.record([SecretEntered(secret=secret.model_copy(update={"known_by": (*secret.known_by, *more)}))])
    await crisis.later(seconds=3)
    assert "4 more found" in await crisis.read(crisis.ana)
    # 12: two more accounts with the same mailbox; three side by side.
    await press(crisis, "ana", "Close more accounts…")
    assert not await fill(crisis, "ana", {"Accounts": ["@burger_uk", "@burger_pics"], "Access lead": PEOPLE["jana"]})
    assert {each.account for each in (await crisis.incident()).restrictions.all} == {"b1", "b2", "b3"}
    # 13: the platform suspends it, which is not our doing.
    await press(crisis, "jana", "Suspended by platform…")
    await fill(crisis, "jana", {"Account": "@burger", "What happened?": "The platform suspended it"})
    assert "Suspended by the platform, not by us" in await crisis.read(crisis.ana)
    assert not (await restriction(crisis, "b1")).is_closed
    # 14: control is back.
    await press(crisis, "jana", "Suspended by platform…")
    await fill(crisis, "jana", {"Account": "@burger", "What happened?": "It is there again"})
    await press(crisis, "petr", "I can log in, with 2FA, right now", "Petr Novák can't log in to @burger")
    assert (await restriction(crisis, "b1")).is_confirmed
    await press(crisis, "jana", "Next step…", "Closing access")
    while "@burger ·" in await form(crisis.jana):
        assert not await fill(crisis, "jana", {"Result": "Done"})
    assert (await restriction(crisis, "b1")).is_closed
    # 15: Ana looks; Jana did it all.
    await see_all(crisis, "ana", "b1")
    assert (await restriction(crisis, "b1")).is_verified
