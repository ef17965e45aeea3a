"""A button addressed to somebody acts for nobody else, wherever it stands."""

from __future__ import annotations

from bot.chat.card import Button, Card, Row, on
from bot.chat.outcome import Done
from bot.crisis.command import rules as command
from bot.crisis.paging.rules import PAGE
from bot.people.organisation import Responder
from bot.room.room import room
from bot.room.surface import Surface
from bot.task import rules
from bot.views import staged
from tests.access.restrictions import started
from tests.handlers.desk import ANA as ANA_THERE
from tests.handlers.desk import EVA as EVA_THERE
from tests.handlers.desk import JANA as JANA_THERE
from tests.handlers.desk import Desk, lines
from tests.record.crew import BOOK, ask, commanded
from tests.record.story import ANA, EVA, JANA, PETR, Story

ACTS = {
    *("task.done", "task.unable", "roles.accept", "roles.decline", "roles.release", "roles.hand_on"),
    *("roles.take", "roles.not_now", "restriction.confirm", "restriction.cannot"),
}
FOR_JANA = "This button is for Jana Horvat. Nothing was changed. If you were asked too, use the one with your name."


def buttons(surfaces: tuple[Surface, ...]) -> list[tuple[str, Button]]:
    """Every button of these surfaces, with the key of its own."""
    cards = [(each.key, each.card) for each in surfaces if isinstance(each.card, Card)]
    rows = [(key, part) for key, card in cards for part in card.parts if isinstance(part, Row)]
    return [(key, item) for key, row in rows for item in row.items if isinstance(item, Button)]


def unaddressed(story: Story) -> list[str]:
    """Buttons that act for who presses them, and say nothing of whom they are for."""
    shown = buttons(room(staged(story.incident, BOOK)).surfaces)
    return [f"{key}: {button.action}" for key, button in shown if button.action in ACTS and "@" not in button.value]


def busy() -> Story:
    """Somebody is called, asked for a role, has one, is offered command, keeps an account."""
    story = started(ask(commanded(), "legal", EVA))
    return story.then(command.offer(story.incident, ANA, PETR, "nothing"), ANA)


def test_whatever_acts_for_who_presses_it_says_for_whom_it_is() -> None:
    called = commanded(Responder(person=JANA, deputy=EVA))
    called.then([rules.ask(PAGE, EVA.id, EVA, JANA, instead_of=JANA)])

    assert unaddressed(called) == []
    assert unaddressed(busy()) == []


async def test_who_presses_the_button_of_another_is_told_whose_it_is(desk: Desk) -> None:
    incident = await desk.opened(inside=[ANA_THERE, JANA_THERE, EVA_THERE])
    await desk.press(ANA_THERE, "roles.claim", incident.id)
    await desk.submit(ANA_THERE, "roles.hand_over", incident.id, to=JANA_THERE.id, open_decisions="none")
    hers = on(incident.id, to=JANA_THERE.id)

    pressed = await desk.press(EVA_THERE, "roles.take", hers)
    by_her = await desk.press(JANA_THERE, "roles.take", hers)

    assert (lines(pressed), by_her) == ([FOR_JANA], Done())
    assert (await desk.incident()).command.commander == JANA_THERE.someone


async def test_a_button_for_somebody_unknown_acts_for_nobody(desk: Desk) -> None:
    incident = await desk.opened(inside=[ANA_THERE])

    said = await desk.press(ANA_THERE, "roles.claim", on(incident.id, to="slack:U0NOBODY"))

    assert "This button is for someone else. Nothing was changed." in lines(said)[0]
    assert (await desk.incident()).command.commander is None
