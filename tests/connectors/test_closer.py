"""
What people ordered is closed by the connector after the commit: each person by themselves, believed once read again,
recorded once whatever dies in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.access.connectors import automatic, automatic_return
from bot.access.connectors.facts import AutomaticRestrictionOrdered
from bot.access.connectors.holding import Closed, Holding, Outcome, Why
from bot.access.leavers.facts import LeaverSeen
from bot.access.register.codes import Level, Means, Status
from bot.access.register.entities import Account, Grant, Holder, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, HoldersReadOrdered, ToolEntered
from bot.access.register.state import Register, register_id
from bot.access.restoration.facts import AccessDecided, RestorationOrdered
from bot.access.restriction.facts import KeyholderConfirmed, RestrictionStepSaved, RestrictionStopped
from bot.access.restriction.plan import plan
from bot.access.restriction.state import Doing, Restriction
from bot.approval import mark
from bot.closer import Closer
from bot.connectors import Connector, ConnectorAway
from bot.connectors.bluesky import Bluesky
from bot.connectors.scim import Scim
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.errors import Refused
from bot.people.who import Person, Right, Someone
from bot.playbooks import load
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.store.store import Store
from tests.connectors.directory import Directory, directory
from tests.connectors.personal_data_server import serving

NAME = "scim:publishing"
PETR = Person(id="slack:U1", name="Petr Novák")
ANA = Someone(id="slack:U2", name="Ana Kovač")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Failing:
    """A real connector, which fails for some: *slow* paths hang, *breaks* paths raise what nobody foresaw."""

    real: Connector
    slow: set[str] = field(default_factory=set)
    closed: list[str] = field(default_factory=list)
    name: str = NAME
    means: Means = Means.tool_seat
    is_automatic: bool = True
    before: Callable[[], None] = lambda: None

    def holders(self, account: str) -> Sequence[Holding]:
        return self.real.holders(account)

    def close(self, holding: Holding) -> Closed:
        self.before()
        self.closed.append(holding.external)
        return Closed(Outcome.unknown, Why.timeout) if holding.external in self.slow else self.real.close(holding)

    def restore(self, holding: Holding) -> Closed:
        return self.real.restore(holding)

    def hang_up(self) -> None:
        self.real.hang_up()


@dataclass
class Desk:
    """A crisis, its register, and the worker's hand for connectors."""

    store: Store
    connectors: dict[str, Connector]
    incident_id: str = ""
    now: datetime = NOW
    closer: Closer = field(init=False)

    def __post_init__(self) -> None:
        self.restarted()

    def restarted(self) -> None:
        """Another process: what was only in memory is gone."""
        self.closer = Closer(self.store, self.connectors, lambda: self.now)

    async def enter(self, *facts: Fact) -> None:
        async with self.store.happened(register_id("T1"), f"enter{(await self.register()).seq}") as change:
            change.record(facts)

    async def register(self) -> Register:
        return await self.store.register("T1")

    async def incident(self) -> Incident:
        found = await self.store.incident(self.incident_id)
        assert found is not None
        return found

    async def restriction(self) -> Restriction:
        restriction = (await self.incident()).restriction("a1")
        assert restriction is not None
        return restriction

    async def step(self) -> Doing:
        return next(doing for doing in (await self.restriction()).steps if doing.step.connector)

    async def do(self, *facts: Fact) -> None:
        key = f"do{(await self.incident()).seq}"
        async with self.store.change(self.incident_id, key, PETR, Right.staff) as change:
            change.record(facts)

    async def start(self, confirmed: bool = True) -> None:
        """Closing of the one account, with Petr to keep it."""
        facts: list[Fact] = [plan(await self.register(), load(), "a1", [PETR.someone], ANA, False, False, self.now)]
        await self.do(*facts, *([KeyholderConfirmed(account="a1", who=PETR.someone)] if confirmed else []))

    async def order(self) -> None:
        incident = await self.incident()
        shown = mark(automatic.closable(await self.restriction()))
        await self.do(*automatic.order(incident, "a1", shown, PETR.someone))

    async def close(self) -> None:
        """Until nothing is ordered any more."""
        await self.closer.close(await self.incident())
        await self.done()

    async def read(self) -> None:
        """Until nobody waits for an answer."""
        await self.closer.read(await self.register())
        await self.done()

    async def done(self) -> None:
        """What takes long goes on beside all else."""
        while self.closer.busy:
            await asyncio.wait(self.closer.busy.values())

    async def kinds(self, kind: type[Fact]) -> list[Fact]:
        events = await self.store.events(self.incident_id, limit=10_000)
        return [event.fact for event in events if isinstance(event.fact, kind)]

    async def said(self) -> list[tuple[str, int]]:
        """What was saved of the step, and of how many."""
        return [
            (f.result, len(f.paths))
            for f in await self.kinds(RestrictionStepSaved)
            if isinstance(f, RestrictionStepSaved)
        ]


