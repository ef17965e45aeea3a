"""What the tests of capture share: people in a room, what stands on the timeline, and deeds on a message."""

from __future__ import annotations

from bot.crisis.questions import rules as questions
from bot.crisis.questions.values import Given
from bot.people.who import Right
from bot.record.entry import Entry, gathered
from bot.rehearsal.acting import PIN, Actor, words
from bot.rehearsal.shapes import Json
from tests.conversation import Rehearsal

ADD, USE, BEGIN = "Add to crisis timeline", "Use as answer", "Open a crisis from this"
GIVEN: dict[str, dict[str, Given]] = {
    "accounts": {"whose": "main"},
    "live": {"live": "yes"},
    "unauthorised_use": {"unauthorised_use": "no"},
    "mistake": {"mistake": "no"},
    "involved": {"involved": ("customer",)},
    "what_happened": {"what": "A post went out."},
    "when": {},
}


async def inside(crisis: Rehearsal, *names: str) -> Actor:
    """Petr's crisis, with these people in its room, who are there; gives Petr."""
    petr = await crisis.opened()
    for name in names:
        person: Actor = getattr(crisis, name)
        await petr.do("invite", channel=petr.place, users=[person.user])
        await crisis.settled()
        await person.go(petr.place)
    return petr


async def with_question(crisis: Rehearsal, question: str, *names: str) -> Actor:
    """Petr's crisis, in which this question is the open one."""
    petr, book = await inside(crisis, *names), crisis.app.book
    incident = await crisis.incident()
    by = await crisis.app.store.person("slack:U0PETR")
    assert by is not None
    for id, values in GIVEN.items():
        if id == question:
            break
        async with crisis.app.store.change(incident.id, f"given {id}", by, Right.inside) as change:
            change.record(questions.answer(change.incident, book, id, values, by, change.now, 0))
    await crisis.settled()
    return petr


async def on(verb: str, person: Actor, holds: str, **body: str) -> Json:
    """Do something to a message that everybody sees, by its text: private replies repeat it."""
    said = [m for m in await person.everything() if holds in words(m) and not m.get("ephemeral")]
    given = {"name": PIN} if "react" in verb else {}
    return await person.do(verb, channel=person.place, ts=said[-1]["ts"], **given, **body)


async def menu(person: Actor, name: str, text: str) -> Json:
    """Choose a shortcut in the menu of a message."""
    known = (await person.get(""))["shortcuts"]
    callback = next(str(each["callback_id"]) for each in known if each["name"] == name)
    return await on("shortcut", person, text, callback_id=callback)


async def written(crisis: Rehearsal, number: int = 1) -> list[Entry]:
    """What people wrote or captured, as it stands now."""
    return [entry for entry in gathered(await crisis.events(number)) if entry.is_written]


async def last_private_reply(crisis: Rehearsal, person: Actor) -> str:
    """The newest thing only this person sees where they are."""
    await crisis.settled()
    private_replies = [words(m) for m in await person.everything() if m.get("ephemeral")]
    return private_replies[-1] if private_replies else ""


async def timeline(crisis: Rehearsal, person: Actor) -> str:
    """As the command shows it."""
    await crisis.settled()
    return str((await person.command("/crisis timeline"))["text"])


async def form(crisis: Rehearsal, person: Actor) -> str:
    """What the open form says, and what stands in its fields."""
    await crisis.settled()
    found = await person.form()
    assert found is not None, await last_private_reply(crisis, person)
    values = [str(block["element"].get("initial_value", "")) for block in found["blocks"] if block["type"] == "input"]
    return "\n".join([words(found), *values])
