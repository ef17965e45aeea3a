"""
How fast we call: a token bucket for each method and for each channel's posts, and none after a 429 until it may be.

The last tokens of a bucket are kept for what is more urgent: a click's answer finds one where a pin has to wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

# Slack: rate-limits page, calls a minute for a method and a workspace; the page of a method names its tier.
TIER_2: Final = 20
TIER_3: Final = 50
TIER_4: Final = 100
PER_MINUTE: Final = {
    "conversations.create": TIER_2,
    "conversations.list": TIER_2,
    "conversations.setPurpose": TIER_2,
    "conversations.setTopic": TIER_2,
    "pins.add": TIER_2,
    "users.list": TIER_2,
    "chat.delete": TIER_3,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.invite": TIER_3,
    "conversations.kick": TIER_3,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "chat.postEphemeral": TIER_4,
    "conversations.members": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
}
POST: Final = "chat.postMessage"
POSTS_AT_ONCE: Final = 4
POSTS_PER_S: Final = 1.0  # Slack: rate-limits page: one message a second and channel, short bursts tolerated


class Urgency(IntEnum):
    """How much something waits for others; the value is the percentage of a bucket it leaves to the more urgent."""

    click = 0
    alarm = 5
    card = 10
    pin = 30


@dataclass(slots=True)
class _Bucket:
    most: float
    per_s: float
    left: float
    at: float

    def wait(self, now: float, keep: float) -> float:
        """Seconds until one token can be taken that leaves *keep*."""
        self.left = min(self.most, self.left + (now - self.at) * self.per_s)
        self.at = now
        return max(0.0, (1 + keep - self.left) / self.per_s)


class Pace:
    """Says when the next call may go. *clock* is seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._until: dict[tuple[str, str], float] = {}  # after a 429

    def take(self, method: str, place: str = "", urgency: Urgency = Urgency.card) -> float:
        """0 if the call may go now, and then it is counted; else the seconds to wait before asking again."""
        now = self._clock()
        if wait := self.refused_for(method, place):
            return wait
        buckets = [(bucket, keep) for bucket, keep in self._asked(method, place, urgency, now)]
        if wait := max((bucket.wait(now, keep) for bucket, keep in buckets), default=0.0):
            return wait
        for bucket, _keep in buckets:
            bucket.left -= 1
        return 0.0

    def refused_for(self, method: str, place: str = "") -> float:
        """Seconds until this method may be tried again in this place, after a 429; 0 if it may."""
        until = self._until.get((method, place), 0.0)
        left = until - self._clock()
        if left > 0:
            return left
        self._until.pop((method, place), None)
        return 0.0

    def refuse(self, method: str, place: str, seconds: float) -> None:
        """Slack answered 429: nothing of this method goes to this place before Retry-After is over."""
        self._until[method, place] = self._clock() + seconds

    def _asked(self, method: str, place: str, urgency: Urgency, now: float) -> list[tuple[_Bucket, float]]:
        asked = []
        if minute := PER_MINUTE.get(method):
            asked.append((self._bucket((method, ""), minute, minute / 60, now), minute * urgency / 100))
        if method == POST:
            asked.append((self._bucket((method, place), POSTS_AT_ONCE, POSTS_PER_S, now), 0.0))
        return asked

    def _bucket(self, key: tuple[str, str], most: float, per_s: float, now: float) -> _Bucket:
        if key not in self._buckets:
            self._buckets[key] = _Bucket(most, per_s, most, now)
        return self._buckets[key]