@pytest.fixture
async def desk(tmp_path: Path, scim: Directory) -> AsyncIterator[Desk]:
    store = Store(f"sqlite:///{tmp_path}/crisis.db", clock=lambda: made.now)
    await store.start()
    made = Desk(store, {NAME: Scim(scim.declared(), timeout_s=5)})
    async with store.opening("T1", "open", PETR) as change:
        change.record([Opened(title="Offensive post", opener=PETR.someone)])
    made.incident_id = change.incident.id
    yield made
    await made.closer.idle()
    await store.close()


async def a_tool(desk: Desk, scim: Directory, people: int, external: bool = True) -> list[str]:
    """Somewhere people publish from: Petr and so many others have a seat. Ids of the others there."""
    petr, *others = [scim.user(name) for name in ("petr", *(f"p{n:02}" for n in range(people)))]
    scim.make_group([petr, *others])
    await desk.enter(
        AccountEntered(account=Account(id="a1", platform="x", handle="@brand")),
        ToolEntered(tool=Tool(id="t1", name="Scheduler", accounts=("a1",), connector=NAME)),
        HolderEntered(holder=Holder(id=PETR.id, name=PETR.name, email="petr@brand.example")),
        GrantEntered(grant=seat("g", PETR.id, petr if external else "")),
        *(fact for n, id in enumerate(others) for fact in known(n, id if external else "")),
    )
    return others


def known(n: int, external: str) -> Iterable[Fact]:
    yield HolderEntered(holder=Holder(id=f"h{n}", name=f"Person {n}", email=f"p{n:02}@brand.example"))
    yield GrantEntered(grant=seat(f"g{n}", f"h{n}", external))


def seat(id: str, holder: str, external: str) -> Grant:
    return Grant(id=id, of="t1", holder=holder, means=Means.tool_seat, level=Level.publish, external_id=external)


async def an_account(desk: Desk, scim: Directory, *names: str) -> dict[str, str]:
    """An account with a group in front of it; ids there by name. All are in the register, by e-mail."""
    ids = {name: scim.user(name) for name in names}
    scim.make_group(ids.values())
    await desk.enter(
        AccountEntered(account=Account(id="a1", platform="x", handle="@brand", connector=NAME)),
        *(HolderEntered(holder=Holder(id=who(n), name=n.title(), email=f"{n}@brand.example")) for n in names),
        *(GrantEntered(grant=delegate(f"g-{n}", who(n), ids[n])) for n in names),
    )
    return ids


def who(name: str) -> str:
    return PETR.id if name == "petr" else f"h-{name}"


def delegate(id: str, holder: str, external: str) -> Grant:
    return Grant(id=id, of="a1", holder=holder, means=Means.delegated_role, external_id=external)


async def test_forty_holders_of_whom_one_times_out_and_a_second_press_closes_that_one(
    desk: Desk, scim: Directory
) -> None:
    """39 are closed and verified, 1 is unknown; the keyholder stays."""
    others = await a_tool(desk, scim, 40)
    scim.path.stalls = lambda said: said.startswith("PATCH") and others[17] in said
    desk.connectors[NAME] = Scim(scim.declared(), timeout_s=1.5)
    await desk.start()
    await desk.order()

    await desk.close()

    step, restriction = await desk.step(), await desk.restriction()
    assert sorted(step.results.values()) == ["done"] * 39 + ["unknown"]
    assert (len(restriction.done), len(restriction.verified), len(restriction.unknown)) == (39, 39, 1)
    assert list(step.whys.values()) == [Why.timeout]
    assert len(scim.members()) == 2

    scim.path.stalls = lambda _said: False
    await desk.order()
    await desk.close()

    restriction = await desk.restriction()
    assert (len(restriction.done), len(restriction.verified), len(restriction.unknown)) == (40, 40, 0)
    assert (await desk.step()).whys == {}
    assert len(scim.members()) == 1
    ordered = [
        len(f.paths)
        for f in await desk.kinds(AutomaticRestrictionOrdered)
        if isinstance(f, AutomaticRestrictionOrdered)
    ]
    assert ordered == [40, 1]


