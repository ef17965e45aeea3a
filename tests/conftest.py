"""What many tests need: a rehearsal of the whole product."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import structlog
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from bot import log
from tests.conversation import Rehearsal, rehearsal

TOGETHER: Final = {
    "tests/browser/": "one Chromium",
    "tests/chaos/test_closing.py": "many bots at once: closing",
    "tests/chaos/test_effects.py": "many bots at once: the rest",
    "tests/chaos/test_kill.py": "many bots at once: killing",
    "tests/chaos/test_replicas.py": "many bots at once: killing",
    "tests/chaos/": "many bots at once: the rest",
    "tests/matrix/test_language.py": "a crisis in each language",
    "tests/matrix/test_notified.py": "a crisis in each language",
    "tests/matrix/test_taint.py": "a crisis in each language",
    "tests/matrix/test_old_buttons.py": "a crisis with everything pressed",
    "tests/test_main.py": "a first start",
    "tests/test_play.py": "two cases",
}
"""How a path begins → what its tests share, and so one worker runs all of them. The first that fits."""


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Tests one by one to whichever worker is free, but for those that share something dear."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return next((shared for start, shared in TOGETHER.items() if path.startswith(start)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """xdist's own groups do nothing under pytest 9.2: it has no place for their names in a test's id any more."""
    return Together(config, log)


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A command that runs in a test sets logging up for the process: the next test finds it as it was."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in (None, *log.OURS)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


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
