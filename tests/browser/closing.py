"""A crisis in which access is closed, a quarter of an hour in, and then given back: as the pictures show it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.people.who import Person
from bot.rehearse import enter_register
from tests.browser.stage import BEGIN, fill, press, set_up
from tests.conversation import PEOPLE, Rehearsal, rehearsal

DONE = {"Result": "Done"}
SEEN = {"What did you see?": "Only keyholders on each list"}


@asynccontextmanager
async def mid_restriction(folder: Path) -> AsyncIterator[Rehearsal]:
    """
    Tom leads access, Petr confirmed that they can log in, Jana could not;
    some steps are done, two of them verified by Ana.
    """
    async with rehearsal(folder) as stage:
        stage.clock.now = BEGIN
        await set_up(stage)
        await _register(stage)
        await _open(stage)
        await _close(stage)
        await stage.settled()
        yield stage


async def _register(stage: Rehearsal) -> None:
    known = await stage.app.store.people([f"slack:{id}" for id in PEOPLE.values()])
    who = {name: known[f"slack:{id}"].someone for name, id in PEOPLE.items()}
    await enter_register(stage.app, "T0REHEARSAL", Person(**who["ana"].model_dump()), who)


async def _open(stage: Rehearsal) -> None:
    petr = await stage.opened("Staff are posting about lay-offs from our account")
    await stage.settled()
    await stage.ana.go_to_room()
    await press(stage, stage.ana, "Take command")
    await stage.later(minutes=1)
    await fill(stage, petr, "Answer…", {"Accounts in the register": ["@teal_kettle · X (Twitter)"]})
    await press(stage, petr, "Yes")
    await fill(stage, stage.ana, "Roles…", {"Role": "Access lead", "Person": PEOPLE["tom"]})
    await stage.settled()
    await press(stage, stage.tom, "I'll do it")
    await stage.later(minutes=2)


async def _close(stage: Rehearsal) -> None:
    ana, tom = stage.ana, stage.tom
    await fill(stage, ana, "Close access…", {})
    await stage.later(minutes=1)
    await press(stage, stage.petr, "I can log in, with 2FA, right now")
    await fill(stage, stage.jana, "I can't…", {"What is in the way? The room reads it.": "my second factor is at home"})
    await stage.later(minutes=2)
    await tom.go_to_room()
    saved = {**DONE, "Evidence: link": "https://social.example/teal_kettle/101", "Note": "The post is gone already"}
    failed = {"Result": "Could not", "Note": "The mailbox is a former intern's"}
    await fill(stage, tom, "Next step…", saved, *[DONE] * 5)  # the queue, three lists of people, the password
    await stage.later(minutes=3)
    await fill(stage, ana, "Verify…", {"What is done": "everything", **SEEN})
    await fill(stage, tom, "Next step…", DONE, DONE, failed)  # sessions, apps, the recovery e-mail
    await stage.later(minutes=1)


async def give_back(stage: Rehearsal) -> None:
    """All the rest is done and verified; giving back is ordered, and the first is decided."""
    await fill(stage, stage.tom, "Next step…", *[DONE] * await _left(stage))
    await fill(stage, stage.petr, "Verify…", {"What is done": "everything", **SEEN})
    await press(stage, stage.ana, "Give back…")
    await fill(
        stage,
        stage.tom,
        "Decide next…",
        {"Reason": "Only what the work needs", "Done on the platform?": "Yes, done there"},
    )
    await stage.settled()


async def _left(stage: Rehearsal) -> int:
    restriction = (await stage.incident()).restrictions.all[0]
    return sum(not doing.is_done and doing.step.purpose not in ("lost", "verify") for doing in restriction.steps)
