"""A whole crisis, played once a language for all tests that read it."""

from __future__ import annotations

import pytest

from tests.matrix.record import Record, recorded


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A whole crisis, in English."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return recorded(tmp_path_factory.mktemp("played"), "en", monkeypatch)


@pytest.fixture(scope="session")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A whole crisis whose people and room speak the pseudo-locale."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return recorded(tmp_path_factory.mktemp("pseudo"), "qps", monkeypatch)
