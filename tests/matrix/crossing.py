"""What can be read beside the whole crisis: the other crises, the register, and by somebody who was in none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot import records
from bot.access.register.state import register_id
from bot.rehearsal.acting import Actor

if TYPE_CHECKING:
    from tests.matrix.whole import Whole

TENANT = "T0REHEARSAL"
OTHERS = (2, 3)  # the crises that are opened when the first is over
ASKED = ("statement", "status", "status 1", "brief", "timeline", "list", "ready", "access", "help")


async def beside(whole: Whole, folder: Path) -> dict[str, str]:
    """Where → all that stands there. The newest crisis is of the first one's kind, and asks what it may say first."""
    return {
        **await _newest(whole),
        **await _other_crises(whole),
        **await _register(whole, folder),
        **await _nobody_of_it(whole),
    }


async def _newest(whole: Whole) -> dict[str, str]:
    eva = whole.person("eva")
    await eva.go_to_room()
    kind = whole.crisis.app.book.kind("account_takeover").title
    await eva.choose(whole.s("Choose the kind"), whole.s(kind))
    await whole.crisis.later(seconds=3)
    said = await eva.command("/crisis statement")
    if not await eva.form():  # else a line was approved in advance
        await eva.press(whole.s("Write the line…"))
    form = await eva.form()
    assert form is not None
    await eva.do("close", view_id=form["id"])
    return {"answer in 3": json.dumps(said, ensure_ascii=False), "form in 3": json.dumps(form, ensure_ascii=False)}


async def _other_crises(whole: Whole) -> dict[str, str]:
    app, found = whole.crisis.app, dict[str, str]()
    for number in OTHERS:
        for form in ("md", "json"):
            found[f"{form} of {number}"] = await records.export(
                app.store, app.book, number, "md" if form == "md" else "json"
            )
    eva = whole.person("eva")
    rooms = [place for place in await eva.places() if place["name"].startswith(tuple(f"crisis-{n}-" for n in OTHERS))]
    assert len(rooms) == len(OTHERS)
    return found | {
        f"room {room['name']}": json.dumps([room, await eva.everything(room["id"])], ensure_ascii=False)
        for room in rooms
    }


async def _register(whole: Whole, folder: Path) -> dict[str, str]:
    """Its events, and its files, which are written to *folder*."""
    store = whole.crisis.app.store
    events = await store.events(register_id(TENANT), limit=10_000)
    names = await records.export_register(store, TENANT, folder)
    found = {"register's events": "\n".join(event.model_dump_json() for event in events)}
    return found | {name: (folder / name).read_text(encoding="utf-8") for name in names}


async def _nobody_of_it(whole: Whole) -> dict[str, str]:
    """A colleague who was never inside: all they can ask, their Home, and all on their screen."""
    body = {"name": "nora", "real_name": "Nora Neu", "locale": whole.language}
    added = await whole.crisis.http.post("/control/people", json=body)
    await whole.crisis.settled()
    nora = Actor(whole.crisis.http, str(added.json()["person"]["id"]))
    assert (await nora.do("join", channel=nora.place))["ok"]
    answers = [await nora.command(f"/crisis {words}") for words in ASKED]
    await nora.come_home()
    await whole.crisis.settled()
    seen = [await nora.everything(place["id"]) for place in await nora.places() if place["kind"] != "public"]
    shown = [answers, seen, await nora.get("/views"), await nora.notified()]
    return {"an outsider's screen": json.dumps(shown, ensure_ascii=False)}
