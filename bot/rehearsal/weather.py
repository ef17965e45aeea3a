"""What makes the workspace slow, refusing or forgetful: counted, never thrown like dice, so a drill can be repeated."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from bot.rehearsal.shapes import Json


@dataclass(frozen=True)
class Refusal:
    """One refused call: by an error of Slack's, or by 429 with *retry_after* seconds, or by an HTTP *status*."""

    error: str = "ratelimited"
    retry_after: float | None = None
    status: int = 200


@dataclass(frozen=True)
class Preset:
    """A named weather. `refuse_every`, `fail_every` and `lose_every` count calls: 3 is every third; 0 is never."""

    latency_s: float = 0.0
    refuse_every: int = 0  # with 429
    fail_every: int = 0  # with 503
    lose_every: int = 0
    duplicate_every: int = 0
    is_down: bool = False


PRESETS = {
    "calm": Preset(),
    "slow": Preset(latency_s=1.5),
    "busy": Preset(latency_s=0.2, refuse_every=3),
    "failing": Preset(latency_s=0.2, fail_every=3),
    "lossy": Preset(latency_s=0.2, lose_every=4, duplicate_every=2),
    "down": Preset(is_down=True),
}
BUSY_RETRY_AFTER_S = 2.0
DOWN = Refusal("service_unavailable", status=503)


class Weather:
    """
    The weather now. Everything may be set at any time.

    Attributes:
        latency_s: Seconds added before every Web API call is looked at.
        refuse: Per method, the refusals of its next calls; "*" stands for any method.
        duplicate_events: How many of the next events arrive twice.

    """

    def __init__(self) -> None:
        self.latency_s = 0.0
        self.refuse: dict[str, deque[Refusal]] = {}
        self.duplicate_events = 0
        self.preset = "calm"
        self._lose: dict[str, int] = {}
        self._rules = PRESETS["calm"]
        self._calls = 0
        self._answers = 0
        self._events = 0

    def set_preset(self, name: str) -> None:
        """
        Takes a named weather; what was queued before is dropped.

        Raises:
            KeyError: no such weather.

        """
        self._rules = PRESETS[name]
        self.preset, self.latency_s = name, self._rules.latency_s
        self.refuse.clear()
        self._lose.clear()
        self.duplicate_events = self._calls = self._answers = self._events = 0

    @property
    def is_down(self) -> bool:
        return self._rules.is_down

    def refuse_next(self, method: str, *refusals: Refusal) -> None:
        """The next calls of *method* are refused so, one each."""
        self.refuse.setdefault(method, deque()).extend(refusals)

    def lose_reply(self, method: str, times: int = 1) -> None:
        """The next calls of *method* take effect, but their connection closes without an answer."""
        self._lose[method] = self._lose.get(method, 0) + times

    def refusal_of(self, method: str) -> Refusal | None:
        """The refusal that meets this call, if any; it is used up."""
        if self._rules.is_down:
            return DOWN
        for name in (method, "*"):
            if queue := self.refuse.get(name):
                return queue.popleft()
        self._calls += 1
        if _falls_on(self._calls, self._rules.refuse_every):
            return Refusal(retry_after=BUSY_RETRY_AFTER_S)
        return DOWN if _falls_on(self._calls, self._rules.fail_every) else None

    def loses(self, method: str) -> bool:
        """Whether the answer of this call is lost; asked once a call."""
        for name in (method, "*"):
            if self._lose.get(name, 0) > 0:
                self._lose[name] -= 1
                return True
        self._answers += 1
        return _falls_on(self._answers, self._rules.lose_every)

    def doubles(self) -> bool:
        """Whether this event is delivered twice; asked once an event."""
        if self.duplicate_events > 0:
            self.duplicate_events -= 1
            return True
        self._events += 1
        return _falls_on(self._events, self._rules.duplicate_every)

    def as_json(self) -> Json:
        """What the drawer shows."""
        return {
            "preset": self.preset,
            "latency_s": self.latency_s,
            "refuse": [{"method": m, "times": len(q), **_shape(q[0])} for m, q in self.refuse.items() if q],
            "lose_reply": [{"method": m, "times": n} for m, n in self._lose.items() if n],
            "duplicate_events": self.duplicate_events,
            "presets": list(PRESETS),
        }

    def set_from(self, wanted: Json) -> None:
        """
        Takes what the drawer sends; what is not named stays.

        Raises:
            KeyError, TypeError, ValueError: it cannot be read.

        """
        if wanted.get("preset"):
            self.set_preset(str(wanted["preset"]).lower())
        if "latency_s" in wanted:
            self.latency_s = max(0.0, float(wanted["latency_s"]))
            self.preset = self.preset if self.latency_s == self._rules.latency_s else "own"
        if "refuse" in wanted:
            self.refuse.clear()
            self._take_refusals(wanted["refuse"])
        if "lose_reply" in wanted:
            self._lose = {row["method"]: int(row.get("times", 1)) for row in wanted["lose_reply"]}
        if "duplicate_events" in wanted:
            self.duplicate_events = int(wanted["duplicate_events"])

    def _take_refusals(self, rows: Iterable[Json]) -> None:
        for row in rows:
            after = row.get("retry_after")
            refusal = Refusal(
                error=str(row.get("error") or "ratelimited"),
                retry_after=None if after is None else float(after),
                status=int(row.get("status", 200)),
            )
            self.refuse_next(row["method"], *[refusal] * int(row.get("times", 1)))


def _falls_on(count: int, every: int) -> bool:
    return every > 0 and count % every == 0


def _shape(refusal: Refusal) -> Json:
    if refusal.retry_after is not None:
        return {"retry_after": refusal.retry_after}
    return {"error": refusal.error} | ({"status": refusal.status} if refusal.status != 200 else {})
