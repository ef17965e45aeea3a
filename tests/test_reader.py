"""What people captured is read until it is there, beside all else, and once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot import reader as reading
from bot.chat.platform import Platform
from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.facts import FileRef
from bot.crisis.evidence.state import Exhibit
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.errors import Later, NotNow
from bot.people.who import Person, Right
from bot.reader import Reader
from bot.record.fact import MessageRef
from bot.store.store import Store

PETR = Person(id="slack:U1", name="Petr Novák")
BYTES = b"what was seen"


@dataclass
class Files:
    """A chat's files: *given* is what each next download answers, and the last one from then on."""

    given: list[bytes | Exception]
    asked: list[tuple[str, int]] = field(default_factory=list)
    owners: list[str | None] = field(default_factory=list)
    slow: asyncio.Event | None = None
    known: dict[str, FileRef] = field(default_factory=dict)

    async def look_up(self, file: FileRef) -> FileRef:
        return self.known.get(file.id, file)

    async def download(self, file: FileRef, limit: int, owner: str | None = None) -> bytes:
        self.asked.append((file.id, limit))
        self.owners.append(owner)
        if self.slow:
            await self.slow.wait()
        answer = self.given[0] if len(self.given) == 1 else self.given.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Bench:
    """A crisis with a file that waits, and a reader of it."""

    store: Store
    now: datetime
    incident: Incident
    files: Files
    reader: Reader

    async def read(self) -> datetime | None:
        self.incident = await self.store.incident(self.incident.id) or self.incident
        return await self.reader.read(self.incident)

    async def exhibit(self, n: int = 1) -> Exhibit:
        self.incident = await self.store.incident(self.incident.id) or self.incident
        return next(x for x in self.incident.evidence.exhibits if x.n == n)

    def restarted(self) -> None:
        """Another process: what was only in memory is gone."""
        self.reader = Reader(self.store, cast(Platform, self.files), lambda: self.now)

    async def put_in(self, file: str, source: MessageRef | None = None) -> None:
        async with self.store.change(self.incident.id, f"add {file}", PETR, Right.inside) as change:
            files = [FileRef(id=file, name="a.png")]
            change.record(evidence.put_in(change.incident, PETR.someone, "", files=files, source=source))
        self.incident = change.incident


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = Store(f"sqlite:///{tmp_path}/crisis.db", clock=lambda: made.now)
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    files = Files([BYTES])
    made = Bench(store, now, Incident(id="", tenant="T1", number=1), files, cast(Reader, None))
    made.restarted()
    await store.start()
    async with store.opening("T1", "open", PETR) as change:
        change.record([Opened(title="Offensive post", opener=PETR.someone)])
    made.incident = change.incident
    await made.put_in("F1")
    yield made
    if files.slow:
        files.slow.set()
    await made.reader.idle()
    await store.close()


async def test_a_file_is_kept_with_its_hash(bench: Bench) -> None:
    await bench.read()

    exhibit = await bench.exhibit()
    assert (exhibit.state, exhibit.sha256, exhibit.size) == ("kept", evidence.sha256_of(BYTES), len(BYTES))
    assert await bench.store.exhibit(bench.incident.id, exhibit.seq) == BYTES
    assert await bench.read() is None


async def test_what_is_known_of_a_file_only_later_stands_in_the_evidence(bench: Bench) -> None:
    """Its message told the id alone; its name, type and size are looked up."""
    bench.files.known["F1"] = FileRef(id="F1", name="shot.png", mime="image/png", size=len(BYTES))

    await bench.read()

    assert (await bench.exhibit()).file == bench.files.known["F1"]


async def test_a_file_of_a_form_must_be_its_senders_own(bench: Bench) -> None:
    """Whose a file in a message is does not matter: it was shared by who could."""
    await bench.put_in("F2", MessageRef(place="C1", ref="7.0"))

    await bench.read()

    assert dict(zip((file for file, _limit in bench.files.asked), bench.files.owners, strict=True)) == {
        "F1": PETR.id,
        "F2": None,
    }


async def test_it_is_asked_for_again_after_longer_and_longer_pauses(bench: Bench) -> None:
    """Nobody is bothered: the chat has trouble, and it passes."""
    bench.files.given = [Later(0.5), Later(0.5), Later(30), BYTES]
    pauses = []

    for _failure in range(3):
        at = await bench.read()
        assert at is not None
        assert await bench.read() == at  # too soon: not asked
        pauses.append((at - bench.now).total_seconds())
        bench.now = at
    await bench.read()

    assert pauses == [2, 4, 30]
    assert ((await bench.exhibit()).state, len(bench.files.asked)) == ("kept", 4)


