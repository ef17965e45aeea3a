"""The log of every Web API call: what was asked, when it began and ended, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from bot.rehearsal.shapes import Json

KEPT = 20_000


@dataclass
class Call:
    """
    One call.

    Attributes:
        started, ended: Seconds of the monotonic clock; *ended* is 0 while it runs.
        outcome: "ok", an error of Slack's, "lost" (took effect, not answered), or "HTTP 503".

    """

    number: int
    method: str
    args: Json
    at: datetime
    started: float
    ended: float = 0.0
    outcome: str = ""
    result: Json | None = None
    status: int = 0

    def as_json(self) -> Json:
        """For the request log of the page: what it was, never the words that were sent."""
        return {
            "n": self.number,
            "method": self.method,
            "channel": self.args.get("channel") or self.args.get("channel_id"),
            "at": self.at.isoformat(),
            "took_ms": round((self.ended - self.started) * 1000, 1) if self.ended else None,
            "outcome": self.outcome or "running",
        }


class CallLog(list[Call]):
    """A list of calls that forgets the oldest quarter when it is full; numbers go on."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 0

    def begin(self, method: str, args: Json, at: datetime, started: float) -> Call:
        """Writes down that a call arrived."""
        if len(self) >= KEPT:
            del self[: KEPT // 4]
        self._number += 1
        call = Call(self._number, method, args, at, started)
        self.append(call)
        return call
