"""The road to the app: events that are told again until they are taken, questions that wait for one answer.

event:    told ── ack ──────────────────────────▶ done
            └─ 3 s without, or refused ─▶ again at once, after 1 min, after 5 min ─▶ given up
question: asked ── answer within 3 s ─▶ answered;  else operation_timeout.  Never asked again.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.rehearsal.shapes import Clock, Json

ANSWER_WITHIN_S = 3.0  # Slack: 3 seconds for events, commands and interactions alike
RETRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))  # Slack: Events API, retries
Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True)
class Answer:
    """What the app said; *error* is Slack's name for what went wrong, or empty."""

    payload: Json = field(default_factory=dict)
    error: str = ""


@dataclass
class Envelope:
    """One thing to deliver. The id stays the same over all attempts."""

    id: str
    kind: Kind
    payload: Json
    attempt: int = 0
    retry_reason: str = ""
    due: datetime | None = None  # when to send (again); None while it waits for its ack
    sent: datetime | None = None


class Line(Protocol):
    """One way to the app: sockets, or signed HTTP."""

    @property
    def is_connected(self) -> bool: ...

    def send(self, envelope: Envelope) -> bool:
        """Sends it off without waiting; False if nobody is there to take it."""
        ...


class Delivery:
    """Delivers to whichever line is in use, and keeps account of what was taken."""

    def __init__(self, clock: Clock, answer_within_s: float, line: Line) -> None:
        self.line = line
        self.answer_within_s = answer_within_s
        self.given_up: list[Envelope] = []
        self._clock = clock
        self.waiting: dict[str, Envelope] = {}
        self._questions: dict[str, asyncio.Future[Answer]] = {}

    async def ask(self, envelope: Envelope) -> Answer:
        """Delivers a command or an interaction once and waits for its answer."""
        question: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._questions[envelope.id] = question
        try:
            if not self.line.send(envelope):
                return Answer(error="dispatch_failed")
            return await asyncio.wait_for(question, self.answer_within_s)
        except TimeoutError:
            return Answer(error="operation_timeout")
        finally:
            del self._questions[envelope.id]

    def tell(self, envelope: Envelope) -> None:
        """Delivers an event, and again until it is taken or given up."""
        self.waiting[envelope.id] = envelope
        self._send(envelope)

    def tell_again(self, envelope: Envelope) -> None:
        """A second delivery of the same event, as a bad network makes it."""
        self.line.send(Envelope(envelope.id, envelope.kind, envelope.payload, 1, "timeout"))

    def taken(self, envelope_id: str, payload: Json | None) -> None:
        """The app took it; later acks of the same envelope mean nothing."""
        self.waiting.pop(envelope_id, None)
        question = self._questions.get(envelope_id)
        if question is not None and not question.done():
            question.set_result(Answer(payload or {}))

    def failed(self, envelope_id: str, reason: str, *, again: bool = True) -> None:
        """The app refused it or was not there. *again* False: it asked not to be told again."""
        question = self._questions.get(envelope_id)
        if question is not None and not question.done():
            question.set_result(Answer(error="dispatch_failed"))
        envelope = self.waiting.get(envelope_id)
        if envelope is None or envelope.due is not None:
            return
        if not again or envelope.attempt >= len(RETRY_AFTER):
            self.given_up.append(self.waiting.pop(envelope_id))
            return
        envelope.due = self._clock() + RETRY_AFTER[envelope.attempt]
        envelope.attempt, envelope.retry_reason = envelope.attempt + 1, reason

    def end(self) -> None:
        """Nobody will answer what was asked: the workspace closes."""
        for question in self._questions.values():
            if not question.done():
                question.set_result(Answer(error="dispatch_failed"))

    def pump(self) -> int:
        """Sends again whatever is due by the clock; how many that were. Called about twice a second."""
        now = self._clock()
        for envelope in list(self.waiting.values()):
            if envelope.due is None and envelope.sent is not None and now - envelope.sent >= self._limit:
                self.failed(envelope.id, "timeout")
        due = [envelope for envelope in self.waiting.values() if envelope.due is not None and envelope.due <= now]
        for envelope in due:
            self._send(envelope)
        return len(due)

    @property
    def untaken(self) -> int:
        """How many events wait for their ack."""
        return len(self.waiting)

    @property
    def _limit(self) -> timedelta:
        return timedelta(seconds=self.answer_within_s)

    def _send(self, envelope: Envelope) -> None:
        envelope.due, envelope.sent = None, self._clock()
        self.line.send(envelope)
