"""The dispatcher of the fold: what one fact changes. The other modules of this folder register with it."""

from __future__ import annotations

from functools import singledispatch

from bot.domain import events as e
from bot.domain.incident import Incident

Change = dict[str, object]
"""Fields of the incident and what they become."""


@singledispatch
def becomes(fact: e.Fact, was: Incident, event: e.Event) -> Change:
    """What a fact changes. Facts that only stand on the timeline change nothing."""
    return {}
