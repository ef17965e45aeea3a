"""The dispatchers of the fold: what one fact changes. The other modules of this folder register with them."""

from __future__ import annotations

from functools import singledispatch

from bot.access.register.state import Register
from bot.crisis.incident import Incident
from bot.record import event as e

Change = dict[str, object]
"""Fields of the record and what they become."""


@singledispatch
def becomes(fact: e.Fact, was: Incident, event: e.Event) -> Change:
    """What a fact changes in an incident. Facts that only stand on the timeline change nothing."""
    return {}


@singledispatch
def register_becomes(fact: e.Fact, was: Register, event: e.Event) -> Change:
    """What a fact changes in the register."""
    return {}
