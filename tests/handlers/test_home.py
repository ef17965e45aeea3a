"""Home as people see it: their own crises and what waits for them, on both transports; nothing for who is kept out."""

from __future__ import annotations

from datetime import timedelta

from bot.access.leavers.facts import LeaverSeen
from bot.access.register.codes import Means
from bot.access.register.entities import Account, Grant, Holder
from bot.access.register.facts import AccountEntered, GrantEntered, HolderEntered
from bot.access.register.state import register_id
from bot.rehearsal.acting import Actor, Typed, words
from tests.conversation import Rehearsal

TITLE = "Offensive post from our account"


async def seen(crisis: Rehearsal, who: Actor) -> str:
    """What this person reads when they open Home."""
    await who.come_home()
    await crisis.settled()
    return words(await who.home())


async def private_replies(crisis: Rehearsal, who: Actor) -> str:
    """What the bot told this person alone, in the place they are in."""
    await crisis.settled()
    return "\n".join(words(m) for m in await who.messages() if m.get("ephemeral"))


async def test_an_empty_home_offers_to_open_a_crisis_and_does(either: Rehearsal) -> None:
    petr = either.petr
    before = await seen(either, petr)
    await petr.press_home("Open a crisis…")
    await petr.fill({"What are people seeing?": TITLE})
    await either.settled()
    await petr.go_to_room()

    assert "Nothing waits for you. If something looks wrong, open a crisis; small ones are welcome." in before
    assert f"Crisis 1 · {TITLE}" in await seen(either, petr)


async def test_a_home_leads_to_the_question_that_waits(either: Rehearsal) -> None:
    petr = await either.opened()
    await either.later(seconds=5)

    shown = await seen(either, petr)

    assert "*For you now (1)*\nCrisis 1 · question 1 waits for an answer" in shown
    assert "[Go to question]" in shown
    assert "[Go to room 1] [Catch me up]" in shown
    assert "Ready: " in shown


async def test_answering_a_call_at_home_takes_it_off_the_list(either: Rehearsal) -> None:
    await either.eva.command("/crisis setup")
    await either.eva.fill({"Responder 1": "U0ANA"})
    await either.opened()
    await either.later(seconds=5)
    before = await seen(either, either.ana)

    await either.ana.press_home("I'm coming")
    await either.settled()

    assert "Crisis 1 · come to the room" in before
    assert "come to the room" not in words(await either.ana.home())
    assert [task.result for task in (await either.incident()).tasks.values()] == ["done"]


async def test_catching_up_at_home_is_answered_directly(either: Rehearsal) -> None:
    petr = await either.opened()
    await seen(either, petr)

    await petr.press_home("Catch me up")
    await either.settled()

    assert "Crisis 1 in five lines" in await either.direct_messages("petr")


async def test_the_home_of_who_must_not_see_it_tells_nothing(crisis: Rehearsal) -> None:
    """Named as involved while inside: from then on the Home is as if there were no crisis."""
    petr = await crisis.opened()
    await petr.do("invite", channel=petr.place, users=["U0TOM"])
    await crisis.later(seconds=5)
    before = await seen(crisis, crisis.tom)
    await name_involved(crisis, petr)

    assert TITLE in before
    assert (await crisis.incident()).has_conflict("slack:U0TOM")
    assert "Crisis 1" not in await seen(crisis, crisis.tom)


async def name_involved(crisis: Rehearsal, petr: Actor) -> None:
    """Petr answers question after question until he names Tom."""
    await petr.press("Answer…", "Which of our accounts are touched?")
    await petr.fill({"What kind of account is touched?": "A main account"})
    await crisis.later(seconds=3)
    await petr.press("No", "Is it still happening?")
    await crisis.later(seconds=3)
    await petr.press("No", "Did someone use our account")
    await crisis.later(seconds=3)
    await petr.press("No", "Was a mistake made?")
    await crisis.later(seconds=3)
    await petr.press("Answer…", "Is an employee")
    await petr.fill({"Who is involved?": ["An employee"], "Who is it?": ["U0TOM"]})
    await crisis.later(seconds=3)


