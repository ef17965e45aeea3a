"""Closing by a connector, measured against a real SCIM server where one is installed: it comes with the tests."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from statistics import median


@dataclass(frozen=True)
class ScimMeasured:
    """Seconds for all of these people, ours and bare in turn; *calls* to the server in each."""

    people: int
    ours_s: tuple[float, ...]
    bare_s: tuple[float, ...]
    calls: tuple[int, int]  # ours, bare

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return median(self.ours_s) / median(self.bare_s)


async def scim(people: int, rounds: int) -> ScimMeasured | None:
    """So many people taken out of a group, so many times; None where no SCIM server is installed."""
    if find_spec("scim2_server") is None:
        return None
    found: ScimMeasured = await import_module("bot.bench.directory").measured(people, rounds)
    return found
