"""What becomes of a room in the chat is recorded and told, and all goes on when it is back."""

from __future__ import annotations

import pytest

from bot.crisis.resolving.facts import Outcome, Resolved
from bot.rehearsal import rooms
from bot.rehearsal.model import BOT_USER
from bot.rehearsal.places import Place
from tests.conversation import Rehearsal


def here(crisis: Rehearsal) -> Place:
    return crisis.workspace.places[crisis.petr.place]


async def kinds(crisis: Rehearsal) -> list[str]:
    return [event.fact.kind for event in await crisis.events()]


async def test_a_bot_taken_out_says_who_brings_it_back_and_goes_on_by_itself(crisis: Rehearsal) -> None:
    """What changed meanwhile is shown, who came meanwhile is known, and the direct message goes."""
    petr = await crisis.opened()
    rooms.leave(crisis.workspace, here(crisis), BOT_USER, by="U0PETR")
    await crisis.later(seconds=3)
    told = await crisis.direct_messages("petr")
    await petr.press("Take command")
    rooms.join(crisis.workspace, here(crisis), "U0TOM", inviter="U0PETR")
    await crisis.later(seconds=30)

    rooms.join(crisis.workspace, here(crisis), BOT_USER, inviter="U0PETR")
    await crisis.later(seconds=3)
    await crisis.later(seconds=3)

    assert "I was taken out of the room of Crisis 1. Everything recorded is safe." in told
    assert "Anyone in the room can bring me back: write /invite there, with my name." in told
    assert "I was taken out" not in await crisis.direct_messages("petr")
    assert "Commander: Petr" in await crisis.read(petr)
    assert "slack:U0TOM" in (await crisis.incident()).room.inside
    assert (await crisis.incident()).room.refused == {}
    assert [kind for kind in await kinds(crisis) if kind.startswith("step")] == ["step_refused", "step_done"]


async def test_an_archived_room_is_told_at_once_and_goes_on_when_it_is_back(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    rooms.archive(crisis.workspace, here(crisis), "U0PETR")
    await crisis.later(seconds=3)
    told = await crisis.direct_messages("petr")
    await petr.command("/crisis command")
    await crisis.later(minutes=1)

    rooms.unarchive(crisis.workspace, here(crisis), "U0PETR")
    await crisis.later(seconds=3)

    assert "The room of Crisis 1 was archived. Everything recorded is safe." in told
    assert "to unarchive it. Then I go on by myself." in told
    assert "was archived" not in await crisis.direct_messages("petr")
    assert (await crisis.incident()).room.refused == {}


async def test_a_room_that_is_back_unheard_is_found_by_itself(crisis: Rehearsal) -> None:
    """Its return was missed: a step now and then asks."""
    petr = await crisis.opened()
    rooms.archive(crisis.workspace, here(crisis), "U0PETR")
    await petr.press("Take command")
    await crisis.later(seconds=3)

    here(crisis).archived = False
    for _step in range(3):
        await crisis.later(minutes=31)
    await crisis.later(seconds=3)

    assert (await crisis.incident()).room.refused == {}
    assert "Commander: Petr" in await crisis.read(petr)


async def test_a_deleted_room_is_told(crisis: Rehearsal) -> None:
    await crisis.opened()
    rooms.delete(crisis.workspace, here(crisis))
    await crisis.later(seconds=3)

    assert "The room of Crisis 1 was deleted. Everything recorded is safe." in await crisis.direct_messages("petr")


async def test_a_renamed_room_keeps_working_and_links_show_its_new_name(crisis: Rehearsal) -> None:
    petr = await crisis.opened()
    rooms.rename(crisis.workspace, here(crisis), "the-big-one", "U0PETR")
    await crisis.later(seconds=3)
    await petr.press("Take command")
    await crisis.later(seconds=3)

    assert "the-big-one" in await crisis.direct_messages("petr")
    assert "Commander: Petr" in await crisis.read(petr)
    assert "room_renamed" in await kinds(crisis)


async def test_a_room_put_away_after_its_crisis_is_no_news(crisis: Rehearsal) -> None:
    await crisis.opened()
    incident = await crisis.incident()
    assert incident.opening.opener is not None
    async with crisis.app.store.happened(incident.id, "over") as change:
        change.record([Resolved(by=incident.opening.opener, outcome=Outcome.faded)])
    await crisis.settled()
    rooms.archive(crisis.workspace, here(crisis), "U0PETR")
    await crisis.later(seconds=3)

    assert "step_refused" not in await kinds(crisis)


@pytest.mark.parametrize(
    ("event", "is_ours"),
    [
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U0PETR"], "bot": []}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0APP"]}}, True),
        ({"type": "app_uninstalled"}, True),
    ],
)
async def test_a_dead_token_is_in_the_log(
    crisis: Rehearsal, event: dict[str, object], is_ours: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody can be told in the chat any more."""
    crisis.workspace.tell(event)
    await crisis.settled()

    assert ("slack.token_dead" in capsys.readouterr().out) is is_ours
