"""A rehearsal whose bot is not held back: what is tried here is what it says, not how fast."""

from __future__ import annotations

import pytest

from bot.platforms.slack import pace
from tests.matrix.record import Record, recorded


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pace towards the rehearsal workspace; other tests hold the pace itself."""
    monkeypatch.setattr(pace, "PER_MINUTE", {})
    monkeypatch.setattr(pace, "POSTS_AT_ONCE", 10_000)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A whole crisis, in English. The pace is back before the next test: others of this session measure it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        hurry(monkeypatch)
        return recorded(tmp_path_factory.mktemp("played"), "en", monkeypatch)


@pytest.fixture(scope="session")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A whole crisis whose people and room speak the pseudo-locale."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        hurry(monkeypatch)
        return recorded(tmp_path_factory.mktemp("pseudo"), "qps", monkeypatch)
