"""What many tests need: a rehearsal of the whole product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conversation import Rehearsal, rehearsal


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """The workspace and the bot, by Socket Mode, on SQLite."""
    async with rehearsal(tmp_path) as running:
        yield running


@pytest.fixture(params=["socket", "http"])
async def either(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Rehearsal]:
    """The same on both transports."""
    async with rehearsal(tmp_path, transport=request.param) as running:
        yield running