async def test_nothing_is_ordered_before_a_keyholder_has_proved_a_log_in(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 2)
    await desk.start(confirmed=False)

    with pytest.raises(Refused) as refused:
        await desk.order()

    assert refused.value.code == "no_keyholder"


async def test_nothing_is_closed_that_was_not_ordered(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 2)
    await desk.start()

    await desk.close()

    assert (len(scim.members()), await desk.said()) == (3, [])


async def test_nothing_is_ordered_that_was_not_previewed(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 2)
    await desk.start()
    before = mark(automatic.closable(await desk.restriction()))
    restriction, step = await desk.restriction(), (await desk.step()).step
    saved = RestrictionStepSaved(
        account="a1", step=step.n, purpose=step.purpose, result="done", paths=(restriction.paths[0].n,), by=ANA
    )
    await desk.do(saved)

    with pytest.raises(Refused) as refused:
        automatic.order(await desk.incident(), "a1", before, PETR.someone)

    assert refused.value.code == "changed"


async def test_what_was_read_again_is_verified_and_by_whom_is_said(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 2)
    await desk.start()
    await desk.order()

    await desk.close()

    step = await desk.step()
    assert (step.is_verified, step.ordered) == (True, {})
    assert step.by == step.verified_by == Someone(id="bot", name=NAME)


async def test_somebody_who_is_not_there_any_more_counts_as_closed(desk: Desk, scim: Directory) -> None:
    """It was closed before we came: by its own id, and only because others are listed."""
    gone, *_others = await a_tool(desk, scim, 3)
    with_petr = desk.connectors[NAME]
    await asyncio.to_thread(with_petr.close, Holding("t1", gone, ""))
    await desk.start()
    await desk.order()

    await desk.close()

    assert (await desk.step()).is_verified


async def test_people_are_found_by_e_mail_and_their_id_is_kept(desk: Desk, scim: Directory) -> None:
    others = await a_tool(desk, scim, 2, external=False)
    await desk.start()
    await desk.order()

    await desk.close()

    assert (await desk.step()).is_verified
    assert {g.external_id for g in (await desk.register()).grants.values()} >= set(others)


async def test_two_paths_of_one_person_through_the_same_list_are_both_closed(desk: Desk, scim: Directory) -> None:
    """The list knows them once; the register has a role and a partner's access of theirs, neither with an id."""
    ids = await an_account(desk, scim, "petr", "ivo")
    for n, means in enumerate((Means.delegated_role, Means.partner_agency)):
        grant = delegate("g-ivo" if n == 0 else "g-partner", "h-ivo", "").model_copy(update={"means": means})
        await desk.enter(GrantEntered(grant=grant))
    await desk.start()
    await desk.order()

    await desk.close()

    restriction, register = await desk.restriction(), await desk.register()
    assert (len(restriction.paths), len(restriction.verified), scim.members()) == (2, 2, {ids["petr"]})
    assert [grant.origin for grant in register.grants.values()] == ["declared"] * 3


async def test_somebody_who_cannot_be_found_is_left_to_a_person(desk: Desk, scim: Directory) -> None:
    """Neither id nor e-mail: nobody is taken for somebody else because of a name."""
    await a_tool(desk, scim, 1)
    await desk.enter(
        HolderEntered(holder=Holder(id="h9", name="P00")), GrantEntered(grant=seat("g9", "h9", "").model_copy())
    )
    await desk.start()
    await desk.order()

    await desk.close()

    restriction = await desk.restriction()
    assert (len(restriction.done), len(restriction.failed)) == (1, 1)
    assert list((await desk.step()).whys.values()) == [Why.not_found]


async def test_an_account_whose_list_has_no_keyholder_is_not_closed(desk: Desk, scim: Directory) -> None:
    ids = await an_account(desk, scim, "ivo", "eva")
    await desk.start()
    await desk.order()

    await desk.close()

    assert scim.members() == set(ids.values())
    assert await desk.said() == [("could_not", 2)]
    assert set((await desk.step()).whys.values()) == {Why.no_keyholder}


