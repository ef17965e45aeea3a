"""Which severity counts, where the answers give worse than the commander set: asked in the room, answered there."""

from __future__ import annotations

from bot.crisis.questions.facts import Answer, QuestionAnswered
from bot.crisis.severity.facts import LevelReleased, SeveritySet
from bot.rehearsal.acting import words
from tests.conversation import Rehearsal
from tests.record.story import PETR


async def overtaken(crisis: Rehearsal) -> None:
    """Petr opened it and acts; he set Watch, and then people are hurt."""
    petr = await crisis.opened()
    await petr.press("Change severity…")
    sent = await petr.fill({"Level": "Watch (SEV4)", "Reason": "we know them all"})
    assert sent["ok"], sent
    await crisis.later(seconds=3)
    hurt = Answer(values={"empty_lines": "none", "spread": "mass", "people_safety": "3"})
    async with crisis.app.store.happened((await crisis.incident()).id, "rated") as change:
        change.record([QuestionAnswered(question="damage", answer=hurt, by=PETR)])
    await crisis.later(seconds=3)


async def test_whoever_acts_is_asked_aloud_and_the_worse_counts(crisis: Rehearsal) -> None:
    await overtaken(crisis)

    room = await crisis.read(crisis.petr)
    assert (
        "which severity counts?" in room and "Critical counts until you decide. Keeping Watch needs a reason." in room
    )
    assert "Crisis 1 · which severity counts?" in await crisis.direct_messages("petr")
    board = words(await crisis.board(crisis.petr))
    assert "Critical (SEV1 by the answers; Petr set SEV4)" in board
    assert "Next: decide which severity counts (Petr Novák)" in board


async def test_keeping_it_needs_a_reason(crisis: Rehearsal) -> None:
    await overtaken(crisis)

    await crisis.petr.press("Keep Watch…", on="which severity counts?")
    short = await crisis.petr.fill({"Why Watch still?": "no"})
    sent = await crisis.petr.fill({"Why Watch still?": "it was a drill"})
    await crisis.later(seconds=3)

    assert short["errors"] and sent["ok"]
    assert (await crisis.incident()).level == "SEV4"
    assert [e.fact.reason for e in await crisis.events() if isinstance(e.fact, SeveritySet)][-1] == "it was a drill"
    assert "decided about the severity" in await crisis.read(crisis.petr)


async def test_the_answers_count_with_one_press_which_can_be_taken_back(crisis: Rehearsal) -> None:
    await overtaken(crisis)

    await crisis.petr.press("Take Critical", on="which severity counts?")
    await crisis.later(seconds=3)
    taken = await crisis.incident()
    said = await crisis.petr.command("/crisis undo")
    await crisis.later(seconds=3)

    assert (taken.level, taken.severity.set) == ("SEV1", None)
    assert [e.fact.level for e in await crisis.events() if isinstance(e.fact, LevelReleased)] == ["SEV1"]
    assert said["text"] == "Taken back. Critical counts, as before."
    assert (await crisis.incident()).severity.ask is not None
