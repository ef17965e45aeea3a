"""The JSON that crosses this workspace's edges, and its clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]  # Slack's payloads are open dictionaries; they stay so here, where they are the product
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, aware UTC: the default where a clock may be given."""
    return datetime.now(UTC)
