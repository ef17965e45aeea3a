"""The chat was away: told once, if it was for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.crisis.incident import Incident
from bot.crisis.outages import returned
from bot.crisis.resolving.facts import Outcome
from bot.crisis.resolving.state import Ending, Resolving
from bot.crisis.room.facts import ChatReturned
from bot.crisis.room.state import RoomState
from bot.people.who import Someone
from tests.record.story import NOON


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


INCIDENT = Incident(id="i1", tenant="T1", number=1)
ENDING = Ending(by=Someone(id="slack:U1", name="Petr Novák"), at=NOON, outcome=Outcome.stopped)

TOLD = INCIDENT.model_copy(update={"room": RoomState(outages=(ChatReturned(since=at(0), until=at(8)),))})


@pytest.mark.parametrize(
    ("incident", "since", "until", "is_told"),
    [
        (INCIDENT, 0, 1, True),
        (INCIDENT, 0, 0.99, False),
        (INCIDENT.model_copy(update={"resolving": Resolving(ending=ENDING)}), 0, 8, False),
        (TOLD, 0, 8, False),
        (TOLD, 7, 12, False),
        (TOLD, 8, 12, True),
    ],
    ids=["a minute", "a hiccup", "over", "told", "part of it told", "another"],
)
def test_an_outage_is_told_once(incident: Incident, since: float, until: float, is_told: bool) -> None:
    assert bool(returned(incident, at(since), at(until))) is is_told
