"""What a button or a form carries is held against who sends it: an id alone opens nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.incoming import Incoming, Pressed, Shortcut, Submitted
from bot.people.who import Person
from bot.playbooks import load
from handlers.conflict import Conflict
from handlers.evidence import Evidence
from handlers.roles import Roles
from handlers.timeline import Timeline
from tests.handlers.desk import ANA, EVA, JANA, PETR, TENANT, Desk, lines

ELSEWHERE = "This belongs in a crisis room. Nothing was changed. Go to your room, or open a crisis."


def press(by: Person, value: str) -> Pressed:
    return Pressed(action="roles.claim", by=by, platform="slack", tenant=TENANT, key="k", value=value)


def form(by: Person, carried: str) -> Submitted:
    given = {"reason": "nobody commands"}
    return Submitted(
        action="roles.claim", by=by, platform="slack", tenant=TENANT, key="k", carried=carried, given=given
    )


async def test_an_incident_of_another_workspace_is_as_one_that_does_not_exist(desk: Desk) -> None:
    incident = await desk.opened(inside=[ANA])

    told = [
        lines(await desk.router(replace(act, tenant="T9")))
        for act in (press(ANA, incident.id), form(ANA, incident.id), press(ANA, "no-such-incident"))
    ]

    assert [said[-1].removeprefix("Not saved: ") for said in told] == [ELSEWHERE] * 3
    assert (await desk.incident()).command.commander is None


@pytest.mark.parametrize("act", [press(ANA, "0000 x"), form(ANA, "0000 x")])
async def test_an_id_nobody_has_does_not_fall_back_to_the_room_it_was_sent_from(desk: Desk, act: Incoming) -> None:
    incident = await desk.opened(inside=[ANA])
    work = await desk.store.take(incident.id)
    assert work is not None
    assert await desk.store.keep_place(work, "slack", TENANT, "C1")

    assert lines(await desk.router(replace(act, place="C1")))[-1].removeprefix("Not saved: ") == ELSEWHERE
    assert (await desk.incident()).command.commander is None


async def test_the_id_of_a_crisis_one_is_not_inside_of_changes_nothing(desk: Desk) -> None:
    incident = await desk.opened(inside=[JANA])

    for act in (press(EVA, incident.id), form(EVA, incident.id)):
        assert "Only those in the room can do this." in lines(await desk.router(act))[-1]
    assert (await desk.incident()).command.commander is None
    assert (await desk.incident()).acting == PETR.someone


async def test_a_shortcut_of_another_version_says_so_as_a_button_does(desk: Desk) -> None:
    gone = Shortcut(action="open.from_dream", by=ANA, platform="slack", tenant=TENANT, key="k")

    assert lines(await desk.router(gone)) == [
        "That button is from another version. Nothing was changed. Use the board."
    ]


@pytest.mark.parametrize("number", ["²", "x", "-1", "9" * 5000])
async def test_what_is_no_number_of_ours_is_refused(desk: Desk, number: str) -> None:
    """A sign that Unicode counts as a digit is one too few for arithmetic: no press may end in a fault."""
    incident, book = await desk.opened(inside=[ANA]), load()
    for handler in (Roles(desk.store, book), Timeline(desk.store, book), Evidence(desk.store), Conflict(desk.store)):
        desk.router.add(handler.routes())
    actions = ("roles.accept", "timeline.change", "timeline.show", "evidence.change", "conflict.remove")

    said = [
        lines(await desk.router(replace(press(PETR, f"{incident.id} {number}"), action=action))) for action in actions
    ]

    assert all("Nothing was changed." in told[-1] for told in said), said
