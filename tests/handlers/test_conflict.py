"""A person named as involved acts no more from that moment on: not in a form open already, and not as commander."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.chat.outcome import Done, OpenForm
from bot.crisis.incident import Incident
from bot.people.who import Person
from bot.playbooks import load
from handlers.ask import Ask
from handlers.language import Language
from handlers.questions import Questions
from handlers.resolving import Resolve
from handlers.severity import Severity
from handlers.timeline import Timeline
from tests.handlers.desk import ANA, EVA, JANA, PETR, Desk, lines
from tests.handlers.desk import desk as at

BOOK = load()
HELD = "You can't act in this crisis. Nothing was changed."


@pytest.fixture
async def named(tmp_path: Path) -> AsyncIterator[Desk]:
    """Petr opened it, Ana commands, Jana and Eva are inside. Ana offered command to Jana; then Petr named Ana."""
    async with at(tmp_path) as desk:
        desk.router.add(Questions(desk.store, BOOK, lambda: desk.now).routes())
        for handler in (Ask, Timeline, Resolve):
            desk.router.add(handler(desk.store, BOOK).routes())
        for plain in (Severity, Language):
            desk.router.add(plain(desk.store).routes())
        incident = await desk.opened(inside=[ANA, JANA, EVA])
        await desk.press(ANA, "roles.claim", incident.id)
        await desk.submit(ANA, "roles.hand_over", incident.id, to=EVA.id, open_decisions="none")
        for question, value in (
            ("accounts", {"whose": "main"}),
            ("live", {"live": "yes"}),
            ("unauthorised_use", {"unauthorised_use": "no"}),
            ("mistake", {"mistake": "no"}),
        ):
            assert await desk.submit(PETR, "question.submit", f"{incident.id} {question} 0", **value) == Done()
        assert await names(desk, PETR, incident, 0, ANA.id) == Done()
        yield desk


async def names(desk: Desk, by: Person, incident: Incident, version: int, *who: str) -> object:
    carried = f"{incident.id} involved {version}"
    return await desk.submit(by, "question.submit", carried, involved=("employee",), who=who)


SENT = {
    "question.submit": {"involved": ("customer",)},
    "question.skip": {"why": "not needed"},
    "question.why_unknown": {"why": "not known"},
    "ask.submit": {"who": JANA.id},
    "severity.set": {"level": "SEV4", "reason": "it is nothing"},
    "timeline.add": {"what": "It was not me", "weight": "fact"},
    "resolve.submit": {"outcome": "no_crisis", "because": "over", "review_on": date(2026, 3, 3)},
    "resolve.reopen": {"reason": "again"},
    "roles.hand_over": {"to": JANA.id, "open_decisions": "none"},
    "roles.claim": {"reason": "nobody commands"},
}


@pytest.mark.parametrize("action", SENT)
async def test_a_form_that_was_open_already_is_not_taken(named: Desk, action: str) -> None:
    before = await named.incident()

    said = await named.submit(ANA, action, f"{before.id} involved 1", **SENT[action])  # type: ignore[arg-type]

    assert HELD in lines(said)[0]
    assert await named.incident() == before


async def test_nothing_is_read_either(named: Desk) -> None:
    id = (await named.incident()).id

    for action in ("question.history", "question.form", "question.change", "timeline.show", "ask.form"):
        said = await named.press(ANA, action, f"{id} involved 1")
        assert HELD in lines(said)[0], action
        assert not isinstance(said, OpenForm), action


async def test_whoever_may_not_read_the_names_cannot_take_them_away(named: Desk) -> None:
    """Eva is inside, and not the one who typed them."""
    before = await named.incident()

    for action, given in (
        ("question.submit", {"involved": ("customer",)}),
        ("question.skip", {"why": "not needed"}),
        ("question.unknown", {}),
        ("question.not_answer", {}),
    ):
        said = lines(await named.submit(EVA, action, f"{before.id} involved 1", **given))
        assert "Nothing was changed." in said[0], action
    assert (await named.incident()).has_conflict(ANA.id)


async def test_nobody_commands_any_more_and_what_they_offered_cannot_be_taken_by_them(named: Desk) -> None:
    incident = await named.incident()

    assert incident.acting == PETR.someone
    assert lines(await named.command(ANA, "resolve"))[0].startswith("This belongs in a crisis room.")
    assert HELD in lines(await named.press(ANA, "resolve.form", incident.id))[0]
    assert HELD in lines(await named.press(ANA, "roles.take", incident.id))[0]
    assert lines(await named.press(JANA, "roles.claim", incident.id)) == ["You have command of Crisis 1."]
    assert (await named.incident()).command.commander == JANA.someone
