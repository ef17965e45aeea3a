"""What falls due is asked again once the record is locked: what somebody did meanwhile wins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.crisis.incident import Incident
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.room.facts import LanguageSet
from bot.dues import record_due
from bot.people.organisation import Organisation, Responder
from bot.playbooks import load
from bot.record.consequences import due
from bot.record.due import Due
from bot.store.work import Work
from tests.handlers.desk import ANA, JANA, PETR, TENANT, Desk
from tests.handlers.desk import desk as at

BOOK = load()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Ana is called; Jana is her deputy."""
    async with at(tmp_path) as made:
        setup = Organisation(responders=(Responder(person=ANA.someone, deputy=JANA.someone),))
        await made.store.save_organisation(TENANT, setup, PETR)
        yield made


async def taken(desk: Desk, incident: Incident) -> Work:
    """The crisis in the worker's hands, as it looks at it now."""
    work = await desk.store.take(incident.id)
    assert work is not None
    return work


async def test_coming_at_the_deadline_never_asks_the_deputy_too(desk: Desk) -> None:
    incident = await desk.opened()
    desk.later(5)
    looked = await taken(desk, incident)

    await desk.press(ANA, "task.done", f"{incident.id} page/{ANA.id}")
    again = await record_due(desk.store, looked, BOOK, set())

    assert again
    assert "task_answered" in await desk.kinds()
    assert (await desk.kinds()).count("task_asked") == 1


async def test_what_is_still_due_is_recorded_once(desk: Desk) -> None:
    incident = await desk.opened()
    desk.later(5)
    looked, ticked = await taken(desk, incident), set[str]()

    found = [await record_due(desk.store, looked, BOOK, ticked) for _turn in range(2)]

    assert found == [True, False]
    assert (await desk.kinds()).count("task_asked") == 2


async def test_nothing_of_a_crisis_that_was_just_resolved_falls_due(desk: Desk) -> None:
    incident = await desk.opened()
    desk.later(5)
    looked = await taken(desk, incident)

    async with desk.store.happened(incident.id, "over") as change:
        change.record([Resolved(by=PETR.someone, outcome=Outcome.faded)])
    await record_due(desk.store, looked, BOOK, set())

    assert (await desk.kinds())[-1] == "resolved"


async def test_only_what_lives_on_falls_due_after_the_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A capability may have something due after the end; each says so of its own."""
    note = LanguageSet(language="en", by=PETR.someone)

    def of_a_capability(incident: Incident) -> list[Due]:
        at = incident.changed_at or desk.now
        return [
            Due(at=at + timedelta(minutes=1), key="look back", facts=(note,), lives_on=True),
            Due(at=at + timedelta(minutes=1), key="look on", facts=(note,)),
        ]

    monkeypatch.setattr("bot.crisis.command.seeking.due", of_a_capability)
    incident = await desk.opened()
    async with desk.store.happened(incident.id, "over") as change:
        change.record([Resolved(by=PETR.someone, outcome=Outcome.faded)])

    assert [each.key for each in due(change.incident, BOOK)] == ["look back"]
