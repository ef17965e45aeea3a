"""A whole worker on a real database: what is committed while it has an incident in hand is shown, told of it or not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bot.chat.platform import Payload, Platform
from bot.domain.events import CommandTaken, Fact, Level, SeveritySet
from bot.domain.people import Right
from bot.domain.playbook import Book
from bot.reader import Reader
from bot.store.store import Store
from bot.worker import Worker
from tests.room.test_reconcile import Chat
from tests.store.conftest import PETR, Bench, Time, opened

BOOK = Book()


class Slow(Chat):
    """While *held* is set, an update has been carried out but not answered."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.answered = asyncio.Event(), asyncio.Event()
        self.answered.set()

    async def update(self, place: str, ref: str, payload: Payload, urgent: bool = False) -> None:
        await super().update(place, ref, payload, urgent)
        self.begun.set()
        await self.answered.wait()

    @property
    def board(self) -> str:
        return next(text for _key, text in self.messages.values() if text.startswith("Crisis 1, "))


@dataclass
class Replica:
    """A worker whose looks for work are made by the test."""

    store: Store
    worker: Worker
    chat: Slow
    time: Time

    async def looks(self) -> None:
        """What is due by now is taken up, once, and a while passes."""
        self.time.passes(seconds=10)
        ids, _wait = await self.store.due()
        for incident in ids:
            self.worker.poke(incident)
        await self.worker.idle()


@pytest.fixture
async def replica(bench: Bench) -> Replica:
    store, chat = await bench.store(), Slow()
    platform: Platform = chat
    worker = Worker(store, platform, BOOK, bench.time, Reader(store, platform, bench.time))
    return Replica(store, worker, chat, bench.time)


async def happens(store: Store, incident: str, fact: Fact) -> None:
    async with store.change(incident, fact.kind, PETR, Right.inside) as change:
        change.record([fact])


async def test_a_change_of_another_replica_is_shown_although_its_notice_is_lost(replica: Replica) -> None:
    """It is committed between the last look at the state and the finish: only what was asked tells of it."""
    incident = await opened(replica.store)
    await replica.looks()
    await happens(replica.store, incident.id, CommandTaken(by=PETR.someone))
    replica.chat.answered.clear()

    working = asyncio.create_task(replica.looks())
    await replica.chat.begun.wait()
    await happens(replica.store, incident.id, SeveritySet(level=Level.critical, reason="the press", by=PETR.someone))
    replica.chat.answered.set()
    await working
    await replica.looks()

    assert "Crisis 1, Critical" in replica.chat.board and "Commander Petr Novák" in replica.chat.board
