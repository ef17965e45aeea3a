"""A crisis in its middle, as people at Teal Kettle have it after ten minutes: what the pictures show and axe reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.people.organisation import Organisation, Responder
from bot.people.who import Person
from bot.rehearsal.acting import Actor, Typed
from tests.conversation import PEOPLE, Rehearsal, rehearsal

BEGIN = datetime(2026, 11, 21, 13, 21, tzinfo=UTC)  # 14:21 in Zagreb and Prague
SCREENSHOT = b"\x89PNG\r\n\x1a\n" + b"x" * 48_000


@asynccontextmanager
async def mid_crisis(folder: Path) -> AsyncIterator[Rehearsal]:
    """The workspace with the bot in it and crisis 1 under way; Petr and Ana are where it happens."""
    async with rehearsal(folder) as stage:
        stage.clock.now = BEGIN
        await set_up(stage)
        await _open(stage)
        await _answer(stage)
        await _give_roles(stage)
        await _talk(stage)
        await stage.settled()
        yield stage


async def set_up(stage: Rehearsal) -> None:
    """The organisation of Teal Kettle, as its team set it up."""
    known = await stage.app.store.people([f"slack:{id}" for id in PEOPLE.values()])
    who = {name: known[f"slack:{id}"] for name, id in PEOPLE.items()}
    called = tuple(Responder(person=who[name].someone) for name in ("ana", "jana", "petr"))
    organisation = Organisation(
        brand="Teal Kettle",
        zone="Europe/Zagreb",
        responders=called,
        hr=who["maja"].someone,
        legal=who["eva"].someone,
        set_up=True,
        asked=True,
    )
    await stage.app.store.save_organisation("T0REHEARSAL", organisation, Person(**who["ana"].someone.model_dump()))


async def _open(stage: Rehearsal) -> None:
    await stage.opened("Offensive post from our account")
    for person in (stage.ana, stage.jana):
        await stage.settled()
        await person.press("I'm coming")
        await person.go_to_room()
    await stage.later(minutes=1)
    await stage.ana.press("Take command")
    await stage.later(minutes=1)


async def _answer(stage: Rehearsal) -> None:
    petr = stage.petr
    accounts = {
        "What kind of account is touched?": "A main account",
        "Account names": "@teal_kettle on X and Instagram",
    }
    await fill(stage, petr, "Answer…", accounts)
    for answer in ("Yes", "No", "Yes", "A person", "Partly"):
        await press(stage, petr, answer)
    involved: Mapping[str, Typed] = {
        "Who is involved?": ["An external worker or agency"],
        "Was it a slip, or intent?": "A slip",
    }
    await fill(stage, petr, "Answer…", involved)
    await stage.later(minutes=2)


async def _give_roles(stage: Rehearsal) -> None:
    """Ana asks Jana to close access, who says yes; Petr takes the writing."""
    await fill(stage, stage.ana, "Roles…", {"Role": "Access lead", "Person": PEOPLE["jana"]})
    await press(stage, stage.jana, "I'll do it")
    await fill(stage, stage.petr, "Roles…", {"Role": "Communications lead"})
    await stage.later(minutes=2)


async def _talk(stage: Rehearsal) -> None:
    petr, ana, jana = stage.petr, stage.ana, stage.jana
    await jana.say("The post is down on X since 14:24. Instagram still shows it for me.")
    file = await petr.upload("instagram-14-27.png", SCREENSHOT)
    await petr.say("Screenshot with 312 comments, before I take it down.", under="Questions ·", files=[file])
    await stage.later(minutes=2)
    await ana.say("@Petr Novák please write to the agency now. Nobody answers comments until the first word is out.")
    await petr.react("Nobody answers comments")
    await stage.settled()
    await jana.react("Nobody answers comments", "+1")
    await stage.later(minutes=1)
    await ana.say("@Petr Novák, do we know who pressed the button?", under="Questions ·")
    await stage.settled()
    await jana.command("/crisis note fact: The post stood for 19 minutes before Petr deleted it")


async def press(stage: Rehearsal, person: Actor, button: str) -> None:
    """The newest button of this label, once all is said."""
    await stage.settled()
    answer = await person.press(button)
    assert not answer.get("error"), answer


async def fill(stage: Rehearsal, person: Actor, button: str, *forms: Mapping[str, Typed]) -> None:
    """What the button opens, and what each form shows in its own place."""
    await press(stage, person, button)
    for fields in forms:
        await stage.settled()
        answer = await person.fill(fields)
        assert answer["ok"] and not answer["errors"], answer
    await stage.settled()
    if left := await person.form():  # a form that goes on with the next step is put away
        await person.do("close", view_id=left["id"])
