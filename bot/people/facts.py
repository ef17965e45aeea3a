"""What is recorded of people themselves."""

from __future__ import annotations

from typing import Literal

from bot.people.who import Someone, Standing
from bot.record.fact import Fact


class StandingChanged(Fact):
    """What somebody of this crisis is in the workspace now: gone, a guest, a full member again."""

    kind: Literal["standing_changed"] = "standing_changed"
    person: Someone
    standing: Standing


class SignOfLife(Fact):
    """Somebody whose silence is watched for did something: only that, and when; at most once a minute."""

    kind: Literal["sign_of_life"] = "sign_of_life"
    person: Someone


FACTS = (
    StandingChanged,
    SignOfLife,
)
