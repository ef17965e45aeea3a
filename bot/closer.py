"""
Closes and gives back by connector what people ordered, and reads who a connector lists. Each after its commit.

    closing ordered (committed) ──read, close, read again──▶ what became of each path (committed)
                                       └── it asks for a pause, or has a fault that passes: again later, a few times

The order stands in the state until its answer is committed with what it brought, so a restart in between does it again,
which changes nothing, and records it once. A platform that answers slowly holds up nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.access.connectors import automatic, automatic_return, listed
from bot.access.connectors.automatic import Share
from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.access.leavers import rules as leavers
from bot.access.register.entities import new_id
from bot.access.register.facts import GrantEntered, HoldersRead, HoldersReadOrdered
from bot.access.register.state import Register, register_id
from bot.access.restriction.facts import RestrictedPath
from bot.access.restriction.state import Restriction
from bot.connectors import Connector, ConnectorAway, Guided, SeesLeavers
from bot.crisis.incident import Incident
from bot.errors import StorageAway
from bot.store.change import Change
from bot.store.store import Store

log = structlog.get_logger(__name__)

T = TypeVar("T")

SMALL_S = 0.5  # how long a room waits for a connector; what takes longer comes beside it
SLICE_S = 2.0  # after which what was closed so far is saved, and the newest state read: closing may have been stopped
WAIT_S = 40.0  # longest wait for one path: each of its three calls has a limit of its own
LOST_S = 60.0  # after which it is begun again, should whoever closes have died
PAUSES_S = (2.0, 300.0)  # first and longest wait after a fault
TRIES = 4  # in a row, of what a service puts off: about half a minute where it does not say for how long


class _Again(Exception):
    """A service asked for a pause of so many seconds, or has a fault that passes: 0, where it does not say."""

    def __init__(self, after_s: float) -> None:
        super().__init__(after_s)
        self.after_s = after_s


@dataclass
class Closer:
    """The worker's hand for connectors. *connectors* by name, as the settings have them."""

    store: Store
    connectors: Mapping[str, Connector]
    clock: Callable[[], datetime]
    wait_s: float = WAIT_S
    busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _waits: dict[str, tuple[float, datetime]] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)
    _owed: dict[str, float] = field(default_factory=dict)  # pauses asked for, once what was done is saved

    async def close(self, incident: Incident) -> datetime | None:
        """Begin what is ordered in this crisis; gives when to come again, aware UTC, or None if nothing is."""
        await self._have_read(incident)
        if not automatic.ordered(incident) and not automatic_return.to_return(incident):
            return None
        return await self._begin(incident.id, partial(self._all_of, incident.id))

    async def _have_read(self, incident: Incident) -> None:
        """As closing begins, the lists in front of that account are to be read: more access paths may come to light."""
        register = await self.store.register(incident.tenant)
        for restriction in incident.restrictions.all if not incident.is_resolved else ():
            for name in listed.in_front_of(register, restriction.account):
                last = register.last_read.get(name)
                waits = name in self.connectors and name not in register.to_read
                if waits and restriction.is_on and (last is None or last.at < restriction.at):
                    key = f"begun/{incident.id}/{restriction.seq}/{name}"
                    async with self.store.happened(register_id(incident.tenant), key) as change:
                        change.record([HoldersReadOrdered(connector=name, by=automatic.by_connector(name))])

    async def read(self, register: Register) -> datetime | None:
        """Begin to read what people want to know; gives when to come again, or None if nothing is left."""
        if not register.to_read:
            return None
        return await self._begin(register.id, partial(self._all_read, register.tenant))

    async def sweep(self) -> None:
        """Who was switched off where a connector can tell: leavers of every workspace that has a register."""
        seeing = [each for each in self.connectors.values() if isinstance(each, SeesLeavers)]
        tenants = await self.store.with_register() if seeing else []
        for connector in seeing:
            try:
                inactive = await self._called(connector.inactive)
            except ConnectorAway as away:
                log.warning("connector.away", connector=connector.name, why=away.why)
                continue
            for tenant in tenants:
                await self._left(tenant, connector.name, inactive)

    async def idle(self) -> None:
        """Wait until no connector is being used, and let go of connections."""
        while self.busy:
            await asyncio.wait(self.busy.values())
        for connector in self.connectors.values():
            connector.hang_up()

    async def _begin(self, id: str, work: Callable[[], Awaitable[None]]) -> datetime:
        """Begin beside all else, unless it is under way, or too soon after a fault."""
        now = self.clock()
        lost = now + timedelta(seconds=LOST_S)
        if id not in self.busy:
            if id in self._waits and now < self._waits[id][1]:
                return self._waits[id][1]
            task = asyncio.create_task(self._until_done(id, work), name=f"close {id}")
            self.busy[id] = task
            task.add_done_callback(lambda done: self._ended(id, done))
            await asyncio.wait([task], timeout=SMALL_S)
        return lost if id in self.busy or id not in self._waits else self._waits[id][1]

    async def _until_done(self, id: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except (StorageAway, _Again) as again:
            self._put_off(id, again.after_s if isinstance(again, _Again) else 0)
            with contextlib.suppress(StorageAway):  # then it is asked for again by itself, only later
                await self.store.wake(id)
        else:
            self._waits.pop(id, None)
            self._tries.pop(id, None)

    def _put_off(self, id: str, asked_s: float = 0) -> None:
        """Not before so many seconds; where nobody says how many, twice as long each time."""
        now = self.clock()
        pause, _not_before = self._waits.get(id, (PAUSES_S[0], now))
        after = pause if asked_s else min(PAUSES_S[1], pause * 2)
        self._waits[id] = after, now + timedelta(seconds=asked_s or pause)

    def _wait(self, id: str, again_s: float | None) -> None:
        """Come again later where that may help and has not been done too often; else go on with what is known."""
        if again_s is None or self._tries.get(id, 0) >= TRIES:
            return
        self._tries[id] = self._tries.get(id, 0) + 1
        raise _Again(again_s)

    def _ended(self, id: str, task: asyncio.Task[None]) -> None:
        self.busy.pop(id, None)
        if not task.cancelled() and (fault := task.exception()):
            self._put_off(id, PAUSES_S[1])
            log.error("closer.fault", record=id, exc_info=fault)

    async def _all_of(self, id: str) -> None:
        """Until nothing is ordered any more. What is answered is no longer ordered, so this comes to an end."""
        while incident := await self.store.incident(id):
            self._wait(id, self._owed.pop(id, None))
            if shares := automatic.ordered(incident):
                await self._close(incident, shares[0])
            elif shares := automatic_return.to_return(incident):
                await self._give_back(incident, shares[0])
            else:
                return

    async def _close(self, incident: Incident, share: Share) -> None:
        restriction = _restriction(incident, share)
        became = _stopped(share, await self.close_share(incident, restriction, share))
        key = f"closed/{restriction.seq}/{share.step}/{_order_of(restriction, share)}/{min(became)}"
        async with self.store.happened(incident.id, key) as change:
            now_restriction = change.incident.restriction(share.account)
            if now_restriction is not None and now_restriction.seq == restriction.seq:
                change.record(automatic.saved(now_restriction, share, became, change.now))

    async def close_share(self, incident: Incident, restriction: Restriction, share: Share) -> dict[int, Closed]:
        """What became of the paths of a share: of some at least."""
        tenant = incident.tenant
        connector, register = self._named(share.connector), await self.store.register(tenant)
        if automatic.is_stopped(restriction, share.connector):
            return dict.fromkeys(share.paths, Closed(Outcome.needs_person, Why.others))
        paths = [path for n in share.paths if (path := restriction.path(n))]
        if not connector.is_automatic:
            return {path.n: connector.close(_holding(register, restriction, path)) for path in paths}
        try:
            found = await self._listed(connector, {listed.place_of(register, restriction, path) for path in paths})
        except ConnectorAway as away:
            self._wait(incident.id, away.again_s)
            return dict.fromkeys(share.paths, Closed(Outcome.unknown, away.why))
        await self._enter(tenant, connector, found)
        register = await self.store.register(tenant)
        kept = {place: listed.kept(register, restriction, holdings) for place, holdings in found.items()}
        if restriction.account in found and not listed.kept(
            register, restriction, found[restriction.account], confirmed=True
        ):
            return dict.fromkeys(share.paths, Closed(Outcome.needs_person, Why.no_keyholder))

        goes = {listed.external_of(register, path) for path in paths}

        async def one(path: RestrictedPath) -> Closed:
            place = listed.place_of(register, restriction, path)
            holding = listed.found_in(register, path, found[place])
            if isinstance(holding, Closed):
                return holding
            if holding in kept[place]:
                return Closed(Outcome.needs_person, Why.keyholder)
            return _named(await self._surely(partial(connector.close, holding)), found[place], goes)

        return await self._one_by_one(incident.id, paths, one)

    async def _give_back(self, incident: Incident, share: Share) -> None:
        restriction, register = _restriction(incident, share), await self.store.register(incident.tenant)
        connector, order = self._named(share.connector), max(restriction.decided[n].ordered for n in share.paths)
        paths = [path for n in share.paths if (path := restriction.path(n))]
        tried = await self._one_by_one(incident.id, paths, partial(self._one_back, connector, register, restriction))
        became = _stopped(share, tried)
        async with self.store.happened(incident.id, f"returned/{restriction.seq}/{order}/{min(became)}") as change:
            now_restriction = change.incident.restriction(share.account)
            if now_restriction is not None and now_restriction.seq == restriction.seq:
                change.record(automatic_return.returned(now_restriction, share, became))

    async def _one_back(
        self, connector: Connector, register: Register, restriction: Restriction, path: RestrictedPath
    ) -> Closed:
        holding = _holding(register, restriction, path)
        if automatic_return.has_left(register, path, self.clock()):
            return Closed(Outcome.needs_person, Why.leaver)
        if not holding.external:
            return Closed(Outcome.needs_person, Why.not_found)
        return await self._surely(partial(connector.restore, holding))

    async def _one_by_one(
        self, id: str, paths: Sequence[RestrictedPath], do: Callable[[RestrictedPath], Awaitable[Closed]]
    ) -> dict[int, Closed]:
        """One after another, for a while, or until a pause is asked for: the rest follows once these are saved."""
        became, until = dict[int, Closed](), asyncio.get_running_loop().time() + SLICE_S
        for path in paths:
            closed = await do(path)
            if closed.again_s is not None and became:
                self._owed[id] = closed.again_s
                break
            self._wait(id, closed.again_s)
            became[path.n] = closed
            self._tries.pop(id, None)
            if closed.lost or asyncio.get_running_loop().time() > until:
                break
        return became

    async def _surely(self, call: Callable[[], Closed]) -> Closed:
        """What the connector says; nothing is known where it takes too long."""
        try:
            return await self._called(call)
        except ConnectorAway as away:
            return Closed(Outcome.unknown, away.why, again_s=away.again_s)

    async def _called(self, call: Callable[[], T]) -> T:
        """In a thread. One that hangs is left behind: each of its calls has a limit of its own."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(call), self.wait_s)
        except TimeoutError as late:
            raise ConnectorAway(Why.timeout) from late

    async def _listed(self, connector: Connector, places: set[str]) -> dict[str, Sequence[Holding]]:
        return {place: await self._called(partial(connector.holders, place)) for place in sorted(places)}

    async def _all_read(self, tenant: str) -> None:
        """Until nobody waits for an answer."""
        while (register := await self.store.register(tenant)).to_read:
            name, order = next(iter(register.to_read.items()))
            connector, found, why = self._named(name), dict[str, Sequence[Holding]](), ""
            try:
                found = await self._listed(connector, set(listed.stands_before(register, name)))
            except ConnectorAway as away:
                self._wait(register.id, away.again_s)
                why = str(away.why)
            async with self.store.happened(register_id(tenant), f"read/{name}/{order}") as change:
                new = self._record(change, connector, found)
                known = {holding.external for holdings in found.values() for holding in holdings}
                change.record([HoldersRead(connector=name, listed=len(known), found=new, why=why)])

    async def _enter(self, tenant: str, connector: Connector, found: Mapping[str, Sequence[Holding]]) -> None:
        """Ways in that the register did not know, as they are seen while closing."""
        known = await self.store.register(tenant)
        if any(listed.discovered(known, connector.means, holdings, new_id) for holdings in found.values()):
            async with self.store.happened(register_id(tenant), f"listed/{connector.name}/{known.checksum}") as change:
                self._record(change, connector, found)

    def _record(self, change: Change, connector: Connector, found: Mapping[str, Sequence[Holding]]) -> int:
        """Record what the register did not know, place by place; how many access paths that were."""
        new = 0
        for holdings in found.values():
            facts = listed.discovered(change.register, connector.means, holdings, new_id)
            new += sum(isinstance(fact, GrantEntered) and fact.grant.origin == "discovered" for fact in facts)
            change.record(facts)
        return new

    async def _left(self, tenant: str, connector: str, inactive: Sequence[Holding]) -> None:
        """
        Whoever of them the register knows by e-mail, or by the id of an access path, and does not know to have left.
        """
        register = await self.store.register(tenant)
        gone = {id for each in inactive if (id := listed.whose(register, each, connector))}
        facts = [fact for id in sorted(gone) for fact in leavers.seen(register, id, "scim")]
        if facts:
            async with self.store.happened(register_id(tenant), f"left/{connector}/{register.checksum}") as change:
                for id in sorted(gone):
                    change.record(leavers.seen(change.register, id, "scim"))

    def _named(self, name: str) -> Connector:
        """The connector; one that the settings do not have any more leaves it to people."""
        return self.connectors.get(name) or Guided(name)


def _stopped(share: Share, became: dict[int, Closed]) -> dict[int, Closed]:
    """Where others went too, no more is changed: what is left of the share is for people."""
    if not any(closed.lost for closed in became.values()):
        return became
    return {n: became.get(n, Closed(Outcome.needs_person, Why.others)) for n in share.paths}


def _named(closed: Closed, holdings: Sequence[Holding], goes: Collection[str]) -> Closed:
    """Who else is gone, as they were listed before; without those who were to go in any case."""
    known = {each.external: each for each in holdings}
    lost = tuple(known.get(each.external, each) for each in closed.lost if each.external not in goes)
    return replace(closed, lost=lost)


def _restriction(incident: Incident, share: Share) -> Restriction:
    restriction = incident.restriction(share.account)
    if restriction is None:
        raise LookupError(share.account)
    return restriction


def _order_of(restriction: Restriction, share: Share) -> int:
    """The number of the event that ordered it: a second order of the same is another."""
    doing = restriction.doing(share.step)
    return max((doing.ordered.get(n, 0) for n in share.paths), default=0) if doing else 0


def _holding(register: Register, restriction: Restriction, path: RestrictedPath) -> Holding:
    """A way as the platform lists it, as far as that is known."""
    place, external = listed.place_of(register, restriction, path), listed.external_of(register, path)
    return Holding(place, external, path.name.reveal())
