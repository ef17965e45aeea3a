"""Who is no member any more while a crisis runs: nothing is theirs, the room is told, the next is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.people.who import Standing
from bot.rehearsal.acting import Actor
from bot.rehearsal.weather import Refusal
from tests.conversation import Rehearsal
from tests.handlers.test_first_minutes import set_up


async def becomes(crisis: Rehearsal, who: str, **changed: bool) -> None:
    """Their account in the chat changes, and we are told."""
    await crisis.http.post(f"/control/people/{who}", json=changed)
    await crisis.later(seconds=3)


async def commanded(crisis: Rehearsal) -> Actor:
    """Ana is called and commands, Petr opened it; Jana is Ana's deputy."""
    await set_up(crisis)
    await crisis.opened()
    await crisis.ana.go_to_room()
    await crisis.ana.press("Take command")
    await crisis.later(seconds=3)
    return crisis.petr


@pytest.mark.parametrize("how", ["deactivated", "guest"])
async def test_a_commander_who_is_no_member_commands_no_more(crisis: Rehearsal, how: str) -> None:
    petr = await commanded(crisis)

    await becomes(crisis, "U0ANA", **{how: True})

    incident, board = await crisis.incident(), str(await crisis.board(petr))
    assert incident.command.commander is None
    assert ("slack:U0ANA" in incident.room.inside) == (how == "guest")
    said = "account was closed" if how == "deactivated" else "is a guest now"
    assert "Commander: nobody. Ana Kovač" in board and said in board
    assert said in (await petr.command("/crisis timeline"))["text"]
    assert "Next: " in board and "(Ana" not in board
    assert "nobody commands" in await crisis.direct_messages("jana")
    await petr.press("Take command")
    assert ((await crisis.incident()).command.commander or pytest.fail()).name == "Petr Novák"


async def test_whoever_comes_back_takes_command_anew(crisis: Rehearsal) -> None:
    petr = await commanded(crisis)
    await becomes(crisis, "U0ANA", guest=True)

    await becomes(crisis, "U0ANA", guest=False)

    incident = await crisis.incident()
    assert (incident.command.commander, incident.people.standings) == (None, {})
    assert incident.room.inside["slack:U0ANA"].standing is Standing.member
    assert "Guests and outsiders" not in str(await crisis.board(petr))


async def test_what_was_missed_while_nothing_was_heard_is_found_in_the_list_of_everybody(crisis: Rehearsal) -> None:
    petr = await commanded(crisis)
    crisis.workspace.people["U0ANA"].deleted = True

    await crisis.app.slack.read_people(crisis.app.ears)
    await crisis.settled()

    assert (await crisis.incident()).command.commander is None
    assert "Not here any more: Ana Kovač" in str(await crisis.board(petr))


async def test_a_role_of_somebody_gone_is_free_and_the_next_is_asked(crisis: Rehearsal) -> None:
    """Ana, who is called with Jana as her deputy, leads access."""
    await set_up(crisis)
    petr = await crisis.opened()
    await crisis.ana.go_to_room()
    await petr.press("Roles…")
    await petr.fill({"Role": "Access lead", "Person": "U0ANA"})
    await crisis.settled()
    await crisis.ana.press("I'll do it")
    await crisis.settled()

    await becomes(crisis, "U0ANA", deactivated=True)

    incident = await crisis.incident()
    assert incident.holders("access_lead") == ()
    assert [seat.state for seat in incident.roles.seats] == ["gone", "asked"]
    assert incident.roles.seats[-1].person.name == "Jana Horvat"
    assert "you are asked to lead access" in await crisis.direct_messages("jana")


async def test_a_responder_who_is_gone_has_their_deputy_called_at_once(crisis: Rehearsal) -> None:
    await set_up(crisis)
    await crisis.opened()
    await becomes(crisis, "U0ANA", deactivated=True)

    assert "deputy of Ana Kovač" in await crisis.direct_messages("jana")


@pytest.mark.parametrize("how", ["deactivated", "guest"])
async def test_a_responder_who_was_gone_before_has_their_deputy_called_at_once(crisis: Rehearsal, how: str) -> None:
    await set_up(crisis)
    await becomes(crisis, "U0ANA", **{how: True})

    await crisis.opened()

    assert "deputy of Ana Kovač" in await crisis.direct_messages("jana")
    assert [task.of for task in (await crisis.incident()).tasks.values()] == ["slack:U0ANA", "slack:U0JANA"]


def hidden(crisis: Rehearsal) -> Actor:
    """Somebody who stands on no list."""
    people = crisis.workspace.people
    people["U0HIDDEN"] = replace(people["U0STRANGER"], id="U0HIDDEN", name="sam", real_name="Sam Silent")
    return Actor(crisis.http, "U0HIDDEN")


@pytest.mark.parametrize("code", ["user_not_visible", "user_not_found", "user_disabled"])
async def test_somebody_the_chat_does_not_show_is_recorded_as_unknown_and_told(crisis: Rehearsal, code: str) -> None:
    petr, sam = await crisis.opened(), hidden(crisis)
    crisis.workspace.weather.refuse_next("users.info", *[Refusal(code)] * 20)

    await petr.do("invite", channel=petr.place, users=[sam.user])
    await crisis.later(seconds=3)
    await sam.go(petr.place)
    await sam.press("Take command")
    await crisis.settled()

    incident = await crisis.incident()
    assert incident.room.inside["slack:U0HIDDEN"].standing is Standing.unknown
    assert incident.command.commander is None
    assert "U0HIDDEN (not known who)" in str(await crisis.board(petr))
    assert "I can't see who it is: U0HIDDEN" in await crisis.direct_messages("petr")
    assert "I can't see who you are" in await crisis.read(sam)


async def test_one_who_is_found_after_a_gap_is_recorded_as_unknown_too(crisis: Rehearsal) -> None:
    petr, sam = await crisis.opened(), hidden(crisis)
    crisis.workspace.weather.refuse_next("users.info", Refusal("user_not_visible"))
    crisis.workspace.places[petr.place].members.append(sam.user)

    await crisis.app.members.read_again("T0REHEARSAL")

    assert (await crisis.incident()).room.inside["slack:U0HIDDEN"].standing is Standing.unknown


async def test_an_unknown_person_who_is_found_out_later_is_what_they_are(crisis: Rehearsal) -> None:
    petr, sam = await crisis.opened(), hidden(crisis)
    crisis.workspace.weather.refuse_next("users.info", Refusal("user_not_visible"))
    await petr.do("invite", channel=petr.place, users=[sam.user])
    await crisis.later(seconds=3)

    await crisis.app.slack.read_people(crisis.app.ears)
    await crisis.settled()

    assert (await crisis.incident()).room.inside["slack:U0HIDDEN"].standing is Standing.outsider


async def test_a_member_who_cannot_be_looked_up_just_now_stays_what_they_are(crisis: Rehearsal) -> None:
    petr = await commanded(crisis)
    crisis.app.slack.platform.known.pop("slack:U0ANA", None)
    crisis.workspace.weather.refuse_next("users.info", Refusal("org_login_required"))

    await crisis.ana.say("Here")
    await crisis.settled()

    assert (await crisis.incident()).people.standings == {}
    assert "Commander: Ana Kovač" in str(await crisis.board(petr))
