"""kill -9 in the middle of what an open crisis sets off: nothing is lost, fetched into two entries, or sent twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.acts import opened
from tests.chaos.databases import Fresh
from tests.chaos.effects import EFFECTS
from tests.chaos.matrix import lost_or_doubled, undisturbed

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", EFFECTS)
async def test_an_effect_on_sqlite(sqlite: Fresh, tmp_path: Path, name: str) -> None:
    """After each call, and before each commit."""
    effect = EFFECTS[name]
    async with opened(sqlite, tmp_path) as setting:
        whole = await undisturbed(setting, effect.act, effect.counted_from)

        points = whole.points("call", after=(True,)) + whole.points("commit", after=(False,))

        assert effect.makes in whole.calls
        wrong = await lost_or_doubled(setting, effect.act, effect.counted_from, whole, points)
        assert wrong == "", wrong
