"""A whole worker on a real database: what is committed while it has an incident in hand is shown, told of it or not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bot.chat.platform import Payload, Platform
from bot.closer import Closer
from bot.crisis.command.facts import CommandTaken
from bot.crisis.playbook import Book
from bot.crisis.severity.facts import SeveritySet
from bot.people.who import Right
from bot.reader import Reader
from bot.record.fact import Fact, Level
from bot.registrar import Registrar
from bot.store.store import Store
from bot.worker import IN_HAND, Worker
from tests.room.test_reconcile import Chat
from tests.store.conftest import PETR, Bench, Time, opened

BOOK = Book()


class Slow(Chat):
    """Until *answered* is set, a room is not made, and an update is carried out but not answered."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.answered = asyncio.Event(), asyncio.Event()
        self.answered.set()
        self.made: list[int] = []  # numbers of the rooms that were to be made

    async def create(self, name: str) -> str:
        self.made.append(int(name.split("-")[1]))
        await self.answered.wait()
        return name

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
    reader, registrar = Reader(store, platform, bench.time), Registrar(store, BOOK)
    worker = Worker(store, platform, BOOK, bench.time, reader, registrar, Closer(store, {}, bench.time))
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


async def test_what_is_due_is_taken_newest_first_and_not_all_at_once(replica: Replica) -> None:
    """Whatever people change meanwhile is taken beside it: it waits for none of them."""
    for n in range(IN_HAND + 4):
        await opened(replica.store, key=f"open/{n}")
    replica.chat.answered.clear()

    working = asyncio.create_task(replica.worker.run())
    await made(replica.chat, IN_HAND)
    replica.store.on_commit = replica.worker.poke
    await opened(replica.store, key="now")
    await made(replica.chat, IN_HAND + 1)
    at_once = list(replica.chat.made)
    replica.chat.answered.set()
    await made(replica.chat, IN_HAND + 5)
    replica.worker.leave()
    await replica.worker.idle()
    await working

    assert sorted(at_once[:IN_HAND]) == list(range(5, IN_HAND + 5))
    assert at_once[IN_HAND:] == [IN_HAND + 5]
    assert sorted(replica.chat.made) == list(range(1, IN_HAND + 6))


async def made(chat: Slow, rooms: int) -> None:
    async with asyncio.timeout(10):
        while len(chat.made) < rooms:
            await asyncio.sleep(0.001)


async def test_all_open_rooms_are_looked_at_again_newest_first_one_after_another(replica: Replica) -> None:
    """A new version shows them differently: one update each, and nothing is posted."""
    ids = [(await opened(replica.store, key=f"open/{n}")).id for n in range(5)]
    replica.store.on_commit = replica.worker.poke
    await replica.looks()
    for id in ids:
        await replica.store.suspect(id, "board")  # what it shows is not what it should show
    await replica.worker.idle()
    replica.time.passes(seconds=10)
    before, woken = len(replica.chat.calls), dict[str, int]()

    def told(id: str) -> None:  # by PostgreSQL twice: its notice comes back to who gave it
        woken.setdefault(id, len(woken))
        replica.worker.poke(id)

    replica.store.on_commit = told

    await replica.worker.refresh()

    calls = replica.chat.calls[before:]
    assert list(woken) == ids[::-1]
    assert len(calls) == len(ids) and all(call.startswith("update Crisis ") for call in calls)
