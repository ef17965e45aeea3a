"""What the worker makes of services that ask for a pause, break, hide people, or remove more than they were told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.access.connectors import automatic
from bot.access.connectors.holding import Why
from bot.access.register.codes import Status
from bot.access.register.entities import Account, Holder, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, HoldersReadOrdered, ToolEntered
from bot.access.restoration.facts import AccessDecided, RestorationOrdered
from bot.access.restriction.facts import RestrictionStepSaved
from bot.access.restriction.forms.steps import step_form
from bot.chat.form import Says
from bot.connectors.scim import Scim
from bot.crisis.opening.facts import Opened
from bot.record.frozen import Restricted
from bot.store.store import Store
from tests.connectors.sloppy import Sloppy, a_group, sloppy
from tests.connectors.test_closer import NAME, PETR, Desk, give_back, seat


@pytest.fixture
def server() -> Iterator[Sloppy]:
    with sloppy("petr", "ana", "ivo", "eva") as running:
        yield running


@pytest.fixture
async def desk(tmp_path: Path, server: Sloppy) -> AsyncIterator[Desk]:
    """Ana and Ivo are to lose their seats; Petr keeps his; Eva is nobody the register knows."""
    store = Store(f"sqlite:///{tmp_path}/crisis.db", clock=lambda: made.now)
    await store.start()
    made = Desk(store, {NAME: Scim(server.declared(), timeout_s=2)})
    async with store.opening("T1", "open", PETR) as change:
        change.record([Opened(title="Offensive post", opener=PETR.someone)])
    made.incident_id = change.incident.id
    people = {PETR.id: "petr", "h-ana": "ana", "h-ivo": "ivo"}
    await made.enter(
        AccountEntered(account=Account(id="a1", platform="x", handle="@brand")),
        ToolEntered(tool=Tool(id="t1", name="Scheduler", accounts=("a1",), connector=NAME)),
        *(
            HolderEntered(holder=Holder(id=id, name=name.title(), email=f"{name}@brand.example"))
            for id, name in people.items()
        ),
        *(GrantEntered(grant=seat(f"g-{name}", id, name)) for id, name in people.items()),
    )
    await made.start()
    await made.order()
    yield made
    await made.closer.idle()
    await store.close()


def entry(id: str, name: str) -> Holder:
    return Holder(id=id, name=name.title(), email=f"{name}@brand.example")


async def whys(desk: Desk) -> set[str]:
    return set((await desk.step()).whys.values())


async def test_a_pause_that_is_asked_for_is_kept_and_then_it_goes_on(desk: Desk, server: Sloppy) -> None:
    server.instead = lambda call: (429, {}, {"Retry-After": "30"}) if "PATCH" in call and "ivo" in call else None
    await desk.close()
    again = await desk.closer.close(await desk.incident())
    calls = len(server.calls)
    desk.now += timedelta(seconds=29)
    await desk.close()
    assert (again, await desk.said(), len(server.calls)) == (desk.now + timedelta(seconds=1), [("done", 1)], calls)

    server.instead = lambda _call: None
    desk.now += timedelta(seconds=1)
    await desk.close()

    assert await desk.said() == [("done", 1), ("done", 1)]
    assert server.inside() == {"petr", "eva"}


@pytest.mark.parametrize(
    ("status", "headers", "why"),
    [(429, {"Retry-After": "60"}, Why.busy), (503, {"Retry-After": "never"}, Why.busy), (500, {}, Why.failing)],
)
async def test_a_fault_that_does_not_pass_is_told_after_a_few_tries(
    desk: Desk, server: Sloppy, status: int, headers: dict[str, str], why: Why
) -> None:
    server.instead = lambda _call: (status, {}, headers)
    tries = 0
    while not await desk.said() and tries < 20:
        tries += 1
        await desk.close()
        desk.now += timedelta(minutes=1)

    assert (tries, await desk.said(), await whys(desk)) == (5, [("unknown", 2)], {why})


async def test_a_pause_of_a_day_is_told_at_once(desk: Desk, server: Sloppy) -> None:
    server.instead = lambda _call: (429, {}, {"Retry-After": "86400"})
    await desk.close()

    assert (await desk.said(), await whys(desk)) == ([("unknown", 2)], {Why.busy})


async def test_where_others_are_removed_too_it_stops_and_names_them_to_those_allowed(
    desk: Desk, server: Sloppy
) -> None:
    server.empties = True
    await desk.close()

    restriction, step = await desk.restriction(), await desk.step()
    assert len([call for call in server.calls if call.startswith("PATCH")]) == 1
    assert (restriction.done, restriction.verified, await whys(desk)) == (
        frozenset(restriction.done) & set(),
        frozenset(restriction.verified) & set(),
        {Why.others},
    )
    assert automatic.also_removed(step) == ("Petr", "Eva"), "Ivo was to go in any case"
    assert automatic.closable(restriction) == []
    form = step_form(await desk.incident(), restriction, step, desk.now)
    shown = str([field.lines for field in form.fields if isinstance(field, Says)])
    assert "Removed by mistake" in shown and "Eva" in shown
    saved = [fact for fact in await desk.kinds(RestrictionStepSaved) if isinstance(fact, RestrictionStepSaved)]
    assert "Eva" not in repr(saved)


async def test_people_and_groups_that_can_not_be_seen_are_entered_once_as_paths_in(desk: Desk, server: Sloppy) -> None:
    server.groups.append(a_group("Agency", "tom", id="g9"))
    server.groups[0]["members"].append({"value": "g9", "display": "Agency", "type": "Group"})
    desk.connectors["scim:all"] = Scim(replace(server.declared("*"), name="all"), timeout_s=2)
    server.users.append({"userName": "odd"})
    account = (await desk.register()).accounts["a1"]
    await desk.enter(AccountEntered(account=account.model_copy(update={"connector": "scim:all"})))

    for name in (NAME, "scim:all") * 2:
        await desk.enter(HoldersReadOrdered(connector=name, by=PETR.someone))
        await desk.closer.read(await desk.register())
        while desk.closer.busy:
            await asyncio.wait(desk.closer.busy.values())

    holders = (await desk.register()).holders.values()
    strangers = [(one.name, one.is_person) for one in holders if one.status is Status.unknown]
    assert sorted(strangers) == [("Agency", False), ("Eva", True), ("odd", True)]


async def test_restoration_stops_too_where_others_are_removed_by_it(desk: Desk, server: Sloppy) -> None:
    """A service that takes what is added for the whole list."""
    await desk.close()
    reason = Restricted("needed")
    decided = AccessDecided(account="a1", paths=(1, 2), decision="back", reason=reason, by=PETR.someone)
    await desk.do(RestorationOrdered(account="a1", by=PETR.someone), decided)
    server.empties = True
    await give_back(desk)

    assert len([call for call in server.calls if '"add"' in call]) == 1
    assert {each.why for each in (await desk.restriction()).decided.values()} == {Why.others}
