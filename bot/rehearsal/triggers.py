"""Trigger ids: the right to open one form for one person, for three seconds, once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rehearsal.errors import SlackError
from bot.rehearsal.shapes import Clock

LIFE = timedelta(seconds=3)  # Slack: a trigger_id expires 3 seconds after it was sent (surfaces/modals)


@dataclass
class Trigger:
    user: str
    at: datetime
    is_used: bool = False


class Triggers:
    """Every trigger of the last minute; older ones are unknown, as on Slack."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, Trigger] = {}

    def give(self, user: str) -> str:
        """A new trigger id for *user*, to be put into a payload that leaves now."""
        now = self._clock()
        while self._given and now - self._given[oldest := next(iter(self._given))].at > LIFE * 20:
            del self._given[oldest]
        trigger_id = f"{int(now.timestamp())}.{len(self._given)}.{secrets.token_hex(8)}"
        self._given[trigger_id] = Trigger(user, now)
        return trigger_id

    def use(self, trigger_id: str) -> str:
        """
        The user whose trigger this is; it cannot be used again.

        Raises:
            SlackError: invalid_trigger_id, exchanged_trigger_id or expired_trigger_id.

        """
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.at > LIFE:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger.user
