"""No pace towards the rehearsal workspace: for what is not about pace, which tests/platforms holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.platforms.slack import pace


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bucket of calls or posts is ever empty."""
    monkeypatch.setattr(pace, "PER_MINUTE", {})
    monkeypatch.setattr(pace, "POSTS_AT_ONCE", 10_000)


@contextmanager
def unpaced() -> Iterator[None]:
    """Without pace within it; the tests after it measure the pace again."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        hurry(monkeypatch)
        yield
