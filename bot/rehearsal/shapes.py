"""The JSON shapes that cross this workspace's edges, and the small readings of them that many modules share."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]  # Slack's payloads are open dictionaries; they stay so here, where they are the product
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, aware UTC: the default where a clock may be given."""
    return datetime.now(UTC)


def id_of(value: Any) -> str:
    """A string as it is, anything else as no string: ids arrive from outside."""
    return value if isinstance(value, str) else ""
