"""Who must not see a crisis can do nothing in it by any route there is, and reads nothing of it anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TypedDict

import pytest

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Grant, Holder
from bot.access.register.state import Register
from bot.chat.incoming import CameHome, Commanded, Given, Incoming, Message, Pinned, Pressed, Said, Shortcut, Submitted
from bot.chat.outcome import Done, Outcome
from bot.crisis.incident import Incident
from bot.people.who import Person
from bot.record.fact import MessageRef
from tests.access.brands import shop
from tests.conversation import Rehearsal
from tests.handlers.test_must_not_see import invited, names
from tests.handlers.test_restriction import JANA, PETR, TENANT, enter, press
from tests.matrix.closing import option
from tests.matrix.test_private import strings

TITLE = "Zxqjposts about the board"
REFUSED = "You can't act in this crisis. Nothing was changed. {help}"
NOWHERE = "This belongs in a crisis room. Nothing was changed. Go to your room, or open a crisis."
OPENS = {"command.open", "open.submit"}  # a crisis of their own, in which they may do all things
SHORTCUTS = {"open.start", "open.from_message", "timeline.from_message", "question.use_message"}
GIVEN: dict[str, Given] = {
    **{"title": "Another thing", "what": "It was not me", "weight": "fact", "reason": "three short words"},
    **{
        "because": "three short words",
        "outcome": "stopped",
        "level": "SEV4",
        "role": "scribe",
        "person": "slack:U0ANA",
    },
    **{"to": "slack:U0JANA", "open_decisions": "none", "who": "slack:U0JANA", "review_on": date(2026, 11, 22)},
    **{"kept_out": ("slack:U0PETR",), "back": ("1", "2"), "whose": "main", "involved": ("customer",)},
    **{"accounts": ("a1",), "keyholders": ("slack:U0PETR",), "lead": "slack:U0JANA", "replies": "closed"},
    **{"result": "done", "link": "https://x.example/1", "tasks": ("a1/1",), "saw": "nothing of theirs"},
    **{"account": "a1", "state": "suspended", "decision": "out", "returned": "yes"},
    **{"next": "account a1 0"},
}


@pytest.fixture
async def closed(crisis: Rehearsal) -> Rehearsal:
    """
    Petr opened it and kept Tom out; Ana, who is inside, was named. Jana is inside. Petr closes access to an account
    that Ana answers for and that Tom can keep, and has everything paused. The names of who holds access have a Zxqj.
    """
    await crisis.petr.command("/crisis open")
    await crisis.petr.fill({"What are people seeing?": TITLE, "Must not see this": ["U0TOM"]})
    await crisis.settled()
    await crisis.petr.go_to_room()
    await invited(crisis, "ana", "jana")
    await names(crisis, "petr", "ana")
    await enter(crisis, theirs())
    await press(crisis, "petr", "Close access…")
    form = await crisis.petr.form()
    assert form is not None
    assert (await crisis.petr.fill({"Accounts": [option(form, "accounts", "@brand ")]}))["ok"]
    await crisis.later(seconds=3)
    await press(crisis, "petr", "I can log in, with 2FA, right now")
    await crisis.petr.command("/crisis pause")
    await crisis.settled()
    return crisis


def theirs() -> Register:
    """The shop's, with Ana as owner and Tom as another admin."""
    register = shop(PETR, JANA, TENANT)
    owned = register.accounts["a1"].model_copy(update={"owner": "slack:U0ANA"})
    people = {id: Holder(id=id, name=name) for id, name in (("slack:U0ANA", "Ana Kovač"), ("slack:U0TOM", "Tom Reed"))}
    also = Grant(id="g11", of="a1", holder="slack:U0TOM", means=Means.delegated_role, level=Level.admin)
    more = {"accounts": {**register.accounts, "a1": owned}, "holders": {**register.holders, **people}}
    return register.model_copy(update={**more, "grants": {**register.grants, also.id: also}})


class Whom(TypedDict):
    action: str
    by: Person
    platform: str
    tenant: str


