"""Roles as people live them: asked, answered, handed on, in one hand too many, and a commander who is missed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.rehearsal.acting import Actor, words
from bot.rehearsal.model import Notice
from tests.conversation import PEOPLE, Rehearsal, rehearsal


@pytest.fixture(params=["socket", "http"])
async def crisis(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """Petr opened it; Ana commands and is inside."""
    async with rehearsal(tmp_path, transport=request.param) as running:
        yield await begun(running)


async def begun(crisis: Rehearsal, **setup: str | list[str]) -> Rehearsal:
    if setup:
        await crisis.eva.command("/crisis setup")
        sent = await crisis.eva.fill({label.replace("_", " ").capitalize(): given for label, given in setup.items()})
        assert sent["ok"], sent
    petr = await crisis.opened()
    await petr.do("invite", channel=petr.place, users=[PEOPLE["ana"]])
    await crisis.later(seconds=3)
    await crisis.ana.go_to_room()
    await crisis.ana.press("Take command")
    await crisis.later(seconds=3)
    return crisis


async def panel(who: Actor) -> str:
    """What the form of the roles says."""
    await who.command("/crisis role")
    form = await who.form()
    assert form is not None
    return words({"blocks": form["blocks"]})


async def asks(crisis: Rehearsal, by: Actor, role: str, person: str) -> str:
    """Somebody chooses a role and a person; what they are told, if the form is refused."""
    await panel(by)
    sent = await by.fill({"Role": role, "Person": PEOPLE[person]} if person else {"Role": role})
    await crisis.later(seconds=3)
    form = await by.form()
    return str(sent["errors"] or (words({"blocks": form["blocks"]}) if form else ""))


async def board(crisis: Rehearsal) -> list[str]:
    return words(await crisis.board(crisis.ana)).splitlines()


async def level(crisis: Rehearsal, name: str) -> None:
    await crisis.ana.press("Change severity…")
    assert (await crisis.ana.fill({"Level": name, "Reason": "the press calls now"}))["ok"]
    await crisis.later(seconds=3)


def heard(crisis: Rehearsal, who: str, since: int) -> list[str]:
    """Why there was a sound for this person."""
    notices: list[Notice] = crisis.workspace.model.notices[since:]
    return [notice.why for notice in notices if notice.user == PEOPLE[who]]


async def test_a_role_is_taken_in_the_panel_and_stands_on_the_board(crisis: Rehearsal) -> None:
    before = await panel(crisis.petr)
    sent = await crisis.petr.fill({"Role": "Author"})
    await crisis.later(seconds=3)

    assert before.splitlines()[:4] == [
        "*Roles · Contained needs 2, you have 1*",
        "Commander: Ana Kovač, since 03:00 CET",
        "Communications lead: nobody yet",
        "Author: nobody yet",
    ]
    assert sent["ok"]
    assert "You have the role author now." in await crisis.read(crisis.petr)
    assert "Roles: Author Petr Novák" in await board(crisis)
    assert "Team: 1 of 2 · needed: approver" in await board(crisis)
    assert "You write the statements, from confirmed facts alone." in await crisis.direct_messages("petr")


async def test_who_is_asked_reads_why_is_let_in_and_says_yes(crisis: Rehearsal) -> None:
    """Jana is not in the room: she can read there before she says yes."""
    since = len(crisis.workspace.model.notices)

    await asks(crisis, crisis.ana, "Approver", "jana")
    direct_message = await crisis.direct_messages("jana")
    room = await crisis.jana.room()
    whole = await panel(crisis.ana)
    await crisis.jana.press("I'll do it")
    await crisis.later(seconds=3)

    assert direct_message.splitlines() == [
        "Crisis 1 · you are asked to approve statements",
        "Offensive post from our account",
        "Contained (SEV3, provisional) · finding out",
        "You say yes or no to each text within 10 minutes.",
        "You never approve your own text.",
        "Next: say by 03:10 CET if you can.",
        "Why you: assigned by Ana Kovač, 03:00 CET.",
        "[I'll do it] [I can't…] [Go to room]",
    ]
    assert room is not None
    assert heard(crisis, "jana", since) == ["direct"]
    assert "Approver: Jana Horvat was asked 03:00 CET · needed" in whole
    assert "Roles: Approver Jana Horvat" in await board(crisis)
    assert "Team: 2 of 2" in await board(crisis)
    assert (await crisis.direct_messages("jana")).splitlines()[-3:] == [
        "You have this role since 03:00 CET.",
        "Why you: assigned by Ana Kovač, 03:00 CET.",
        "[Go to room] [Hand over…] [Give up…]",
    ]


async def test_who_cant_is_followed_by_the_backup(crisis: Rehearsal) -> None:
    """Whoever approves is followed by the sponsor; nobody is, so by the commander."""
    await asks(crisis, crisis.ana, "Approver", "jana")
    await crisis.jana.press("I can't…")
    empty = await crisis.jana.fill({"One line": " "})
    await crisis.jana.fill({"One line": "On a train"})
    await crisis.later(seconds=3)

    assert empty["errors"] == {"reason": "A few words are enough."}
    assert "not your role: Approver\nYou said you can't. Ana Kovač is asked." in await crisis.direct_messages("jana")
    assert "Why you: Jana Horvat can't, and you come next, 03:00 CET." in await crisis.direct_messages("ana")
    assert "[I'll do it]" not in await crisis.direct_messages("jana")


async def test_who_is_silent_is_followed_by_their_deputy_and_may_still_say_yes(tmp_path: Path) -> None:
    async with rehearsal(tmp_path) as crisis:
        await begun(crisis, responder_1=PEOPLE["jana"], deputy_of_responder_1=PEOPLE["tom"])
        await crisis.jana.press("I'm coming")
        await asks(crisis, crisis.ana, "Approver", "jana")
        since = len(crisis.workspace.model.notices)

        await crisis.later(minutes=9)
        before = await crisis.direct_messages("tom")
        await crisis.later(minutes=1)
        after = await crisis.direct_messages("tom")
        late = await crisis.direct_messages("jana")
        await crisis.jana.press("I'll do it")
        await crisis.later(seconds=3)

        assert "approve statements" not in before
        assert "Why you: Jana Horvat has not answered, and you come next, 02:10 GMT." in after
        assert "Tom Reed is asked too. You can still say yes." in late
        assert heard(crisis, "tom", since) == ["direct"]
        assert "Jana Horvat has this role since 02:10 GMT. Thank you." in await crisis.direct_messages("tom")
        assert "Roles: Approver Jana Horvat" in await board(crisis)


async def test_when_nobody_is_left_the_board_says_so(crisis: Rehearsal) -> None:
    await asks(crisis, crisis.ana, "Legal counsel", "maja")

    await crisis.later(minutes=11)

    assert "Team: 1 of 2 · needed: approver · nobody answers: legal counsel" in await board(crisis)
    assert "Legal counsel: Maja Babić has not answered since 03:00 CET" in await panel(crisis.ana)


async def test_a_role_is_handed_on_with_a_briefing(crisis: Rehearsal) -> None:
    await asks(crisis, crisis.ana, "Access lead", "jana")
    await crisis.jana.press("I'll do it")
    await crisis.later(seconds=3)
    since = len(crisis.workspace.model.notices)

    await crisis.jana.press("Hand over…", "Access lead")
    await crisis.jana.fill({"To whom": PEOPLE["tom"], "Briefing": "7 of 11 done"})
    await crisis.later(seconds=3)
    during, room = await board(crisis), await crisis.read(crisis.ana)
    await crisis.tom.press("I'll do it")
    await crisis.later(seconds=3)

    assert "Roles: Access lead Jana Horvat" in during
    assert "Access lead of Crisis 1 · Jana Horvat → @U0TOM" in room
    assert "7 of 11 done" in room
    assert "Jana has the role until you press." in room
    assert sorted(heard(crisis, "tom", since)) == ["direct", "mention"]
    assert "Roles: Access lead Tom Reed" in await board(crisis)
    assert "Tom Reed has the role since 03:00 CET." in await crisis.read(crisis.ana)
    assert "@U0TOM" not in "".join(words(m) for m in await crisis.ana.everything() if "Access lead of" in words(m))
    assert "Tom Reed has this role since 03:00 CET. Thank you." in await crisis.direct_messages("jana")


async def test_a_role_is_given_up(crisis: Rehearsal) -> None:
    await asks(crisis, crisis.petr, "Author", "")
    await crisis.petr.press("Give up…")
    await crisis.petr.fill({"One line": "my train"})
    await crisis.later(seconds=3)

    assert "You gave it up, 03:00 CET. Thank you." in await crisis.direct_messages("petr")
    assert not [line for line in await board(crisis) if line.startswith("Roles:")]


async def test_the_commander_frees_a_role_by_choosing_nobody(crisis: Rehearsal) -> None:
    await asks(crisis, crisis.petr, "Author", "")

    await panel(crisis.ana)
    await crisis.ana.fill({"Role": "Author", "Person": ""})
    await crisis.later(seconds=3)

    assert "Ana Kovač released you from it, 03:00 CET. Thank you." in await crisis.direct_messages("petr")


async def test_choosing_commander_hands_command_over(crisis: Rehearsal) -> None:
    await crisis.petr.do("invite", channel=crisis.petr.place, users=[PEOPLE["jana"]])
    await crisis.later(seconds=3)
    await panel(crisis.ana)
    await crisis.ana.fill({"Role": "Commander", "Person": PEOPLE["jana"]})
    await crisis.ana.fill({"Open decisions": "none"})
    await crisis.later(seconds=3)
    refused = await asks(crisis, crisis.petr, "Commander", "")
    await crisis.jana.press("I have command")
    await crisis.later(seconds=3)

    assert "Ana Kovač has command and can hand it over." in refused
    assert "Commander: Jana Horvat, since 03:00 CET" in await board(crisis)


async def test_only_commander_and_deputy_ask_others(crisis: Rehearsal) -> None:
    refused = await asks(crisis, crisis.petr, "Deputy", "jana")

    assert "Only the commander or the deputy can ask someone else. Nothing was changed. Ask Ana Kovač." in refused


async def test_a_forbidden_combination_is_refused_in_the_form_with_the_reason(crisis: Rehearsal) -> None:
    await level(crisis, "Serious (SEV2)")

    refused = await asks(crisis, crisis.ana, "Access lead", "ana")

    assert (
        "Ana Kovač commands here; at Critical and Serious that is not the access lead. "
        "Roles are unchanged. Give that up first."
    ) in refused


async def test_a_rise_that_makes_a_combination_forbidden_warns_the_commander_once(crisis: Rehearsal) -> None:
    await asks(crisis, crisis.ana, "Access lead", "ana")
    since = len(crisis.workspace.model.notices)

    await level(crisis, "Serious (SEV2)")
    warned, said = await board(crisis), await crisis.read(crisis.ana)
    await level(crisis, "Contained (SEV3)")
    settled = await crisis.read(crisis.ana)
    await level(crisis, "Critical (SEV1)")

    assert (
        "Team: 1 of 4 · needed: communications lead, approver, access lead · "
        "in one hand: commander, access lead (Ana Kovač)"
    ) in warned
    assert "Ana Kovač is both commander and access lead. Now that should be two people." in said
    assert "Settled: Ana Kovač as commander and access lead." in settled
    assert heard(crisis, "ana", since).count("mention") == 1
    assert "Roles: Access lead Ana Kovač" in await board(crisis)


async def test_in_a_small_company_two_are_enough_and_the_author_does_not_approve(tmp_path: Path) -> None:
    async with rehearsal(tmp_path) as crisis:
        await begun(crisis, small_company=["We are three people or fewer"])
        await level(crisis, "Critical (SEV1)")

        head = (await panel(crisis.ana)).splitlines()[0]
        await crisis.ana.fill({"Role": "Access lead"})
        await asks(crisis, crisis.petr, "Author", "")
        refused = await asks(crisis, crisis.petr, "Approver", "")

        assert head == "*Roles · a small company needs 2, you have 1*"
        assert "Petr Novák writes statements here; that is never the approver." in refused
        assert "Team: 1 of 2 · needed: approver" in await board(crisis)
        assert "Roles: Author Petr Novák · Access lead Ana Kovač" in await board(crisis)


async def test_a_silent_commander_is_missed_and_the_deputy_called_once(crisis: Rehearsal) -> None:
    await asks(crisis, crisis.ana, "Deputy", "jana")
    await crisis.jana.press("I'll do it")
    await level(crisis, "Serious (SEV2)")
    await crisis.jana.go_to_room()
    since = len(crisis.workspace.model.notices)

    await crisis.later(minutes=10)
    called = await crisis.read(crisis.jana)
    await crisis.petr.press("Ana is here")
    await crisis.later(minutes=9)
    once = heard(crisis, "jana", since)
    await crisis.later(minutes=2)
    await crisis.jana.press("Take command", "has not reacted")
    await crisis.jana.fill({"One line": "Ana does not answer"})
    await crisis.later(seconds=3)

    assert "@U0JANA, Ana Kovač has not reacted since 03:00 CET. You are deputy." in called
    assert once == ["mention"]
    assert "Petr Novák says that Ana is here, 03:10 CET." in await crisis.read(crisis.petr)
    assert "Jana Horvat has command since 03:21 CET." in await crisis.read(crisis.petr)


async def test_a_guest_is_not_asked_and_not_let_in(crisis: Rehearsal) -> None:
    refused = await asks(crisis, crisis.ana, "Subject expert", "guest")

    assert "can't have a role here. Choose someone else." in refused
    assert await crisis.guest.room() is None
