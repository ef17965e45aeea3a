"""Whatever code of Slack's meets whatever call: nothing is final by accident, and what is not done is said."""

from __future__ import annotations

import pytest

from bot.crisis.questions.facts import QuestionAsked
from bot.people.organisation import Responder
from bot.rehearsal import Refusal
from bot.rehearsal.acting import Actor, words
from tests.conversation import Rehearsal

KINDS = (
    "org_login_required",  # about us: the whole workspace
    "missing_scope",  # about us: a right
    "internal_error",  # a fault that passes
    "a_code_nobody_knows",
)
METHODS = (
    "chat.postMessage",
    "chat.update",
    "pins.add",
    "conversations.create",
    "conversations.invite",
    "conversations.setTopic",
    "conversations.setPurpose",
)


async def some_time(crisis: Rehearsal) -> None:
    """Half an hour in which nobody does anything."""
    for _step in range(6):
        await crisis.later(seconds=30)
    for _step in range(3):
        await crisis.later(minutes=11)
    await crisis.later(seconds=3)


async def board(person: Actor) -> str:
    return next(read for message in await person.messages() if (read := words(message)).startswith("Crisis 1 · "))


async def is_whole(crisis: Rehearsal) -> bool:
    """The room stands: board pinned and true, the question asked, the responders inside and written to."""
    await crisis.petr.go_to_room()
    read = await crisis.read(crisis.petr)
    place = crisis.workspace.places[crisis.petr.place]
    pinned = [message for message in await crisis.petr.messages() if message["pinned"]]
    return (
        "Commander: Petr" in await board(crisis.petr)
        and "Not done" not in read
        and "Not yet" not in read
        and len(pinned) == 1
        and "commander" in place.topic.value
        and bool(place.purpose.value)
        and not (await crisis.incident()).room.refused
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("code", KINDS)
async def test_one_refusal_is_made_good_by_itself(crisis: Rehearsal, method: str, code: str) -> None:
    """Once, at the next call of that method; then Slack is well."""
    crisis.workspace.weather.refuse_next(method, Refusal(code))
    await crisis.petr.command("/crisis open Offensive post from our account")
    await some_time(crisis)
    await crisis.petr.go_to_room()
    await crisis.petr.press("Take command")
    crisis.workspace.weather.refuse_next(method, Refusal(code))
    await crisis.petr.press("Don't know yet")
    await some_time(crisis)

    assert await is_whole(crisis)
    asked = [event for event in await crisis.events() if isinstance(event.fact, QuestionAsked)]
    assert len(asked) >= 2


async def test_a_refused_surface_is_shown_at_a_start(crisis: Rehearsal) -> None:
    """What was refused is not asked for again a moment later; whoever starts anew tries all of it."""
    petr = await crisis.opened()
    crisis.workspace.weather.refuse_next("chat.update", *[Refusal("a_code_nobody_knows")] * 9)
    await petr.press("Take command")
    await crisis.later(seconds=30)
    before = await board(petr)

    crisis.workspace.weather.refuse.clear()
    await crisis.app.worker.refresh()
    await crisis.later(seconds=3)
    await crisis.later(seconds=3)

    assert "Commander: nobody yet" in before
    assert "Commander: Petr" in await board(petr) and "Not done" not in await board(petr)


async def test_what_is_not_done_is_said_since_when_and_tried_at_a_press(crisis: Rehearsal) -> None:
    crisis.workspace.weather.refuse_next("pins.add", Refusal("too_many_pins"))
    petr = await crisis.opened()
    await crisis.later(seconds=3)
    refused, asked = await board(petr), await petr.command("/crisis status")

    await petr.press("Try again", on="Crisis 1 · ")
    await crisis.later(seconds=3)

    since = "Not done: pin (Slack refused, since 03:00 CET)"
    assert since in refused and since in str(asked)
    assert await board(petr) != refused and "Not done" not in await board(petr)
    assert (await crisis.board(petr))["pinned"]
    kinds = [event.fact.kind for event in await crisis.events()]
    assert kinds.count("step_refused") == kinds.count("step_retried") == 1


@pytest.mark.parametrize("code", ["invitee_cant_see_channel", "org_login_required", "limit_reached"])
async def test_one_who_cannot_be_invited_keeps_nobody_else_out(crisis: Rehearsal, code: str) -> None:
    """Ana is refused every time; Tom, who is asked later, comes in. The board names Ana, until she is in."""
    known = crisis.app.slack.platform.known
    ana, tom = known["slack:U0ANA"].someone, known["slack:U0TOM"].someone
    called = (Responder(person=ana, deputy=tom),)
    await crisis.app.store.change_organisation(
        "T0REHEARSAL", known["slack:U0EVA"], lambda newest: newest.model_copy(update={"responders": called})
    )
    crisis.workspace.unwelcome["U0ANA"] = code
    petr = await crisis.opened()
    for _half in range(8):
        await crisis.later(minutes=2)
    members = list(crisis.workspace.places[petr.place].members)
    before = await board(petr)
    crisis.workspace.unwelcome.clear()
    await crisis.later(minutes=31)
    await crisis.later(seconds=3)

    assert "U0TOM" in members and "U0ANA" not in members
    assert "Not done: invite Ana" in before
    assert "U0ANA" in crisis.workspace.places[petr.place].members
    assert "Not done" not in await board(petr)
