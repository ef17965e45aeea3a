"""Takes the incidents that want attention, records what fell due, and has their rooms made to match."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from bot.access.register.state import Register
from bot.chat.platform import Platform
from bot.closer import Closer
from bot.crisis.incident import Incident
from bot.crisis.outages import returned
from bot.crisis.playbook import Book
from bot.crisis.room.facts import StepDone, StepRefused
from bot.dues import record_due
from bot.errors import Fenced, NewerFold, StorageAway
from bot.reader import Reader
from bot.record.consequences import due
from bot.registrar import Registrar
from bot.room.plan import Row, late_at, tried
from bot.room.reconcile import Reconciler, Rendered
from bot.room.room import named, room
from bot.room.surface import Scene
from bot.store.store import Store
from bot.store.work import Work
from bot.views import staged

log = structlog.get_logger(__name__)

T = TypeVar("T")

POLL_S = 1.0  # longest wait between two looks: NOTIFY and commits of our own wake us sooner
IN_HAND = 16  # incidents taken because they are due; one that a person just changed is taken beside them
ANSWER_TURNS = 6  # of the loop, in which the answer to the press that asked for it goes out first
REMEMBERED = 32  # rooms whose cards are kept as they were rendered: a press changes few of them
REFRESH_S = 30.0  # longest wait for one room while all are looked at again
AWAY_S = 0.5  # pause before an incident is taken up again that could not be read or saved
FAULT_S = 5.0  # pause after a fault nobody foresaw, before the incident is taken up again
QUIET_S = 0.02  # the chat's events about what we did arrive by then, on the same machine


@dataclass
class _Rows:
    """The store's rows of one incident, as the reconciler wants them."""

    store: Store
    work: Work
    platform: str

    async def shown(self) -> Mapping[str, Row]:
        return await self.store.shown(self.work.record.id)

    async def mark(self, key: str, **values: object) -> Row:
        return await self.store.mark(self.work, key, **{"platform": self.platform, **values})

    async def suspect(self, key: str) -> None:
        await self.store.suspect(self.work.record.id, key)

    async def holds(self, place: str) -> bool:
        return await self.store.keep_place(self.work, self.platform, self.work.record.tenant, place)


