"""Who is in a room is known, also of those who came while nothing was heard and of those who are no people."""

from __future__ import annotations

from dataclasses import replace

from bot.people.who import Standing
from bot.rehearsal import Refusal
from tests.conversation import Rehearsal

READS = "Guests and outsiders can read this"


async def test_another_app_in_the_room_is_said_for_it_reads_everything(crisis: Rehearsal) -> None:
    petr = await crisis.opened()

    await petr.do("invite", channel=petr.place, users=["U0BOT"])
    await crisis.settled()
    await crisis.later(seconds=5)

    assert f"{READS}: Rota (app)" in await crisis.read(petr)
    assert "Rota, an app, joined the room of Crisis 1. It can read everything there." in " ".join(
        (await crisis.direct_messages("petr")).splitlines()
    )


async def test_a_stranger_who_came_while_nothing_was_heard_is_said(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    people, room = crisis.workspace.people, crisis.workspace.places[petr.place]
    people["U0SILENT"] = replace(people["U0STRANGER"], id="U0SILENT", name="sam", real_name="Sam Silent")
    room.members.append("U0SILENT")

    await crisis.app.catch_up()
    await crisis.later(seconds=5)

    assert f"{READS}: Sam Silent" in await crisis.read(petr)
    assert (await crisis.incident()).room.inside["slack:U0SILENT"].standing is Standing.outsider


async def test_the_bot_itself_is_nobody_in_the_room(crisis: Rehearsal) -> None:
    petr = await crisis.opened()

    await crisis.app.catch_up()
    await crisis.later(seconds=5)

    assert READS not in await crisis.read(petr)
    assert "slack:U0APP" not in (await crisis.incident()).room.inside


async def test_a_room_that_cannot_be_read_is_read_later_and_stops_no_other(crisis: Rehearsal) -> None:
    """One of two is not read at once: the other is, and then that one."""
    await crisis.opened("A first one")
    await crisis.opened("A second one", by="ana")
    rooms = {place.name.split("-")[1]: place for place in crisis.workspace.places.values() if "crisis-" in place.name}
    for room in rooms.values():
        room.members.append("U0STRANGER")
    before = crisis.workspace.calls[-1].number
    crisis.workspace.weather.refuse_next("conversations.members", Refusal("internal_error"))

    await crisis.app.catch_up()

    read = [call for call in crisis.workspace.calls if call.number > before and call.method == "conversations.members"]
    (refused,) = [call.args["channel"] for call in read if call.outcome == "internal_error"]
    assert sorted(call.args["channel"] for call in read) == sorted([*(room.id for room in rooms.values()), refused])
    for number in (1, 2):
        assert (await crisis.incident(number)).room.inside["slack:U0STRANGER"].standing is Standing.outsider
