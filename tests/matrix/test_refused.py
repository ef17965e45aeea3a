"""Guests, people of other organisations, bots and those who left: refused and told, whatever they try."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.chat.incoming import Commanded, Incoming, Pressed, Said, Submitted
from bot.chat.outcome import Done, FieldErrors, OpenForm, Outcome, Reply, ShowHome
from bot.chat.router import Route
from bot.crisis.room.facts import Joined
from bot.people.who import Person, Right, Standing
from bot.text import Translator
from tests.conversation import Rehearsal

TOLD = {
    Standing.guest: "Guests can't use this. Nothing was changed.",
    Standing.outsider: "You are here from another organisation",
    Standing.bot: "Only people with a full account can use this.",
    Standing.gone: "Only people with a full account can use this.",
}


def tries(route: Route, by: Person, incident: str, place: str) -> Iterator[Incoming]:
    """Every way an act of this name can arrive, by somebody who stands in the room."""
    act: dict[str, Any] = {"action": route.action, "by": by, "platform": "slack", "tenant": "T0REHEARSAL"}
    act |= {"place": place, "key": f"{route.action} {by.id}"}
    carried = f"{incident} live 0 yes"
    yield Commanded(words="1 anything", **act)
    yield Commanded(words="", **act)
    yield Pressed(value=carried, chosen=("other",), ref="1.0", **act)
    yield Submitted(carried=carried, given={"why": "because", "reason": "because of it", "what": "a note"}, **act)
    yield Said(text="Yes", thread="1.0", ref="2.0", **act)


@pytest.mark.parametrize("standing", TOLD)
async def test_every_action_is_refused_and_the_reason_told(crisis: Rehearsal, standing: Standing) -> None:
    """From the router's own table, inside the room; only help is for anyone."""
    petr = await crisis.opened()
    incident = await crisis.incident()
    by = Person(id=f"slack:U0{standing.value.upper()}", name="Somebody Else", standing=standing)
    async with crisis.app.store.happened(incident.id, "joined for a test") as change:
        change.record([Joined(person=by.someone, standing=standing)])
    before = len(await crisis.events())

    passed = []
    for route in crisis.app.router.routes.values():
        for incoming in tries(route, by, incident.id, petr.place):
            outcome = await crisis.app.router(incoming)
            if route.right is not Right.anyone and not _is_told(incoming, outcome, TOLD[standing]):
                passed.append((route.action, type(incoming).__name__, outcome))

    assert passed == []
    assert len(await crisis.events()) == before
    assert await crisis.app.store.incident_numbered("T0REHEARSAL", 2) is None


def _is_told(incoming: Incoming, outcome: Outcome, words: str) -> bool:
    """Refused in so many words; a message, which nobody asked for, is let go without one."""
    match outcome:
        case Reply():
            return any(words in Translator().plain(line) for line in outcome.lines)
        case FieldErrors():
            return outcome.top is not None and words in Translator().plain(outcome.top)
        case Done():
            return isinstance(incoming, Said)
        case OpenForm() | ShowHome():
            return False


async def test_somebody_who_has_left_is_no_colleague_any_more(crisis: Rehearsal) -> None:
    """From the moment their account is gone, be it in the middle of a crisis."""
    petr = await crisis.opened()
    await petr.do("invite", channel=petr.place, users=["U0TOM"])
    await crisis.later(seconds=3)
    await crisis.http.post("/control/people/U0TOM", json={"deactivated": True})
    await crisis.later(seconds=3)

    tom = crisis.app.slack.platform.known["slack:U0TOM"]
    incident = await crisis.incident()
    pressed = Pressed(action="roles.claim", by=tom, platform="slack", tenant="T0REHEARSAL", key="k", value=incident.id)
    outcome = await crisis.app.router(pressed)

    assert tom.standing is Standing.gone
    assert isinstance(outcome, Reply) and "full account" in Translator().plain(outcome.lines[0])
    assert (await crisis.incident()).command.commander is None
