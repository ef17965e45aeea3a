"""Those called answer from their direct message."""

from __future__ import annotations

from bot.chat.outcome import Done, FieldErrors, OpenForm
from tests.handlers.desk import ANA, EVA, JANA, PETR, Desk, lines

ANAS = f"page/{ANA.id}"


async def called(desk: Desk) -> str:
    """Ana is called, Jana is her deputy; neither is in the room yet."""
    await desk.submit(PETR, "setup.save", responder_1=ANA.id, deputy_1=JANA.id)
    return (await desk.opened()).id


async def test_coming_counts_before_one_is_in_the_room(desk: Desk) -> None:
    id = await called(desk)

    said = [await desk.press(ANA, "task.done", f"{id} {ANAS}") for _ in range(2)]

    assert said == [Done(), Done()]
    assert (await desk.kinds()).count("task_answered") == 1


async def test_not_coming_asks_why_and_calls_the_deputy(desk: Desk) -> None:
    id = await called(desk)

    form = await desk.press(ANA, "task.unable", f"{id} {ANAS}")
    empty = await desk.submit(ANA, "task.unable", f"{id} {ANAS}", reason="")
    sent = await desk.submit(ANA, "task.unable", f"{id} {ANAS}", reason="on a train")

    assert isinstance(form, OpenForm)
    assert isinstance(empty, FieldErrors)
    assert sent == Done()
    assert [(task.of, task.result) for task in (await desk.incident()).tasks.values()] == [
        (ANA.id, "could_not"),
        (JANA.id, None),
    ]


async def test_who_was_not_called_is_told_so(desk: Desk) -> None:
    id = await called(desk)

    for action in ("task.done", "task.unable"):
        assert lines(await desk.press(EVA, action, f"{id} {ANAS}")) == [
            "You were not called to this crisis. Nothing was changed. Use the buttons in the room."
        ]
