"""A room with many messages of which one changes: until it is known what to send, and the same done naively."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median

import prometheus_client

from bot.chat.platform import Payload
from bot.crisis.command.state import Command, Offer
from bot.crisis.incident import Incident
from bot.crisis.opening.state import Opening
from bot.crisis.paging.rules import PAGE
from bot.crisis.questions.state import Asking, Questions
from bot.crisis.room.facts import ChatReturned
from bot.crisis.room.state import Inside, RoomState
from bot.crisis.timeline.state import Timeline
from bot.errors import NotNow
from bot.people.who import Someone
from bot.platforms.slack.client import Client, Me
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.wire import Wire
from bot.playbooks import load
from bot.room.plan import NEW, NewRow, Row
from bot.room.reconcile import Reconciler, Rendered
from bot.room.room import room
from bot.room.surface import Room, Scene
from bot.task.state import Task
from bot.views import staged

ROUNDS = 15
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PEOPLE = tuple(Someone(id=f"slack:U{n}", name=f"Person {n} Novák") for n in range(10))


@dataclass(frozen=True)
class Rerendered:
    """Seconds, each from a changed incident to the update sent: with what was rendered before, and without."""

    surfaces: int
    remembered_s: tuple[float, ...]
    naive_s: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """How many times as long it takes without."""
        return median(self.naive_s) / median(self.remembered_s)


class _Nowhere(Client):
    """Slack, but for the sending."""

    async def describe(self, place: str, purpose: str) -> None: ...

    async def topic(self, place: str, topic: str) -> None: ...

    async def invite(self, place: str, people: Sequence[str]) -> Mapping[str, NotNow]:
        return {}

    async def pin(self, place: str, ref: str) -> None: ...

    async def update(self, place: str, ref: str, payload: Payload, urgent: bool = False) -> None: ...


@dataclass
class _Rows:
    """Everything of the room is shown."""

    rows: dict[str, NewRow] = field(default_factory=dict)

    async def shown(self) -> Mapping[str, Row]:
        return self.rows

    async def mark(self, key: str, **values: object) -> Row:
        self.rows[key] = replace(self.rows.get(key, NEW), **values)  # type: ignore[arg-type]
        return self.rows[key]

    async def suspect(self, key: str) -> None:
        """Nobody else is here."""

    async def holds(self, place: str) -> bool:
        return True


async def rerendered(surfaces: int) -> Rerendered:
    """At least so many of them, in turn with and without what was remembered."""
    scene, platform = _scene(surfaces), _nowhere()
    shown = room(scene)
    rows, kept = _rows(shown), dict[str, Rendered]()
    await _hand(platform, rows, kept).settle(shown)
    remembered, naive = list[float](), list[float]()
    for n in range(2 * ROUNDS):
        scene = replace(
            scene, incident=scene.incident.model_copy(update={"timeline": Timeline(counts={"fact": n + 1})})
        )
        hand = _hand(platform, rows, kept if n % 2 else {})
        began = time.perf_counter()
        await hand.settle(room(scene))
        (remembered if n % 2 else naive).append(time.perf_counter() - began)
    return Rerendered(len(shown.surfaces), tuple(remembered[1:]), tuple(naive[1:]))


def _hand(platform: Client, rows: _Rows, rendered: dict[str, Rendered]) -> Reconciler:
    async def refused(step: str, reason: str) -> None:
        raise AssertionError(f"{step}: {reason}")

    async def done(step: str) -> None:
        raise AssertionError(step)

    days = count()  # so that no update waits for the pace of its surface
    return Reconciler(
        "a" * 16, platform, rows, refused, done, lambda: AT + timedelta(days=next(days)), rendered=rendered
    )


def _nowhere() -> Client:
    calls = prometheus_client.Counter("calls", "Calls", ("method", "result"), registry=None)
    platform = _Nowhere(Wire("xoxb", "http://127.0.0.1:9/", Pace(time.monotonic), calls, logging.getLogger("slack")))
    platform.me = Me(user="U0APP", bot="B0APP", team="T1", url="https://example.slack.com/")
    return platform


def _rows(shown: Room) -> _Rows:
    """Everything was posted; what it shows is not known."""
    refs = {surface.key: f"1.{n:06}" for n, surface in enumerate(shown.surfaces) if not surface.removed}
    threads = {surface.key: refs.get(surface.thread or "") for surface in shown.surfaces}
    done = NewRow(place="C1", state="sent")
    rows = {key: replace(done, ref=ref, thread=threads[key]) for key, ref in refs.items()}
    return _Rows(rows | {"place": done, "invite/opener": replace(done, hash=shown.opener)})


def _scene(surfaces: int) -> Scene:
    """A crisis of many days: questions asked again and again, command offered, the chat away."""
    book, asked = load(), list[Asking]()
    while len(asked) < surfaces * 3 // 4:
        asked += [
            Asking(question=question.id, nth=len(asked) + 1, at=AT + timedelta(minutes=len(asked)))
            for question in book.questions
        ]
    hours = [AT + timedelta(hours=n) for n in range(surfaces // 10)]
    offers = [Offer(to=PEOPLE[2], by=PEOPLE[1], at=at, open_decisions="", ended="refused", ended_at=at) for at in hours]
    incident = Incident(
        id="a" * 16,
        tenant="T1",
        number=12,
        changed_at=AT,
        opening=Opening(title="Staff are posting about lay-offs", tag="a7c2", opened_at=AT, opener=PEOPLE[0]),
        command=Command(commander=PEOPLE[1], since=AT, past_offers=tuple(offers)),
        tasks={task.id: task for task in map(_paged, PEOPLE[1:])},
        room=RoomState(
            inside={person.id: Inside(person=person, since=AT) for person in PEOPLE},
            outages=tuple(ChatReturned(since=at, until=at + timedelta(minutes=2)) for at in hours),
        ),
        questions=Questions(asked=tuple(asked)),
    )
    return staged(incident=incident, book=book)


def _paged(person: Someone) -> Task:
    return Task(id=PAGE.id(person.id), by=PEOPLE[0], at=AT, asked_at=AT, asked=(person,))
