"""Command changes hands by presses, and only by the right ones."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.outcome import Done, FieldErrors, OpenForm
from bot.crisis.resolving.facts import Outcome, Resolved
from tests.handlers.desk import ANA, EVA, JANA, PETR, TOM, Desk, lines


async def commanded(desk: Desk) -> str:
    """Ana commands; Jana and Eva are inside."""
    incident = await desk.opened(inside=[ANA, JANA, EVA, TOM])
    assert lines(await desk.press(ANA, "roles.claim", incident.id)) == ["You have command of Crisis 1."]
    return incident.id


async def test_take_command_is_one_press(desk: Desk) -> None:
    await commanded(desk)

    assert (await desk.incident()).command.commander == ANA.someone


async def test_two_who_press_at_once_are_one_commander(desk: Desk) -> None:
    incident = await desk.opened(inside=[ANA, JANA])

    said = await asyncio.gather(*(desk.press(who, "roles.claim", incident.id) for who in (ANA, JANA)))

    commander = (await desk.incident()).command.commander
    assert commander in (ANA.someone, JANA.someone)
    assert (await desk.kinds()).count("command_taken") == 1
    (refused,) = [lines(each) for each in said if lines(each) != ["You have command of Crisis 1."]]
    assert refused == [f"{commander.name} has command and can hand it over. Nothing was changed."]


async def test_an_old_take_command_gets_a_sane_answer(desk: Desk) -> None:
    id = await commanded(desk)

    assert lines(await desk.press(ANA, "roles.claim", id)) == ["You have command already. Nothing was changed."]
    assert "has command" in lines(await desk.press(EVA, "roles.claim", id))[0]


async def test_a_silent_commander_is_followed_with_a_reason(desk: Desk) -> None:
    id = await commanded(desk)
    desk.later(10)

    asked = await desk.press(JANA, "roles.claim", id)
    empty = await desk.submit(JANA, "roles.claim", id, reason=" ")
    sent = await desk.submit(JANA, "roles.claim", id, reason="Ana does not answer")

    assert isinstance(asked, OpenForm)
    assert (asked.form.action, asked.form.carried) == ("roles.claim", id)
    assert isinstance(empty, FieldErrors)
    assert lines(empty) == ["reason: A few words are enough."]
    assert lines(sent) == ["You have command of Crisis 1."]
    assert (await desk.incident()).command.commander == JANA.someone


async def test_guests_and_those_outside_command_nothing(desk: Desk) -> None:
    incident = await desk.opened(inside=[TOM])

    assert lines(await desk.press(TOM, "roles.claim", incident.id))[0].startswith("Guests can't use this.")
    assert lines(await desk.press(ANA, "roles.claim", incident.id))[0].startswith("Only those in the room")


async def test_a_handover_is_offered_and_accepted(desk: Desk) -> None:
    id = await commanded(desk)

    form = await desk.press(ANA, "roles.hand_over", id)
    said = await desk.submit(
        ANA, "roles.hand_over", id, to=JANA.id, open_decisions="answer the union", resting=(PETR.id,)
    )
    during = (await desk.incident()).command.commander
    taken = await desk.press(JANA, "roles.take", id)

    assert isinstance(form, OpenForm)
    assert lines(said) == ["Offered to Jana Horvat. You stay in command until they press."]
    assert (during, taken, (await desk.incident()).command.commander) == (ANA.someone, Done(), JANA.someone)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"to": None, "open_decisions": "x"}, "to: Choose someone who is in the room."),
        ({"to": "slack:U77", "open_decisions": "x"}, "to: Choose someone who is in the room."),
        ({"to": TOM.id, "open_decisions": "x"}, "to: Tom Reed can't take command here. Choose someone else."),
        ({"to": ANA.id, "open_decisions": "x"}, "to: You have command already. Choose someone else."),
        ({"to": JANA.id}, "open_decisions: Name what is still to decide, or write that nothing is."),
        (
            {"to": JANA.id, "open_decisions": "x", "resting": ("slack:U8",)},
            "resting: Choose people who are in the room.",
        ),
    ],
)
async def test_a_wrong_handover_keeps_the_form_open(desk: Desk, given: dict[str, str], says: str) -> None:
    id = await commanded(desk)

    said = await desk.submit(ANA, "roles.hand_over", id, **given)

    assert isinstance(said, FieldErrors)
    assert lines(said) == [says]


async def test_not_now_asks_why_and_leaves_command_where_it_is(desk: Desk) -> None:
    id = await commanded(desk)
    await desk.submit(ANA, "roles.hand_over", id, to=JANA.id, open_decisions="none")

    form = await desk.press(JANA, "roles.not_now", id)
    sent = await desk.submit(JANA, "roles.not_now", id, reason="driving")

    assert isinstance(form, OpenForm)
    assert (sent, (await desk.incident()).command.commander, (await desk.incident()).command.offer) == (
        Done(),
        ANA.someone,
        None,
    )
    assert lines(await desk.press(JANA, "roles.take", id)) == [
        "This handover is over. Ana Kovač has command. Nothing was changed."
    ]
    assert lines(await desk.press(JANA, "roles.not_now", id)) == [
        "This handover is over. Ana Kovač has command. Nothing was changed."
    ]


async def test_only_who_commands_hands_over(desk: Desk) -> None:
    id = await commanded(desk)

    assert lines(await desk.press(PETR, "roles.hand_over", id)) == [
        "Only the commander can do this. Nothing was changed. Ask Ana Kovač."
    ]


async def test_once_resolved_every_old_button_says_so(desk: Desk) -> None:
    id = await commanded(desk)
    await desk.submit(ANA, "roles.hand_over", id, to=JANA.id, open_decisions="none")
    async with desk.store.happened(id, "over") as change:
        change.record([Resolved(by=ANA.someone, outcome=Outcome.faded)])

    said = [
        await desk.press(EVA, "roles.claim", id),
        await desk.press(JANA, "roles.take", id),
        await desk.press(JANA, "roles.not_now", id),
        await desk.press(ANA, "roles.hand_over", id),
    ]

    assert {lines(each)[0] for each in said} == {
        "Crisis 1 is resolved. Nothing was changed. The commander can reopen it."
    }