def ways(action: str, by: Person, incident: Incident, place: str, key: str) -> Iterator[Incoming]:
    """All that an action could come as, from the room and from elsewhere."""
    whom: Whom = {"action": action, "by": by, "platform": "slack", "tenant": incident.tenant}
    if action.startswith("command."):
        for words in ("", "1", "#1", "1 fact: it was not me"):
            yield Commanded(**whom, key=f"{key} c{words}", words=words)
            yield Commanded(**whom, key=f"{key} h{words}", words=words, place=place)
        return
    for tail in (("1",), ("live", "0"), ("involved", "1"), ("2", "1.0"), ("a1", "3"), ("account", "a1", "0")):
        carried = " ".join((incident.id, *tail))
        yield Pressed(**whom, key=f"{key} p{tail}", place=place, value=carried, chosen=("1",))
        given = {**GIVEN, "crisis": incident.id}
        yield Submitted(**whom, key=f"{key} s{tail}", carried=carried, given=given)
    if action in SHORTCUTS:
        source = MessageRef(place=place, ref="1.0")
        message = Message(source=source, text="look", author=by.someone, at=datetime(2026, 11, 21, tzinfo=UTC))
        yield Shortcut(**whom, key=f"{key} m", place=place, message=message)
        yield Shortcut(**whom, key=f"{key} n", place="C0GENERAL", message=message)
    if action in ("timeline.pin", "timeline.unpin"):
        yield Pinned(**whom, key=f"{key} i", place=place, ref="1.0")
    if action == "said":
        yield Said(**whom, key=f"{key} y", place=place, ref="9.0", thread="1.0", text="Yes")
    if action == "home.opened":
        yield CameHome(**whom, key=f"{key} o")


@pytest.mark.parametrize("who", ["ana", "tom"])
async def test_by_no_route(closed: Rehearsal, who: str) -> None:
    """Named and inside, or kept out from the beginning: each route, in every way it could be gone."""
    app, incident = closed.app, await closed.incident()
    by = app.slack.platform.known[f"slack:{getattr(closed, who).user}"]
    wrong: list[str] = []
    for number, (action, route) in enumerate(sorted(app.router.routes.items())):
        for incoming in ways(action, by, incident, closed.petr.place, f"{who} {number}") if action not in OPENS else ():
            outcome = await app.router(incoming)
            said = list(strings(outcome))
            if any("Zxqj" in text for text in said) or (route.about and not is_nothing(incoming, outcome, said)):
                wrong.append(f"{action} as {type(incoming).__name__}: {outcome}")

    assert wrong == []
    assert (await closed.incident()).seq == incident.seq


def is_nothing(incoming: Incoming, outcome: Outcome, said: list[str]) -> bool:
    """They are refused, or it is as if there were nothing; outside the room, where they may be anywhere, just that."""
    if isinstance(outcome, Done):
        return isinstance(incoming, Said)  # a message of theirs is let go, without a word
    general = ("You are in no", "First lines are kept by a few.")  # of no crisis at all
    return REFUSED in said or NOWHERE in said or any(words in text for text in said for words in general)


async def test_by_its_number_from_elsewhere_it_is_as_if_there_were_none(closed: Rehearsal) -> None:
    """Ana is inside, so in the room itself she is told whom to speak to; anywhere else nothing."""
    here = await closed.ana.command("/crisis status")
    await closed.ana.go("C0GENERAL")
    elsewhere = [(await closed.ana.command(f"/crisis status{number}"))["text"] for number in ("", " 1", " #1")]

    assert here["text"] == "You can't act in this crisis. Nothing was changed. Speak to Petr Novák."
    assert set(elsewhere) == {NOWHERE}


async def test_on_no_screen(closed: Rehearsal) -> None:
    """Tom, who was kept out from the beginning, has nothing of it: no direct message, no room, no Home, no sound."""
    await closed.petr.press("Remove from the room")
    await closed.later(minutes=40)
    for words in ("list", "status", "ready", "help"):
        await closed.tom.command(f"/crisis {words}")
    home = await closed.app.router(
        CameHome(action="home.opened", by=tom(closed), platform="slack", tenant="T0REHEARSAL", key="home")
    )

    seen = [await closed.tom.everything(place["id"]) for place in await closed.tom.places()]
    assert "Crisis 1" not in json.dumps(seen) and "Zxqj" not in json.dumps(seen)
    assert [text for text in strings(home) if "Zxqj" in text] == []
    assert await closed.tom.notified() == []


async def test_who_was_removed_reads_nothing_that_comes_after(closed: Rehearsal) -> None:
    """One direct message that says that they are out; nobody's direct message, and no word in the room, says more."""
    await closed.petr.press("Remove from the room")
    await closed.later(seconds=5)
    await closed.petr.command("/crisis note fact: Zxqjafterwards")
    await closed.later(minutes=40)
    seen = json.dumps([await closed.ana.everything(place["id"]) for place in await closed.ana.places()])
    room = json.dumps([message.as_slack() for message in closed.workspace.places[closed.petr.place].messages.values()])

    assert "Zxqj" not in seen
    assert await closed.direct_messages("ana") == (
        "You are out of the room of Crisis 1 for now.\nThis is a precaution, not an accusation.\n"
        "Questions: Petr Novák.\nWhy you: you were in that room until 03:00 CET."
    )
    assert (
        "Kovač" not in (direct_messages := await closed.direct_messages("jana")) and "afterwards" not in direct_messages
    )
    assert "Kovač" not in room.replace("U0ANA", "")


def tom(crisis: Rehearsal) -> Person:
    return crisis.app.slack.platform.known["slack:U0TOM"]
