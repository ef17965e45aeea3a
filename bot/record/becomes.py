"""The dispatchers of the fold: what one fact changes. The other modules of this folder register with them."""

from __future__ import annotations

from functools import singledispatch

from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.record.event import Event
from bot.record.fact import Fact

Change = dict[str, object]
"""Fields of the record and what they become."""


@singledispatch
def becomes(fact: Fact, was: Incident, event: Event) -> Change:
    """What a fact changes in an incident. Facts that only stand on the timeline change nothing."""
    return {}


@singledispatch
def register_becomes(fact: Fact, was: Register, event: Event) -> Change:
    """What a fact changes in the register."""
    return {}
