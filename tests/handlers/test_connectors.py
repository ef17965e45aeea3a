"""Closing by itself as people live it: shown, ordered, done; a real SCIM server loses members and regains them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.access.connectors.carried import OfShown
from bot.access.register.codes import Means
from bot.access.register.entities import Account, Grant, Holder, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, ToolEntered
from bot.access.register.state import register_id
from bot.access.restoration.facts import AccessDecided, RestorationOrdered
from bot.access.restriction.state import Restriction
from bot.chat.card import on
from bot.chat.incoming import Pressed
from bot.people.who import Person, Someone
from bot.record.frozen import Restricted
from bot.rehearsal.acting import words
from tests.connectors.directory import GROUP, TOKEN, Directory, directory
from tests.conversation import Rehearsal, rehearsal

NAME, TENANT = "scim:publishing", "T0REHEARSAL"
PETR = Someone(id="slack:U0PETR", name="Petr Novák")
OTHERS = ("ivo", "lucie", "nina")


@dataclass
class Shop:
    """A crisis in which @brand is closed, a tool in front of it, and the directory of the tool."""

    crisis: Rehearsal
    scim: Directory
    ids: dict[str, str]

    async def restriction(self) -> Restriction:
        found = (await self.crisis.incident()).restriction("a1")
        assert found is not None
        return found

    async def press(self, who: str, label: str) -> dict[str, object]:
        pressed: dict[str, object] = await getattr(self.crisis, who).press(label)
        await self.crisis.later(seconds=3)
        return pressed

    async def fill(self, **fields: str) -> str:
        sent = await self.crisis.petr.fill(fields)
        await self.crisis.settled()
        return " ".join(sent["errors"].values()) if sent["errors"] else ""

    async def form(self) -> str:
        shown = await self.crisis.petr.form()
        return f"{shown['title']['text']}\n{words({'blocks': shown['blocks']})}" if shown else ""

    async def closed(self) -> None:
        """Until the connector has answered, and the room shows it."""
        async with asyncio.timeout(10):
            while self.crisis.app.closer.busy:
                await asyncio.wait(self.crisis.app.closer.busy.values())
        await self.crisis.later(seconds=3)


@pytest.fixture
def scim() -> Iterator[Directory]:
    with directory() as running:
        yield running


@pytest.fixture
async def shop(tmp_path: Path, scim: Directory) -> AsyncIterator[Shop]:
    """Petr opened the crisis, commands it, and has confirmed that he can log in to @brand."""
    ids = {name: scim.user(name) for name in ("petr", *OTHERS)}
    scim.make_group(ids.values())
    environ = {
        "CRISIS_CONNECTORS": NAME,
        "CRISIS_SCIM_PUBLISHING_URL": scim.url,
        "CRISIS_SCIM_PUBLISHING_TOKEN": TOKEN,
        "CRISIS_SCIM_PUBLISHING_GROUP": GROUP,
    }
    async with rehearsal(tmp_path, **environ) as crisis:
        async with crisis.app.store.happened(register_id(TENANT), "entered") as change:
            change.record(
                [
                    AccountEntered(account=Account(id="a1", platform="x", handle="@brand")),
                    ToolEntered(tool=Tool(id="t1", name="Scheduler", accounts=("a1",), connector=NAME)),
                    HolderEntered(holder=Holder(id=PETR.id, name=PETR.name)),
                    GrantEntered(grant=Grant(id="g0", of="a1", holder=PETR.id, means=Means.native_login)),
                    *(HolderEntered(holder=Holder(id=name, name=f"{name.title()} Zxqj")) for name in OTHERS),
                    GrantEntered(grant=seat(PETR.id, ids["petr"])),
                    *(GrantEntered(grant=seat(name, ids[name])) for name in OTHERS),
                ]
            )
        await crisis.later(seconds=3)
        await crisis.opened()
        made = Shop(crisis, scim, ids)
        await made.press("petr", "Close access…")
        sent = await crisis.petr.fill({"Accounts": ["@brand · X (Twitter) · 3 go, 1 stays"], "Keyholders": ["U0PETR"]})
        assert not sent["errors"], sent
        await crisis.later(seconds=3)
        yield made


def seat(holder: str, external: str) -> Grant:
    return Grant(id=f"g-{holder}", of="t1", holder=holder, means=Means.tool_seat, external_id=external)


async def confirmed(shop: Shop) -> Shop:
    await shop.press("petr", "I can log in, with 2FA, right now")
    return shop


async def test_before_a_log_in_is_proved_nothing_offers_to_close_automatically(shop: Shop) -> None:
    assert "Close by itself" not in str(await shop.crisis.petr.everything())


async def test_who_loses_access_and_who_keeps_it_is_shown_before_anything_is_done(shop: Shop) -> None:
    await confirmed(shop)
    await shop.press("petr", "Close by itself…")

    shown = await shop.form()
    assert "@brand: 3 people lose access, by scim:publishing" in shown
    assert "Petr Novák keeps it" in shown
    assert "Ivo Zxqj" in shown
    assert len(shop.scim.members()) == 4


async def test_what_is_ordered_is_closed_and_verified_and_the_room_names_nobody(shop: Shop) -> None:
    await confirmed(shop)
    await shop.press("petr", "Close by itself…")
    assert not await shop.fill()
    await shop.closed()

    restriction, seen = await shop.restriction(), await shop.crisis.read(shop.crisis.petr)
    assert shop.scim.members() == {shop.ids["petr"]}
    assert (len(restriction.done), len(restriction.verified)) == (3, 3)
    assert "3 done / 3 verified of 3 ways in" in seen
    assert "Zxqj" not in seen
    assert "Close by itself" not in str(await shop.crisis.petr.everything())
    register = await shop.crisis.app.store.register(TENANT)
    assert {register.grants[f"g-{name}"].state for name in OTHERS} == {"verified"}


async def test_the_timeline_says_who_had_what_closed_by_which_connector(shop: Shop) -> None:
    await confirmed(shop)
    await shop.press("petr", "Close by itself…")
    await shop.fill()
    await shop.closed()

    await shop.crisis.petr.command("/crisis timeline")
    seen = await shop.crisis.read(shop.crisis.petr)

    assert "Petr Novák has scim:publishing close 3 ways in · @brand" in seen
    assert "@brand · 3 ways in: done (scim:publishing)" in seen
    assert "scim:publishing, read again: 3 ways in of @brand are closed" in seen
    assert "Zxqj" not in seen


async def test_a_person_may_do_it_by_hand_instead(shop: Shop) -> None:
    await confirmed(shop)
    await shop.press("petr", "Close by itself…")
    await shop.fill(**{"How?": "A person does it by hand"})

    assert "Step" in (await shop.form()).splitlines()[0]
    assert (await shop.restriction()).done == frozenset()
    assert len(shop.scim.members()) == 4


async def test_nothing_is_ordered_that_was_not_shown(shop: Shop) -> None:
    """A way came to light while the form was open: the form comes back with it, and orders nothing."""
    await confirmed(shop)
    await shop.press("petr", "Close by itself…")
    late = shop.scim.user("late")
    shop.scim.add(late)
    async with shop.crisis.app.store.happened(register_id(TENANT), "late") as change:
        holder = Holder(id="late", name="Late Zxqj")
        change.record([HolderEntered(holder=holder), GrantEntered(grant=seat("late", late))])
    await shop.crisis.later(seconds=3)

    await shop.fill()

    assert "This has changed. Look again, then press Go on." in await shop.form()
    assert len(shop.scim.members()) == 5
    assert not await shop.fill()
    await shop.closed()
    assert shop.scim.members() == {shop.ids["petr"]}


async def test_only_who_commands_or_leads_access_has_it_closed(shop: Shop) -> None:
    await shop.crisis.petr.do("invite", channel=shop.crisis.petr.place, users=["U0TOM"])
    await confirmed(shop)
    await shop.crisis.tom.go_to_room()

    await shop.press("tom", "Close by itself…")

    assert await shop.crisis.tom.form() is None
    assert "Only the commander or access lead can do this." in await shop.crisis.read(shop.crisis.tom)


async def test_a_directory_that_is_away_leaves_the_paths_unknown_and_says_why(shop: Shop) -> None:
    await confirmed(shop)
    shop.scim.path.stalls = lambda _said: True
    shop.crisis.app.closer.wait_s = 0.2
    await shop.press("petr", "Close by itself…")
    await shop.fill()
    await shop.closed()

    seen = await shop.crisis.read(shop.crisis.petr)
    assert "0 done / 0 verified / 3 unknown of 3 ways in" in seen
    await shop.press("petr", "Close by itself…")
    assert "Ivo Zxqj, so far: It did not answer in time." in await shop.form()
    await shop.fill(**{"How?": "A person does it by hand"})
    assert "Ivo Zxqj: It did not answer in time." in await shop.form()
    shop.scim.path.go_on.set()


async def test_what_was_decided_is_given_back_by_the_connector(shop: Shop) -> None:
    await confirmed(shop)
    await shop.press("petr", "Close by itself…")
    await shop.fill()
    await shop.closed()
    incident = await shop.crisis.incident()
    async with shop.crisis.app.store.happened(incident.id, "decided") as change:
        back = AccessDecided(account="a1", paths=(1, 2), decision="back", reason=Restricted("needed"), by=PETR)
        change.record([RestorationOrdered(account="a1", by=PETR), back])
    await shop.crisis.later(seconds=3)

    pressed = await order_return(shop)

    assert pressed
    assert len(shop.scim.members()) == 3
    restriction = await shop.restriction()
    assert {n for n, decided in restriction.decided.items() if decided.verified_by} == {1, 2}


async def order_return(shop: Shop) -> bool:
    """Presses *Give back by itself…* where the room offers it."""
    if "Give back by itself…" not in str(await shop.crisis.petr.everything()):
        return False
    await shop.press("petr", "Give back by itself…")
    assert "2 people get access back" in await shop.form()
    await shop.fill()
    await shop.closed()
    return True


async def test_the_list_of_a_tool_is_read_when_who_keeps_the_register_asks(shop: Shop) -> None:
    """Eva keeps the register. Somebody nobody knew is entered as such."""
    shop.scim.add(shop.scim.user("stranger"))
    eva = Person(id="slack:U0EVA", name="Eva Malá")
    act = Pressed(
        action="access.read", by=eva, platform="slack", tenant=TENANT, key="read", value=on("", OfShown("t1"))
    )
    outcome = await shop.crisis.app.hear(act)
    await shop.crisis.settled()
    await shop.closed()

    assert "I am reading {connector}" in str(outcome)
    register = await shop.crisis.app.store.register(TENANT)
    assert register.last_read[NAME].found == 1
    assert [h.name for h in register.holders.values() if h.status == "unknown"] == ["Stranger"]
