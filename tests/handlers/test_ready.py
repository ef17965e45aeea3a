"""How ready the organisation is, asked before anything has happened."""

from __future__ import annotations

import pytest

from tests.conversation import Rehearsal
from tests.handlers.test_home import seen


@pytest.mark.requirement("S1.3")
async def test_whoever_asks_hears_what_is_missing_and_what_to_do_next(crisis: Rehearsal) -> None:
    empty = str((await crisis.petr.command("/crisis ready"))["text"]).splitlines()
    await crisis.eva.command("/crisis setup")
    sent = await crisis.eva.fill({"Brand": "Teal Kettle", "Responder 1": "U0ANA"})
    half = str((await crisis.petr.command("/crisis ready"))["text"]).splitlines()

    assert sent["ok"]
    assert empty[0].startswith("Ready: ") and " · next: " in empty[0]
    assert any(line.startswith("✖ ") and "Next: " in line for line in empty)
    assert [line for line in half if line.startswith("✖ ")] != [line for line in empty if line.startswith("✖ ")]
    assert any("Ana Kovač" in line and "Next: " in line for line in half), half


async def test_what_was_not_prepared_is_counted_and_home_counts_the_same(crisis: Rehearsal) -> None:
    said = str((await crisis.petr.command("/crisis ready"))["text"]).splitlines()
    home = await seen(crisis, crisis.petr)
    kinds = len(crisis.app.book.kinds)

    (counted,) = [line for line in said if "kinds of crisis" in line]
    assert counted.startswith("✖ ") and f" 0 of {kinds} " in counted and " Next: " in counted
    assert said[0].split(" · ")[0] in home