async def test_a_restart_in_between_keeps_it_once(bench: Bench) -> None:
    """Added is on the record, so whoever starts next reads it; whoever died has kept nothing."""
    bench.files.given = [Later(0.5), BYTES]
    await bench.read()

    bench.restarted()
    await bench.read()
    bench.restarted()
    await bench.read()

    kinds = [event.fact.kind for event in await bench.store.all_events(bench.incident.id)]
    assert kinds == ["opened", "evidence_added", "evidence_kept"]


async def test_two_replicas_that_read_the_same_file_keep_it_once(bench: Bench) -> None:
    mine = bench.reader
    bench.restarted()

    await asyncio.gather(mine.read(bench.incident), bench.reader.read(bench.incident))

    assert len(bench.files.asked) == 2
    assert await bench.store.exhibit(bench.incident.id, 2) == BYTES
    assert (await bench.store.incident(bench.incident.id) or bench.incident).seq == 3


@pytest.mark.parametrize("reason", ["file_not_found", "too_big"])
async def test_a_file_that_is_refused_for_good_is_missed(bench: Bench, reason: str) -> None:
    bench.files.given = [NotNow(reason)]

    await bench.read()

    exhibit = await bench.exhibit()
    assert (exhibit.state, exhibit.reason) == ("missed", reason)
    assert await bench.read() is None


async def test_the_limit_goes_with_the_question(bench: Bench) -> None:
    bench.reader.limit = 7

    await bench.read()

    assert bench.files.asked == [("F1", 7)]


async def test_the_same_bytes_are_one_exhibit(bench: Bench) -> None:
    """The second is noted as a mention of the first, and its bytes are not kept twice."""
    await bench.put_in("F2")

    await bench.read()

    second = await bench.exhibit(2)
    assert (second.state, second.same_as) == ("same", 1)
    assert evidence.counted(bench.incident) == 1
    assert await bench.store.exhibit(bench.incident.id, second.seq) is None


async def test_a_long_file_holds_up_nobody(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes beside all else; should it be lost, it is asked for again."""
    monkeypatch.setattr(reading, "SMALL_S", 0.01)
    bench.files.slow = asyncio.Event()

    again = [await bench.read(), await bench.read()]

    assert again == [bench.now + timedelta(seconds=reading.LOST_S)] * 2
    assert len(bench.files.asked) == 1
    bench.files.slow.set()
    await bench.reader.idle()
    assert (await bench.exhibit()).state == "kept"


async def test_a_long_file_that_fails_has_its_crisis_looked_at_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked has gone on, and would come back only much later."""
    monkeypatch.setattr(reading, "SMALL_S", 0.01)
    bench.files.slow, bench.files.given = asyncio.Event(), [Later(0.5)]
    await bench.read()
    woken: list[str] = []
    bench.store.on_commit = woken.append

    bench.files.slow.set()
    await bench.reader.idle()

    assert woken == [bench.incident.id]
    assert await bench.read() == bench.now + timedelta(seconds=2)


async def test_a_second_try_that_takes_long_is_waited_for_as_the_first(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment the first one was put off to is past, and means nothing any more."""
    monkeypatch.setattr(reading, "SMALL_S", 0.01)
    bench.files.given = [Later(0.5), BYTES]
    bench.now = await bench.read() or bench.now
    bench.files.slow = asyncio.Event()

    again = [await bench.read(), await bench.read()]

    assert again == [bench.now + timedelta(seconds=reading.LOST_S)] * 2


async def test_no_more_than_two_files_are_in_memory(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SMALL_S", 0.01)
    bench.files.slow = asyncio.Event()
    for n in range(2, 5):
        await bench.put_in(f"F{n}")

    await bench.read()

    assert len(bench.files.asked) == reading.AT_ONCE
    bench.files.slow.set()


async def test_evidence_that_was_erased_meanwhile_is_not_kept(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes arrive after the words were taken away: they are let go."""
    monkeypatch.setattr(reading, "SMALL_S", 0.01)
    bench.files.slow = asyncio.Event()
    await bench.read()
    await bench.store.erase(bench.incident.id, 2, PETR.someone)

    bench.files.slow.set()
    await bench.reader.idle()

    assert await bench.store.exhibit(bench.incident.id, 2) is None
    assert (await bench.store.incident(bench.incident.id) or bench.incident).evidence.exhibits == ()
