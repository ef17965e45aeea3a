"""The database is away: whoever does something is told so, what comes by itself comes again, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest

from bot.crisis.questions.facts import QuestionAnswered
from bot.crisis.room.facts import Joined
from bot.crisis.timeline.facts import MessageFlagged, Noted
from bot.errors import StorageAway
from bot.record.fact import Fact
from bot.rehearsal.acting import words
from tests.conversation import Rehearsal

SAYS = "I can't save right now, so nothing was changed. Earlier entries are safe. Try again in a minute. Ref "
LIVE = "Is it still happening?"


@contextmanager
def away(crisis: Rehearsal) -> Iterator[None]:
    """Nothing can be read and nothing saved."""

    def gone() -> NoReturn:
        raise StorageAway

    database = crisis.app.store.database
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "reading", gone)
        patch.setattr(database, "writing", gone)
        yield


async def at_work(crisis: Rehearsal) -> None:
    """The second question is open, and petr has said something beside it."""
    petr = await crisis.opened()
    await petr.press("Don't know yet")
    await petr.say("A customer rang at two")
    await crisis.settled()


async def told(crisis: Rehearsal, times: int) -> bool:
    """Whether petr is told so often, by the time it can be expected."""
    async with asyncio.timeout(5):
        while sum(words(message).startswith(SAYS) for message in await crisis.petr.everything()) < times:
            await asyncio.sleep(0.01)
    return True


async def refused_twice(crisis: Rehearsal) -> None:
    """What happened was delivered, and at once again; by socket Slack waits three seconds for each."""
    for _delivery in range(2):
        await asyncio.sleep(0.1)
        crisis.clock.forward(seconds=4)
        crisis.workspace.delivery.pump()
    await asyncio.sleep(0.1)


async def test_a_command_is_answered_in_words(either: Rehearsal) -> None:
    await at_work(either)

    with away(either):
        answers = [
            await either.petr.command(f"/crisis {words}") for words in ("note fact: two posts", "status", "list")
        ]

    assert [answer["text"].startswith(SAYS) for answer in answers] == [True] * 3


async def test_a_press_and_a_shortcut_are_answered_in_words(either: Rehearsal) -> None:
    await at_work(either)
    petr, before = either.petr, await either.events()

    with away(either):
        done = [
            await petr.press("Take command"),
            await petr.press("Change severity…"),
            await petr.choose("Choose the kind", "Campaign backlash"),
            await petr.shortcut("Add to crisis timeline", on="A customer rang"),
            await petr.shortcut("Use as answer", on="A customer rang"),
        ]
        assert await told(either, len(done))
    await either.settled()

    assert all(each["ok"] for each in done)
    assert await either.events() == before


async def test_a_form_stays_open_with_what_was_typed(either: Rehearsal) -> None:
    """And is sent again when the database is back."""
    await at_work(either)
    await either.petr.press("Add to timeline…")
    await either.settled()
    fields = {"What happened?": "The shop is quiet"}

    with away(either):
        sent = await either.petr.fill(fields)
        form = await either.petr.form()
    again = await either.petr.fill({})
    await either.settled()

    assert form is not None and SAYS in words(form)
    assert "The shop is quiet" in str(form)
    assert not sent.get("closed") and again["ok"]
    assert "The shop is quiet" in [event.fact.text for event in await either.events() if isinstance(event.fact, Noted)]


async def test_what_happens_meanwhile_is_delivered_again(either: Rehearsal) -> None:
    """At once, and after a minute: by then the database is back, and it is as if it had never been away."""
    await at_work(either)
    petr, before = either.petr, len(await either.events())

    with away(either):
        await petr.say("Yes", under=LIVE)
        await petr.react("A customer rang")
        await petr.edit("A customer rang", "A customer rang at three")
        await petr.do("invite", channel=petr.place, users=["U0TOM"])
        await petr.come_home()
        await refused_twice(either)
        untaken = either.workspace.delivery.untaken
    either.clock.forward(minutes=1)
    either.workspace.delivery.pump()
    await either.later(seconds=5)

    kinds: list[type[Fact]] = [type(event.fact) for event in (await either.events())[before:]]
    assert untaken >= 5
    assert [kinds.count(kind) for kind in (QuestionAnswered, MessageFlagged, Joined)] == [1, 1, 1]
    assert "Crisis 1" in words(await petr.home())
    assert either.workspace.delivery.untaken == 0
