"""A desk for the handlers' tests: nobody is named as an admin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.desk import Desk
from tests.handlers.desk import desk as at


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with at(tmp_path) as made:
        yield made
