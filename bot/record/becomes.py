"""What a fact changes: each capability has a dispatcher of its own, by the class of the fact."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from bot.record.event import Event
from bot.record.fact import Fact

if TYPE_CHECKING:
    from functools import _SingleDispatchCallable

    Becomes = _SingleDispatchCallable["Change"]

Change = dict[str, Any]
"""Fields of a capability's own part of an incident, or of the register, and what they become."""


def becoming() -> Becomes:
    """A dispatcher: what a fact changes in the record as it was. What only stands on the timeline changes nothing."""

    @singledispatch
    def becomes(fact: Fact, was: Any, event: Event) -> Change:
        return {}

    return becomes