async def test_a_keyholder_stays_even_where_a_path_of_theirs_is_entered_under_somebody_else(
    desk: Desk, scim: Directory
) -> None:
    """The register is wrong: Ivo's way carries the id that the platform gave to Petr's e-mail."""
    ids = await an_account(desk, scim, "petr", "ivo")
    grant = (await desk.register()).grants["g-petr"]
    await desk.enter(GrantEntered(grant=grant.model_copy(update={"external_id": ""})))
    wrong = delegate("g-wrong", "h-ivo", "").model_copy(update={"means": Means.business_manager})
    await desk.enter(GrantEntered(grant=wrong))
    await desk.start()
    restriction = await desk.restriction()
    path = next(path for path in restriction.paths if path.grant == "g-wrong")
    await desk.enter(GrantEntered(grant=wrong.model_copy(update={"external_id": ids["petr"], "holder": "h-ivo"})))
    await desk.enter(GrantEntered(grant=grant))
    await desk.order()

    await desk.close()

    assert ids["petr"] in scim.members()
    assert (await desk.step()).whys.get(path.n) == Why.keyholder


async def test_a_platform_that_cannot_be_read_leaves_all_unknown_in_one_go(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 5)
    desk.connectors[NAME] = Scim(scim.declared(token="wrong-0123456789"))
    await desk.start()
    await desk.order()

    await desk.close()

    assert await desk.said() == [("unknown", 5)]
    assert set((await desk.step()).whys.values()) == {Why.token}
    desk.connectors[NAME].hang_up()


async def test_a_connector_the_settings_do_not_have_any_more_leaves_it_to_people(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 2)
    await desk.start()
    await desk.order()
    desk.connectors.pop(NAME).hang_up()

    await desk.close()

    assert await desk.said() == [("could_not", 2)]
    assert set((await desk.step()).whys.values()) == {Why.by_hand}


async def test_a_call_that_never_ends_is_left_behind(desk: Desk, scim: Directory) -> None:
    others = await a_tool(desk, scim, 2)
    scim.path.stalls = lambda said: said.startswith("PATCH") and others[0] in said
    desk.connectors[NAME] = Scim(scim.declared(), timeout_s=60)
    desk.closer = Closer(desk.store, desk.connectors, lambda: desk.now, wait_s=2)
    await desk.start()
    await desk.order()

    async with asyncio.timeout(20):
        await desk.close()
    scim.path.go_on.set()

    assert sorted(await desk.said()) == [("done", 1), ("unknown", 1)]


async def test_a_restart_between_the_call_and_the_commit_records_it_once(desk: Desk, scim: Directory) -> None:
    """It was closed, and whoever closed it died before they said so: the next finds it closed."""
    await a_tool(desk, scim, 3)
    await desk.start()
    await desk.order()
    restriction, share = await desk.restriction(), automatic.ordered(await desk.incident())[0]
    assert len(await desk.closer.close_share(await desk.incident(), restriction, share)) == 3  # and then it died

    desk.restarted()
    await desk.close()
    await desk.close()

    assert (len(scim.members()), await desk.said()) == (1, [("done", 3)])
    assert (await desk.step()).is_verified


async def test_what_a_person_said_meanwhile_stands(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 1)
    await desk.start()
    await desk.order()
    restriction, share = await desk.restriction(), automatic.ordered(await desk.incident())[0]
    became = await desk.closer.close_share(await desk.incident(), restriction, share)
    by_hand = RestrictionStepSaved(
        account="a1", step=share.step, purpose="remove", result="could_not", paths=(1,), by=PETR.someone
    )
    await desk.do(by_hand)

    assert automatic.saved(await desk.restriction(), share, became, desk.now) == []


async def test_two_who_close_the_same_record_it_once(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 3)
    await desk.start()
    await desk.order()
    incident = await desk.incident()
    other = Closer(desk.store, desk.connectors, lambda: desk.now)

    await asyncio.gather(other.close(incident), desk.closer.close(incident))
    await asyncio.gather(desk.close(), other.idle())

    assert await desk.said() == [("done", 3)]


