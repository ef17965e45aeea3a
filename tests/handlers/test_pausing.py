"""
Pausing everything as people live it: one press, a direct message to each owner, somebody else looks, each is decided.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from bot.access.register.codes import Level, Means
from bot.access.register.entities import Account, Grant, Holder, Tool
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered, ToolEntered
from bot.access.register.state import register_id
from bot.record.fact import Fact
from bot.rehearsal.acting import words
from bot.rehearsal.model import Notice
from tests.conversation import PEOPLE, Rehearsal, rehearsal

BRAND = Account(id="a1", platform="x", handle="@brand", owner="slack:U0JANA")
SHOP = Account(id="a2", platform="facebook", handle="@shop", owner="slack:U0TOM", tier="secondary")
BUFFER = Tool(id="t1", name="Buffer", accounts=("a1", "a2"), owner="slack:U0JANA")
ADS = Grant(id="g1", of="a2", holder="h1", means=Means.ad_account, level=Level.ads)
AGENCY = Holder(id="h1", name="Agency North", employer="agency")


async def enter(crisis: Rehearsal, facts: Iterable[Fact]) -> None:
    """Into the register."""
    key = f"entered {(await crisis.app.store.register('T0REHEARSAL')).seq}"
    async with crisis.app.store.happened(register_id("T0REHEARSAL"), key) as change:
        change.record(facts)
    await crisis.later(seconds=3)


def known() -> list[Fact]:
    return [
        *(AccountEntered(account=account) for account in (BRAND, SHOP)),
        HolderEntered(holder=AGENCY),
        ToolEntered(tool=BUFFER),
        GrantEntered(grant=ADS),
    ]


@pytest.fixture
async def crisis(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """Petr opened it; Ana commands and is inside; Jana, who owns Buffer, and Tom are not."""
    async with rehearsal(tmp_path) as running:
        await enter(running, known())
        yield await begun(running)


async def begun(crisis: Rehearsal) -> Rehearsal:
    petr = await crisis.opened()
    await petr.do("invite", channel=petr.place, users=[PEOPLE["ana"]])
    await crisis.later(seconds=3)
    await crisis.ana.go_to_room()
    await crisis.ana.press("Take command")
    await crisis.later(seconds=3)
    return crisis


def heard(crisis: Rehearsal, who: str, since: int = 0) -> list[str]:
    """Why there was a sound for this person."""
    notices: list[Notice] = crisis.workspace.model.notices[since:]
    return [notice.why for notice in notices if notice.user == PEOPLE[who] and notice.why != "thread"]


async def ordered(crisis: Rehearsal) -> str:
    """Ana orders it; what she is told."""
    answer = await crisis.ana.command("/crisis pause")
    await crisis.later(seconds=3)
    return str(answer["text"])


async def card(crisis: Rehearsal) -> list[str]:
    """The list in the access thread."""
    await crisis.settled()
    found = [words(m) for m in await crisis.petr.everything() if "Pausing everything" in words(m)]
    assert len(found) == 1, found
    return found[0].splitlines()


async def pauses(crisis: Rehearsal, who: str, on: str, **fields: str) -> dict[str, object]:
    """From their direct message."""
    await getattr(crisis, who).press("Paused…", on)
    sent = await getattr(crisis, who).fill({label.replace("_", " "): given for label, given in fields.items()})
    await crisis.later(seconds=3)
    return dict(sent)


async def board(crisis: Rehearsal) -> list[str]:
    return words(await crisis.board(crisis.ana)).splitlines()


async def test_one_press_asks_each_owner_by_direct_message(crisis: Rehearsal) -> None:
    """Jana is not in the room: her direct message says what to do and nothing of what happened."""
    said = await ordered(crisis)

    assert said == "2 things are to be paused. Their owners have letters.\nThe access thread counts what is paused."
    direct_message = (await crisis.direct_messages("jana")).splitlines()
    assert direct_message[:2] == ["Crisis 1 · pause Buffer", "It posts to @brand, @shop."]
    assert "Channel › pause the queue." in direct_message
    assert direct_message[-3:] == [
        "Next: do it, then press Paused, by 03:10 CET.",
        "Why you: you are its owner in the register. Ana Kovač ordered it, 03:00 CET.",
        "[Paused…] [I can't…]",
    ]
    assert (await crisis.direct_messages("tom")).startswith("Crisis 1 · pause the adverts of @shop\n")
    assert heard(crisis, "jana") == heard(crisis, "tom") == ["direct"]
    assert "Paused: 0 of 2, 0 verified" in await board(crisis)
    assert await card(crisis) == [
        "*Pausing everything · Ana Kovač, 03:00 CET*",
        "Paused: 0 of 2, 0 verified",
        "▢ Buffer · asked: Jana Horvat, by 03:10 CET",
        "▢ the adverts of @shop · asked: Tom Reed, by 03:10 CET",
        "[Paused…]",
    ]


async def test_from_the_access_post_it_is_one_press(crisis: Rehearsal) -> None:
    await crisis.ana.press("Pause everything")
    await crisis.later(seconds=3)

    access = next(words(m) for m in await crisis.ana.messages() if words(m).startswith("*Access"))
    assert "Paused: 0 of 2, 0 verified" in access
    assert len(await incident_items(crisis)) == 2


async def incident_items(crisis: Rehearsal) -> list[str]:
    return [task.result or "asked" for task in (await crisis.incident()).tasks.values()]


async def test_with_an_empty_register_it_is_never_useless(tmp_path: Path) -> None:
    async with rehearsal(tmp_path) as crisis:
        await begun(crisis)
        await ordered(crisis)

        assert (await card(crisis))[2:4] == [
            "▢ scheduled posts · asked: Ana Kovač, by 03:10 CET",
            "▢ paid promotion · asked: Ana Kovač, by 03:10 CET",
        ]
        assert (
            "Look in every tool that posts by itself, and in each platform's own planner."
            in await crisis.direct_messages("ana")
        )


async def test_pressed_by_two_at_once_nobody_hears_it_twice(crisis: Rehearsal) -> None:
    await crisis.petr.do("invite", channel=crisis.petr.place, users=[PEOPLE["eva"]])
    await crisis.ana.press("Roles…")
    await crisis.ana.fill({"Role": "Access lead", "Person": PEOPLE["petr"]})
    await crisis.later(seconds=3)
    await crisis.petr.press("I'll do it")
    await crisis.later(seconds=3)

    both = await asyncio.gather(crisis.ana.command("/crisis pause"), crisis.petr.command("/crisis pause"))
    await crisis.later(seconds=3)

    assert heard(crisis, "jana") == ["direct"]
    assert sum("Nothing was doubled." in answer["text"] for answer in both) == 1
    assert await incident_items(crisis) == ["asked", "asked"]


async def test_pressed_later_it_adds_what_the_register_has_learned(crisis: Rehearsal) -> None:
    await ordered(crisis)
    await enter(crisis, [ToolEntered(tool=Tool(id="t2", name="Sprout", accounts=("a1",), owner="slack:U0EVA"))])

    said = await ordered(crisis)

    assert said.startswith("1 thing is to be paused.")
    assert (await crisis.direct_messages("eva")).startswith("Crisis 1 · pause Sprout\n")
    assert heard(crisis, "jana") == ["direct"]


async def test_paused_with_evidence_then_verified_by_another(crisis: Rehearsal) -> None:
    """A screenshot of Jana's, who is not in the room; she can't verify her own, Petr does."""
    await ordered(crisis)
    file = await crisis.jana.upload("queue.png", b"empty")
    await crisis.jana.press("Paused…")
    await crisis.jana.fill({"Files": [file], "What you see": "the queue is empty"})
    await crisis.later(seconds=5)
    done = await card(crisis)
    await crisis.petr.press("Verify…")
    form = await crisis.petr.form()
    sent = await crisis.petr.fill({"What is done": ["pause Buffer"], "What did you see?": "no post is due"})
    await crisis.later(seconds=3)

    assert done[1:3] == [
        "Paused: 1 of 2, 0 verified",
        "✔ Buffer · done 03:00 CET (Jana Horvat, evidence 1), not verified",
    ]
    assert form is not None and sent["ok"]
    assert (await card(crisis))[1:3] == [
        "Paused: 1 of 2, 1 verified",
        "✔ Buffer · done 03:00 CET (Jana Horvat, evidence 1), verified by Petr Novák",
    ]
    assert "Paused: 1 of 2, 1 verified" in await board(crisis)
    assert [x.state for x in (await crisis.incident()).evidence.exhibits] == ["kept"]
    assert "Thank you." in await crisis.direct_messages("jana")


async def test_who_paused_it_is_told_that_somebody_else_verifies(crisis: Rehearsal) -> None:
    await ordered(crisis)
    await crisis.ana.press("Paused…", "Pausing everything")
    await crisis.ana.fill({"What is done": "pause Buffer", "What you see": "the queue is empty"})
    await crisis.later(seconds=3)

    await crisis.ana.press("Verify…")
    await crisis.settled()

    assert (
        "You did this, so someone else verifies it. It stays “done, not verified”. Ask Petr Novák."
    ) in await crisis.read(crisis.ana)


async def test_nothing_to_show_keeps_the_form_open(crisis: Rehearsal) -> None:
    await ordered(crisis)

    sent = await pauses(crisis, "jana", "Buffer", What_you_see=" ")

    assert "Add a link or a file, or say what you see." in str(sent["errors"])


async def test_who_cant_is_followed_at_once(crisis: Rehearsal) -> None:
    await ordered(crisis)
    since = len(crisis.workspace.model.notices)
    await crisis.jana.press("I can't…")
    await crisis.jana.fill({"One line": "I have no log-in here"})
    await crisis.later(seconds=3)

    assert (await card(crisis))[2] == (
        "✖ Buffer · could not, 03:00 CET (Jana Horvat): I have no log-in here · asked: Ana Kovač, by 03:10 CET"
    )
    assert heard(crisis, "ana", since) == ["direct"]
    assert "Why you: Jana Horvat has not done it, and you come next." in await crisis.direct_messages("ana")


async def test_silence_is_mentioned_once_then_the_commander_is_asked_too(crisis: Rehearsal) -> None:
    """Jana is let into the room, so the reminder is a mention there; Tom is not, so it is a direct message."""
    await crisis.petr.do("invite", channel=crisis.petr.place, users=[PEOPLE["jana"]])
    await crisis.later(seconds=3)
    await ordered(crisis)
    since = len(crisis.workspace.model.notices)

    await crisis.later(minutes=10)
    reminded = await crisis.read(crisis.petr)
    once = heard(crisis, "jana", since), heard(crisis, "tom", since), heard(crisis, "ana", since)
    await crisis.later(minutes=10)
    twice = heard(crisis, "jana", since), heard(crisis, "tom", since), heard(crisis, "ana", since)
    await pauses(crisis, "jana", "Buffer", What_you_see="empty now")

    assert "@U0JANA, please answer: pause Buffer." in reminded
    assert once == (["mention"], ["direct"], [])
    assert twice == (["mention"], ["direct"], ["direct", "direct"])
    assert "@U0JANA, nobody has said" not in await crisis.read(crisis.petr)
    assert "Paused: 1 of 2, 0 verified" in await board(crisis)


async def test_the_commander_decides_item_by_item_and_the_end_says_what_is_left(crisis: Rehearsal) -> None:
    await ordered(crisis)
    await pauses(crisis, "jana", "Buffer", What_you_see="empty now")
    await pauses(crisis, "tom", "@shop", Link="https://x.example/ads")
    await crisis.petr.press("Run again…")
    refused = await crisis.read(crisis.petr)
    await crisis.ana.press("Run again…")
    again = {"What is paused": "Buffer", "Decision": "May run again", "Reason": "it is calm"}
    sent = await crisis.ana.fill(again)
    await crisis.later(seconds=3)
    left = await crisis.ana.form()
    await crisis.ana.do("close", view_id=left["id"] if left else "")
    await crisis.ana.press("Resolve…")
    ending = await crisis.ana.form()

    assert "Only the commander can do this." in refused
    assert sent["ok"] and left is not None
    assert "Paused: 1 of 2, 0 verified · may run again: 1" in await board(crisis)
    assert (await card(crisis))[2] == "▶ Buffer · may run again, Ana Kovač 03:00 CET: it is calm"
    assert "Ana Kovač decided: it is calm" in await crisis.direct_messages("jana")
    assert ending is not None
    assert "✖ Still paused, nobody decided: the adverts of @shop" in words({"blocks": ending["blocks"]})


async def test_the_timeline_says_all_of_it(crisis: Rehearsal) -> None:
    await ordered(crisis)
    await pauses(crisis, "jana", "Buffer", What_you_see="empty now")
    await crisis.petr.press("Verify…")
    await crisis.petr.fill({"What is done": ["pause Buffer"], "What did you see?": "no post is due"})
    await crisis.later(minutes=10)

    told = (await crisis.ana.command("/crisis timeline"))["text"]

    for line in (
        "Ana Kovač orders that all be paused: Buffer, the adverts of @shop",
        "Done by Jana Horvat: pause Buffer (empty now)",
        "Verified by Petr Novák: pause Buffer. Seen: no post is due",
        "No answer yet from Tom Reed: pause the adverts of @shop",
    ):
        assert line in told


async def test_what_waits_for_somebody_stands_in_their_home(crisis: Rehearsal) -> None:
    await crisis.petr.do("invite", channel=crisis.petr.place, users=[PEOPLE["jana"]])
    await ordered(crisis)
    await crisis.jana.come_home()
    await crisis.later(seconds=3)

    assert "Crisis 1 · pause Buffer, asked 03:00 CET" in words(await crisis.jana.home())
    await crisis.jana.press_home("Paused…")
    assert await crisis.jana.form() is not None


async def test_what_is_paused_waits_for_a_look_in_the_commanders_home(crisis: Rehearsal) -> None:
    await ordered(crisis)
    await crisis.jana.press("Paused…")
    await crisis.jana.fill({"Link": "https://buffer.example/queue", "What you see": "the queue is empty"})
    await crisis.later(seconds=5)

    for who in (crisis.ana, crisis.petr):
        await who.come_home()
    await crisis.settled()

    assert "Crisis 1 · verify 1 thing that is done" in words(await crisis.ana.home())
    assert "is paused" not in words(await crisis.petr.home())
    await crisis.ana.press_home("Verify…")
    assert await crisis.ana.form() is not None


async def test_somebody_who_was_not_asked_cannot_say_so(crisis: Rehearsal) -> None:
    await ordered(crisis)
    await crisis.petr.press("Paused…", "Pausing everything")
    await crisis.settled()

    assert "You were not asked this. Nothing was changed. Ask Ana Kovač." in await crisis.read(crisis.petr)


async def test_only_commander_and_access_lead_order_it(crisis: Rehearsal) -> None:
    answer = await crisis.petr.command("/crisis pause")

    assert answer["text"] == "Only the commander or access lead can do this. Nothing was changed. Ask Ana Kovač."