@dataclass
class Worker:
    """One replica's hands. ``run`` looks for work until ``leave``; ``poke`` takes one incident up at once."""

    store: Store
    platform: Platform
    book: Book
    clock: Callable[[], datetime]
    reader: Reader
    registrar: Registrar
    closer: Closer
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _hands: dict[str, Reconciler] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)
    _round: int = 0
    _clicked: dict[str, str] = field(default_factory=dict)
    _rendered: dict[str, dict[str, Rendered]] = field(default_factory=dict)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _looked: asyncio.Event = field(default_factory=asyncio.Event)
    _leaving: asyncio.Event = field(default_factory=asyncio.Event)

    def clicked(self, incident: str, ref: str | None) -> None:
        """Somebody pressed a message of this incident: its next update is not paced."""
        if ref:
            self._clicked[incident] = ref

    def poke(self, incident: str) -> None:
        """Something was committed: take it up now, or tell the one who has it in hand."""
        if self._leaving.is_set():
            return  # it stays due: whoever starts next takes it up
        if hand := self._hands.get(incident):
            hand.poke(self._clicked.pop(incident, None))
        elif incident in self._tasks:
            self._again.add(incident)
        else:
            task = asyncio.create_task(self._attend(incident), name=f"attend {incident}")
            self._tasks[incident] = task
            task.add_done_callback(lambda _: self._left(incident))

    def _left(self, incident: str) -> None:
        self._tasks.pop(incident, None)
        if incident in self._again:
            self._again.discard(incident)
            self.poke(incident)
        self._bell.set()

    async def run(self) -> None:
        """Look for what is due, until ``leave``. The database being away is waited out."""
        while not self._leaving.is_set():
            self._bell.clear()  # before looking: what rings while we look is not lost
            ids, wait_s = list[str](), None
            try:
                if (free := IN_HAND - len(self._tasks)) > 0:
                    ids, wait_s = await self.store.due(free)
                for incident in ids:
                    self.poke(incident)
            except StorageAway as away:
                log.debug("worker.storage_away", reason=str(away))  # the store says it, once
            self._looked.set()
            pause = POLL_S if ids or wait_s is None else min(POLL_S, max(0.02, wait_s))
            try:
                await asyncio.wait_for(self._bell.wait(), pause)
            except TimeoutError:
                continue

    async def refresh(self) -> None:
        """
        Have every open room looked at once more, newest first and one after another, so that what else is to do goes
        on beside it: a view that changed is shown, and whatever was missed. What was put off or refused is tried now. A
        later call begins anew.
        """
        self._round += 1
        await self._until_there(self.store.try_again)
        this, left = self._round, await self._until_there(self.store.open_rooms)
        for incident in left or ():
            await self._until_there(partial(self.store.wake, incident))
            if task := self._tasks.get(incident):
                await asyncio.wait([task], timeout=REFRESH_S)
            if self._leaving.is_set() or this != self._round:
                return

    async def _until_there(self, ask: Callable[[], Awaitable[T]]) -> T | None:
        """What the store answers, as soon as the database is there; None if we leave before."""
        while not self._leaving.is_set():
            try:
                return await ask()
            except StorageAway:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._leaving.wait(), POLL_S)
        return None

    @property
    def is_busy(self) -> bool:
        """Whether an incident is in hand."""
        return bool(self._tasks)

    def look(self) -> None:
        """Look for work now: something changed elsewhere, or the clock was moved."""
        self._bell.set()

    async def looked(self) -> None:
        """``look``, and wait until what is due now is in hand."""
        for _turn in range(2):  # the first look to end may have begun before
            self._looked.clear()
            self.look()
            await self._looked.wait()

    async def idle(self) -> None:
        """Wait until nothing is in hand. For tests, drills and shutting down."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def quiet(self) -> None:
        """``idle``, and a moment for what the chat tells us of our own doing."""
        await asyncio.sleep(QUIET_S)
        await self.idle()

    def leave(self) -> None:
        """Take nothing more up, begin no new step. Nothing is cancelled: a call cut off may have been carried out."""
        self._leaving.set()
        self.look()
        for hand in self._hands.values():
            hand.leave()

    async def _attend(self, incident: str) -> None:
        work: Work | None = None
        hand: Reconciler | None = None
        for _turn in range(ANSWER_TURNS):
            await asyncio.sleep(0)
        try:
            work = await self.store.take(incident)
            if work is None:
                return
            hand = self._hands[incident] = self._hand(work)
            if self._leaving.is_set():
                hand.leave()
            if isinstance(work.record, Register):
                await self.registrar.settle(work, hand)
            else:
                await self._settle(work, hand)
        except Fenced:
            log.info("worker.fenced", incident=incident)
        except (StorageAway, NewerFold) as away:
            say = log.debug if isinstance(away, StorageAway) else log.warning  # the store says the former, once
            say("worker.put_off", incident=incident, reason=str(away))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), AWAY_S)
        except Exception:  # one incident's fault must not stop the others; it is logged, and tried again
            log.exception("worker.fault", incident=incident)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), FAULT_S)
        finally:
            self._hands.pop(incident, None)
            if hand:
                await hand.stop()
            if work:
                await self.store.release(work)

    def _hand(self, work: Work) -> Reconciler:
        async def refused(step: str, reason: str) -> None:
            key = f"refused/{step}@{self.clock().isoformat()}"
            async with self.store.happened(work.record.id, key) as change:
                is_put_away = step == "place" and change.state.is_resolved  # as it should be
                if step not in change.state.refused_steps and not is_put_away:
                    change.record([StepRefused(step=step, reason=reason)])

        async def done(step: str) -> None:
            key = f"done/{step}@{self.clock().isoformat()}"
            async with self.store.happened(work.record.id, key) as change:
                if step in change.state.refused_steps:
                    change.record([StepDone(step=step)])

        id = work.record.id
        rows = _Rows(self.store, work, self.platform.name)
        clicked = {ref} if (ref := self._clicked.pop(id, None)) else set()
        rendered = self._remembered(id)
        return Reconciler(id, self.platform, rows, refused, done, self.clock, clicked, rendered)

    def _remembered(self, incident: str) -> dict[str, Rendered]:
        """Its cards as they were rendered last, if it was in hand lately."""
        found = self._rendered[incident] = self._rendered.pop(incident, {})
        if len(self._rendered) > REMEMBERED:
            del self._rendered[next(iter(self._rendered))]
        return found

    async def _settle(self, work: Work, hand: Reconciler) -> None:
        """Until there is nothing to do now, and nothing was asked meanwhile."""
        ticked: set[str] = set()
        while True:
            if await record_due(self.store, work, self.book, ticked):
                work = await self.store.again(work)
                continue
            if await self.registrar.look(work.incident, work.now):
                work = await self.store.again(work)
                continue
            scene = await self._scene(work.incident)
            quiet, again = await hand.settle(room(scene))
            late, late_at = await self._late(scene)
            if quiet and late != scene.late:
                work = await self.store.again(work)
                continue
            if quiet and not hand.is_behind and hand.outage:  # only now is the room up to date
                await self._told(work, hand, *hand.outage)
                work = await self.store.again(work)
                continue
            await self.registrar.sync(work.incident)  # after, as the next: what is shown waits for neither
            unread = await self.reader.read(work.incident)
            unclosed = await self.closer.close(work.incident)
            times = [d.at for d in due(work.incident, self.book) if d.key not in ticked]
            times += [at for at in (unread, unclosed, again, late_at) if at]
            if quiet and await self.store.finish(work, min(times, default=None)):
                return
            work = await self.store.again(work)

    async def _told(self, work: Work, hand: Reconciler, since: datetime, until: datetime) -> None:
        """Record that the chat is back. Its key is the outage's beginning, so a restart in between tells it once."""
        async with self.store.happened(work.incident.id, f"returned/{since.isoformat()}") as change:
            change.record(returned(change.incident, since, until))
        await hand.told()

    async def _scene(self, incident: Incident) -> Scene:
        register = await self.store.register(incident.tenant)
        people = await self.store.people(named(incident, register))
        events = await self.store.all_events(incident.id) if incident.is_resolved else []
        scene = staged(incident=incident, book=self.book, people=people, timeline=tuple(events), register=register)
        return replace(scene, late=(await self._late(scene))[0])

    async def _late(self, scene: Scene) -> tuple[Mapping[str, datetime], datetime | None]:
        """What is late by now, since when it was tried, and when something else is late."""
        rows = await self.store.shown(scene.incident.id)
        if not any(row.attempts for row in rows.values()):
            return {}, None
        since = tried(room(scene), rows)
        due_at = {key: late_at(key, at) for key, at in since.items()}
        now = self.clock()
        late = {key: since[key] for key in sorted(since) if due_at[key] <= now}
        return late, min((at for at in due_at.values() if at > now), default=None)