async def test_guests_and_strangers_read_of_no_crisis_at_home(either: Rehearsal) -> None:
    petr = await either.opened()
    await petr.do("invite", channel=petr.place, users=["U0GUEST", "U0STRANGER"])
    await either.later(seconds=5)

    for who in (either.guest, either.stranger):
        shown = await seen(either, who)
        assert shown == (
            "Colleagues with a full account open and handle crises here.\n"
            "If something looks wrong, tell your contact here. They can open one.\n"
            "[Help]"
        )


async def test_a_colleague_who_joins_late_is_told_in_five_lines_and_nobody_else_hears_it(either: Rehearsal) -> None:
    petr = await either.opened()
    await either.later(minutes=10)
    heard = len(either.workspace.model.notices)

    await petr.do("invite", channel=petr.place, users=["U0TOM", "U0GUEST", "U0STRANGER", "U0BOT"])
    await either.later(seconds=5)

    told = {}
    for name in ("tom", "guest", "stranger", "petr"):
        person: Actor = getattr(either, name)
        await person.go(petr.place)
        told[name] = await private_replies(either, person)
    assert "Crisis 1 in five lines\n1 Offensive post from our account (reported, not confirmed)" in told["tom"]
    assert "5 You: no role yet. Please don't post outside." in told["tom"]
    assert not any("five lines" in told[name] for name in ("guest", "stranger", "petr"))
    assert {notice.user for notice in either.workspace.model.notices[heard:]} <= {"U0TOM", "U0PETR"}


async def test_who_is_invited_as_it_opens_is_not_briefed(crisis: Rehearsal) -> None:
    await crisis.eva.command("/crisis setup")
    await crisis.eva.fill({"Responder 1": "U0ANA"})
    await crisis.opened()
    await crisis.later(seconds=5)
    await crisis.ana.go_to_room()

    assert await private_replies(crisis, crisis.ana) == ""


async def test_the_board_catches_up_whoever_presses(crisis: Rehearsal) -> None:
    petr = await crisis.opened()

    await petr.press("Catch me up")

    assert "Crisis 1 in five lines" in await private_replies(crisis, petr)


async def test_a_home_is_of_the_readers_own_day(crisis: Rehearsal) -> None:
    """A review waits until the end of its day where its owner is."""
    petr = await crisis.opened()
    await petr.press("Resolve…")
    ending: dict[str, Typed] = {"Outcome": "Stopped", "Why resolve now?": "all of it is gone"}
    review: dict[str, Typed] = {"Review owner": "U0PETR", "Review date": crisis.clock.now + timedelta(days=2)}
    await petr.fill({**ending, **review})
    await crisis.later(days=2)
    on_the_day = await seen(crisis, petr)
    await crisis.later(days=1)

    assert "Crisis 1 · you own the review" in on_the_day
    assert "you own the review" not in await seen(crisis, petr)


async def test_what_the_register_asks_of_somebody_waits_in_their_home(crisis: Rehearsal) -> None:
    """Ana owns the account: somebody who left can still get in. She closes it from her Home."""
    async with crisis.app.store.happened(register_id("T0REHEARSAL"), "test") as change:
        change.record(
            [
                HolderEntered(holder=Holder(id="slack:U0TOM", name="Tom Reed")),
                HolderEntered(holder=Holder(id="slack:U0ANA", name="Ana Kovač")),
                AccountEntered(account=Account(id="a1", platform="x", handle="@brand", owner="slack:U0ANA")),
                GrantEntered(grant=Grant(id="g1", of="a1", holder="slack:U0TOM", means=Means.delegated_role)),
                LeaverSeen(holder="slack:U0TOM", how="listed"),
            ]
        )
    await crisis.settled()

    shown = await seen(crisis, crisis.ana)
    others = await seen(crisis, crisis.petr)
    await crisis.ana.press_home("Close these…")
    form = await crisis.ana.form()

    assert "*For you now (1)*" in shown and "Tom Reed left" in shown and "Still listed: @brand" in shown
    assert "Tom Reed" not in others and "Nothing waits for you." in others
    assert form is not None and "@brand" in str(form)
    assert str((await crisis.ana.home())["blocks"]).count("'primary'") == 1