async def test_what_is_stopped_meanwhile_closes_nobody_more(
    desk: Desk, scim: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.closer.SLICE_S", 0.0)
    await a_tool(desk, scim, 3)
    await desk.start()
    await desk.order()
    failing = desk.connectors[NAME] = Failing(desk.connectors[NAME])
    await asyncio.wait_for(_stopped_after_one(desk, failing), 10)

    assert len(scim.members()) == 3
    assert await desk.said() == [("done", 1)]


async def _stopped_after_one(desk: Desk, failing: Failing) -> None:
    """Somebody presses Stop while the first is being closed."""
    loop, task = asyncio.get_running_loop(), list[asyncio.Future[None]]()

    def stop() -> None:
        if not task:
            stopped = desk.do(RestrictionStopped(account="a1", by=PETR.someone))
            pressed = asyncio.run_coroutine_threadsafe(stopped, loop)
            task.append(asyncio.wrap_future(pressed, loop=loop))
            pressed.result(5)

    failing.before = stop
    await desk.close()
    await task[0]


async def test_a_path_nobody_knew_is_found_on_the_list_and_so_is_a_person_nobody_knew(
    desk: Desk, scim: Directory
) -> None:
    await a_tool(desk, scim, 1)
    stranger = scim.user("stranger")
    scim.add(stranger)
    await desk.start()
    await desk.order()

    await desk.close()

    register = await desk.register()
    grant = next(grant for grant in register.grants.values() if grant.external_id == stranger)
    assert (grant.origin, grant.of, grant.means) == ("discovered", "t1", Means.tool_seat)
    holder = register.holders[grant.holder]
    assert (holder.status, holder.name, holder.email) == (Status.unknown, "Stranger", "stranger@brand.example")
    assert stranger in scim.members(), "nobody ordered that"


async def test_who_has_access_is_read_when_somebody_asks_and_entered_once(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 1)
    scim.add(scim.user("stranger"))

    for _time in range(2):
        await desk.enter(HoldersReadOrdered(connector=NAME, by=PETR.someone))
        await desk.read()

    register = await desk.register()
    read = register.last_read[NAME]
    assert (read.listed, read.found, read.why, register.to_read) == (3, 0, "", {})
    assert sum(grant.origin == "discovered" for grant in register.grants.values()) == 1
    assert await desk.closer.read(register) is None


async def test_as_closing_begins_the_lists_in_front_of_the_account_are_read_once(desk: Desk, scim: Directory) -> None:
    """Also where the register knew of no way through them: then it matters most."""
    scim.make_group([scim.user("stranger")])
    await desk.enter(
        AccountEntered(account=Account(id="a1", platform="x", handle="@brand")),
        ToolEntered(tool=Tool(id="t1", name="Scheduler", accounts=("a1",), connector=NAME)),
    )
    await desk.start(confirmed=False)

    for _time in range(2):
        await desk.close()
        await desk.read()

    register = await desk.register()
    assert register.last_read[NAME].found == 1
    events = await desk.store.all_events(register.id)
    assert sum(isinstance(event.fact, HoldersReadOrdered) for event in events) == 1


async def test_a_list_that_cannot_be_read_says_why_and_is_not_asked_for_ever(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 1)
    desk.connectors[NAME] = Scim(scim.declared(token="wrong-0123456789"))
    await desk.enter(HoldersReadOrdered(connector=NAME, by=PETR.someone))

    await desk.read()

    assert (await desk.register()).last_read[NAME].why == Why.token
    assert await desk.closer.read(await desk.register()) is None
    desk.connectors[NAME].hang_up()


async def test_who_was_switched_off_there_is_a_leaver_once_and_only_if_we_know_them(
    desk: Desk, scim: Directory
) -> None:
    await a_tool(desk, scim, 1)
    scim.user("ivo", active=False)
    scim.user("nobody", active=False)
    await desk.enter(HolderEntered(holder=Holder(id="h-ivo", name="Ivo", email="IVO@brand.example")))

    await desk.closer.sweep()
    await desk.closer.sweep()

    events = await desk.store.all_events((await desk.register()).id)
    assert [e.fact.holder for e in events if isinstance(e.fact, LeaverSeen)] == ["h-ivo"]
    assert (await desk.register()).leavers["h-ivo"].how == "scim"


async def test_a_directory_that_is_away_does_not_stop_the_others(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 1)
    scim.user("p00x", active=False)
    await desk.enter(HolderEntered(holder=Holder(id="hx", name="X", email="p00x@brand.example")))
    with directory() as stopped:
        pass
    desk.connectors = {"scim:away": Scim(stopped.declared()), NAME: desk.connectors[NAME]}
    desk.restarted()

    await desk.closer.sweep()

    assert set((await desk.register()).leavers) == {"hx"}


async def closed_then(desk: Desk, *decided: AccessDecided) -> None:
    await desk.start()
    await desk.order()
    await desk.close()
    await desk.do(RestorationOrdered(account="a1", by=PETR.someone), *decided)


def back(*paths: int, **more: object) -> AccessDecided:
    said = AccessDecided(account="a1", paths=paths, decision="back", reason=Restricted("needed"), by=PETR.someone)
    return said.model_copy(update=more)


async def give_back(desk: Desk) -> None:
    register, incident = await desk.register(), await desk.incident()
    await desk.do(*automatic_return.order_return(register, incident, "a1", desk.now, PETR.someone))
    await desk.close()


async def test_who_is_to_come_back_is_put_back_and_read_again(desk: Desk, scim: Directory) -> None:
    others = await a_tool(desk, scim, 3)
    await closed_then(desk, back(1, 2))
    assert len(scim.members()) == 1

    await give_back(desk)

    restriction = await desk.restriction()
    assert {n for n, decided in restriction.decided.items() if decided.verified_by} == {1, 2}
    assert len(scim.members() & set(others)) == 2


async def test_nobody_who_left_comes_back_by_itself_whatever_was_decided(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 2)
    await closed_then(desk, back(1, 2))
    first = (await desk.restriction()).paths[0]
    await desk.enter(LeaverSeen(holder=first.holder.reveal(), how="said"))
    assert automatic_return.returnable(await desk.register(), await desk.restriction(), desk.now) == [2]

    await give_back(desk)

    assert {n for n, decided in (await desk.restriction()).decided.items() if decided.returned_by} == {2}
    assert len(scim.members()) == 2


async def test_somebody_who_leaves_after_it_was_ordered_does_not_come_back(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 1)
    await closed_then(desk, back(1))
    register, incident = await desk.register(), await desk.incident()
    await desk.do(*automatic_return.order_return(register, incident, "a1", desk.now, PETR.someone))
    await desk.enter(LeaverSeen(holder="h0", how="said"))

    await desk.close()

    decided = (await desk.restriction()).decided[1]
    assert (decided.returned_by, decided.why, decided.ordered) == (None, Why.leaver, 0)
    assert len(scim.members()) == 1


async def test_a_lower_level_or_an_end_is_a_persons_to_give(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 2)
    until = NOW + timedelta(days=1)
    await closed_then(desk, back(1, decision="lowered", level=Level.reply), back(2, until=until))

    with pytest.raises(Refused) as refused:
        await give_back(desk)

    assert refused.value.code == "nothing"


async def test_a_revoked_app_password_leaves_an_open_session_until_two_hours_later(desk: Desk, scim: Directory) -> None:
    with serving("Ivo", "Petr phone") as pds:
        desk.connectors["bluesky:brand"] = Bluesky(pds.declared(), timeout_s=2)
        await desk.enter(
            AccountEntered(account=Account(id="a1", platform="bluesky", handle="@brand", connector="bluesky:brand")),
            HolderEntered(holder=Holder(id=PETR.id, name=PETR.name)),
            HolderEntered(holder=Holder(id="h-ivo", name="Ivo")),
            GrantEntered(grant=app_password("g1", PETR.id, "Petr phone")),
            GrantEntered(grant=app_password("g2", "h-ivo", "Ivo")),
        )
        await desk.start()
        await desk.order()

        await desk.close()

        step = await desk.step()
        assert (pds.names, step.is_verified) == (["Petr phone"], True)
        assert step.residual_until == NOW + timedelta(minutes=120)
        desk.connectors["bluesky:brand"].hang_up()


def app_password(id: str, holder: str, name: str) -> Grant:
    return Grant(id=id, of="a1", holder=holder, means=Means.app_password, external_id=name)


async def test_a_fault_nobody_foresaw_is_tried_again_after_a_pause(desk: Desk, scim: Directory) -> None:
    await a_tool(desk, scim, 1)
    await desk.start()
    await desk.order()
    failing = desk.connectors[NAME] = Failing(desk.connectors[NAME], before=_breaks)

    again = await desk.closer.close(await desk.incident())
    assert again == desk.now + timedelta(minutes=5)
    failing.before = lambda: None
    assert await desk.closer.close(await desk.incident()) == again  # too soon
    desk.now = again
    await desk.close()

    assert await desk.said() == [("done", 1)]


def _breaks() -> None:
    raise RuntimeError("nobody foresaw this")


def test_what_a_connector_says_of_being_away_names_it_and_no_address() -> None:
    assert str(ConnectorAway(Why.unreachable, NAME)) == "scim:publishing: It is out of reach."
