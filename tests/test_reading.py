"""A captured message is read until it is there, or cannot be: beside all else, once, whoever dies in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot import reader as reading
from bot.chat.incoming import Message
from bot.chat.platform import Platform
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.timeline.facts import EntryStruck, MessageFlagged, MessageRead, MessageUnread
from bot.errors import Later, MessageGone, NotNow
from bot.people.who import Person, Someone
from bot.reader import Reader
from bot.record.fact import MessageRef, Weight
from bot.store.store import Store

PETR = Person(id="slack:U1", name="Petr Novák")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
JANA = Someone(id="slack:U3", name="Jana Horvat")


def said(ref: str = "7") -> Message:
    return Message(source=MessageRef(place="C1", ref=ref), text=f"What {ref} says", author=JANA, at=NOON)


@dataclass
class Chat:
    """What each next read answers; the message itself once there is nothing more."""

    given: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    slow: asyncio.Event | None = None

    async def read(self, source: MessageRef) -> Message:
        self.asked.append(source.ref)
        if self.slow:
            await self.slow.wait()
        if self.given:
            raise self.given.pop(0)
        return said(source.ref)


@dataclass
class Bench:
    """A crisis with a captured message that nobody has read yet."""

    store: Store
    incident: Incident
    chat: Chat = field(default_factory=Chat)
    now: datetime = NOON
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.restarted()

    def restarted(self) -> None:
        """Another process: what was only in memory is gone."""
        self.reader = Reader(self.store, cast(Platform, self.chat), lambda: self.now)

    async def read(self) -> datetime | None:
        self.incident = await self.store.incident(self.incident.id) or self.incident
        return await self.reader.read(self.incident)

    async def kinds(self) -> list[str]:
        events = await self.store.all_events(self.incident.id)
        return [str(event.fact.kind) for event in events[2:]]

    async def flag(self, ref: str) -> None:
        async with self.store.happened(self.incident.id, f"flag {ref}") as change:
            change.record([MessageFlagged(source=MessageRef(place="C1", ref=ref), by=PETR.someone)])


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = Store(f"sqlite:///{tmp_path}/crisis.db", clock=lambda: NOON)
    await store.start()
    async with store.opening("T1", "open", PETR) as change:
        change.record([Opened(title="Offensive post", opener=PETR.someone)])
    made = Bench(store, change.incident)
    await made.flag("7")
    yield made
    if made.chat.slow:
        made.chat.slow.set()
    await made.reader.idle()
    await store.close()


async def test_what_it_says_is_recorded_once(bench: Bench) -> None:
    """With who wrote it and when; then nothing is left to come back for."""
    await bench.read()

    fact = (await bench.store.all_events(bench.incident.id))[-1].fact
    assert fact == MessageRead(entry=2, text="What 7 says", author=JANA, said_at=NOON)
    assert await bench.read() is None and bench.chat.asked == ["7"]


async def test_it_is_asked_for_again_after_longer_pauses(bench: Bench) -> None:
    bench.chat.given = [Later(0.5), Later(0.5), Later(30)]
    pauses = []

    for _failure in range(3):
        at = await bench.read()
        assert at is not None and await bench.read() == at  # too soon: not asked
        pauses.append((at - bench.now).total_seconds())
        bench.now = at
    await bench.read()

    assert (pauses, len(bench.chat.asked)) == ([2, 4, 30], 4)
    assert await bench.kinds() == ["message_read"]


@pytest.mark.parametrize(
    ("answer", "reason"), [(MessageGone(), "message_not_found"), (NotNow("channel_not_found"), "channel_not_found")]
)
async def test_what_cannot_be_read_says_why_for_good(bench: Bench, answer: Exception, reason: str) -> None:
    bench.chat.given = [answer]

    await bench.read()

    fact = (await bench.store.all_events(bench.incident.id))[-1].fact
    assert fact == MessageUnread(entry=2, reason=reason)
    assert await bench.read() is None


async def test_whoever_starts_next_reads_it(bench: Bench) -> None:
    """Dead between the capture and the reading, or just after it: it is read, and once."""
    bench.chat.given = [Later(0.5)]
    await bench.read()

    bench.restarted()
    await bench.read()
    bench.restarted()
    await bench.read()

    assert await bench.kinds() == ["message_read"]


async def test_two_replicas_record_it_once(bench: Bench) -> None:
    mine, incident = bench.reader, await bench.store.incident(bench.incident.id) or bench.incident
    bench.restarted()

    await asyncio.gather(mine.read(incident), bench.reader.read(incident))

    assert (len(bench.chat.asked), await bench.kinds()) == (2, ["message_read"])


async def test_one_that_was_struck_meanwhile_is_let_go(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text arrives after it was taken away: it is not kept."""
    monkeypatch.setattr(reading, "SMALL_S", 0.01)
    bench.chat.slow = asyncio.Event()
    await bench.read()
    async with bench.store.happened(bench.incident.id, "struck") as change:
        change.record([EntryStruck(entry=2, by=PETR.someone, as_=Weight.unconfirmed)])

    bench.chat.slow.set()
    await bench.reader.idle()

    assert await bench.kinds() == ["entry_struck"]


async def test_a_chat_that_answers_slowly_holds_up_nobody(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several are read at the same time, beside the room."""
    monkeypatch.setattr(reading, "SMALL_S", 0.01)
    bench.chat.slow = asyncio.Event()
    for ref in ("8", "9"):
        await bench.flag(ref)

    again = await bench.read()

    assert again == bench.now + timedelta(seconds=reading.LOST_S)
    assert bench.chat.asked == ["7", "8", "9"]
    bench.chat.slow.set()
    await bench.reader.idle()
    assert (await bench.kinds()).count("message_read") == 3
