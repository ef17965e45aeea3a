"""A SCIM server for a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.directory import Directory, directory


@pytest.fixture
def scim() -> Iterator[Directory]:
    with directory() as running:
        yield running
