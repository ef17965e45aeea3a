"""The channel for announcements is tried when the setup is saved; ``/crisis ready`` tells what is known of it."""

from __future__ import annotations

from collections import deque

import pytest

from bot.rehearsal import rooms
from bot.rehearsal.acting import words
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.shapes import Json
from bot.rehearsal.weather import Refusal
from tests.conversation import Rehearsal

TEAM = "T0REHEARSAL"
HEARD = "Crises will be announced in this channel. Only you can see this."


async def saved(crisis: Rehearsal, channel: str) -> Json:
    """Eva, who keeps the setup, chooses the channel."""
    await crisis.eva.command("/crisis setup")
    return await crisis.eva.fill({"Announce in": channel})


async def announcement(crisis: Rehearsal) -> str:
    """Its line in ``/crisis ready``."""
    said = str((await crisis.petr.command("/crisis ready"))["text"]).splitlines()
    return next(line for line in said[1:] if "Announcement" in line)


def invite(crisis: Rehearsal, channel: str) -> None:
    rooms.join(crisis.workspace, crisis.workspace.places[channel], BOT_USER, inviter="U0EVA")


@pytest.mark.parametrize("channel", ["C0PRAHA", "C0LEADS"])  # a public and a private one
async def test_a_channel_the_bot_is_not_in_is_said_under_its_field_and_nothing_is_saved(
    either: Rehearsal, channel: str
) -> None:
    refused = await saved(either, channel)

    assert "I'm not in that channel. Invite me there, then save again." in str(refused["errors"])
    assert not (await either.app.store.organisation(TEAM)).set_up

    invite(either, channel)
    assert (await either.eva.fill({"Announce in": channel}))["ok"]
    await either.settled()
    await either.eva.go(channel)
    mine = [words(message) for message in await either.eva.messages() if message.get("ephemeral")]
    assert HEARD in mine
    assert (await announcement(either)).startswith("✔ Announcement: a channel hears that a room is open (checked ")


async def test_an_archived_channel_is_said_under_its_field(crisis: Rehearsal) -> None:
    invite(crisis, "C0PRAHA")
    rooms.archive(crisis.workspace, crisis.workspace.places["C0PRAHA"], "U0EVA")

    refused = await saved(crisis, "C0PRAHA")

    assert "That channel is archived. Choose another one." in str(refused["errors"])
    assert not (await crisis.app.store.organisation(TEAM)).set_up


async def test_what_else_is_wrong_is_said_before_anything_is_posted(crisis: Rehearsal) -> None:
    invite(crisis, "C0PRAHA")
    await crisis.eva.command("/crisis setup")

    refused = await crisis.eva.fill({"Announce in": "C0PRAHA", "Time zone": "Nowhere/Land"})

    assert "I don't know this zone." in str(refused["errors"])
    assert "chat.postEphemeral" not in [call.method for call in crisis.workspace.calls]


@pytest.mark.parametrize("error", ["user_not_in_channel", "internal_error", "missing_scope"])
async def test_what_could_not_be_found_out_is_saved_and_said_to_be_unknown(crisis: Rehearsal, error: str) -> None:
    invite(crisis, "C0PRAHA")
    crisis.workspace.weather.refuse["chat.postEphemeral"] = deque([Refusal(error)])

    sent = await saved(crisis, "C0PRAHA")

    assert sent["ok"]
    await crisis.settled()
    told = [words(message) for message in await crisis.eva.messages() if message.get("ephemeral")]
    assert "I couldn't check that channel. Make sure you and I are both in it" in told[-1]
    assert "not checked yet. Next: open the setup and save it again" in await announcement(crisis)


async def test_a_check_that_fails_to_be_answered_forgets_no_earlier_one_of_the_same_channel(crisis: Rehearsal) -> None:
    invite(crisis, "C0PRAHA")
    invite(crisis, "C0LEADS")
    await saved(crisis, "C0PRAHA")
    refuse = crisis.workspace.weather.refuse
    refuse["chat.postEphemeral"] = deque([Refusal("internal_error")])
    await saved(crisis, "C0PRAHA")
    same = await announcement(crisis)

    refuse["chat.postEphemeral"] = deque([Refusal("internal_error")])
    await saved(crisis, "C0LEADS")

    assert same.startswith("✔ ")
    assert (await announcement(crisis)).startswith("✖ ")


async def test_a_channel_the_bot_was_taken_out_of_counts_from_the_next_announcement_until_it_is_back(
    crisis: Rehearsal,
) -> None:
    invite(crisis, "C0PRAHA")
    await saved(crisis, "C0PRAHA")
    rooms.leave(crisis.workspace, crisis.workspace.places["C0PRAHA"], BOT_USER, by="U0EVA")
    crisis.clock.forward(minutes=1)
    await crisis.opened()
    await crisis.later(seconds=5)

    said = len(crisis.workspace.calls)
    out = await announcement(crisis)
    methods = [call.method for call in crisis.workspace.calls[said:]]

    assert "✖ Announcement: the bot is not in the channel (seen " in out
    assert "Next: invite the bot to the channel, then save the setup again" in out
    assert not [method for method in methods if method.startswith("chat.")]

    invite(crisis, "C0PRAHA")
    crisis.clock.forward(minutes=1)
    assert (await saved(crisis, "C0PRAHA"))["ok"]
    assert (await announcement(crisis)).startswith("✔ ")
