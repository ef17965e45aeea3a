"""
Who must not see a crisis: kept out of room and direct messages, removed where they are inside, and never told why.
"""

from __future__ import annotations

from bot.rehearsal.acting import words
from tests.conversation import Rehearsal
from tests.handlers.test_first_minutes import set_up

INVOLVED = "Is an employee, a former or external one, or someone else involved?"


async def invited(crisis: Rehearsal, *names: str) -> None:
    """They come into the room, before anything is late."""
    users = [getattr(crisis, name).user for name in names]
    await crisis.petr.do("invite", channel=crisis.petr.place, users=users)
    await crisis.settled()
    for name in names:
        await getattr(crisis, name).go_to_room()


async def names(crisis: Rehearsal, who: str, *involved: str) -> None:
    """Up to the question who is involved, and its answer."""
    person = getattr(crisis, who)
    for question in ("accounts", "live", "mistake"):
        await person.press("Don't know yet", crisis.app.book.question(question).text)
        await crisis.later(seconds=3)
    await person.press("Answer…", INVOLVED)
    users = [getattr(crisis, name).user for name in involved]
    sent = await person.fill({"Who is involved?": ["An employee"], "Who is it?": users})
    assert sent["ok"], sent
    await crisis.later(seconds=3)


async def heard(crisis: Rehearsal, name: str) -> list[str]:
    return [sound["why"] for sound in await getattr(crisis, name).notified()]


async def test_who_is_kept_out_when_it_opens_is_neither_called_nor_invited_nor_told(either: Rehearsal) -> None:
    """Ana is the responder: Jana, her deputy, is called at once, and nobody says instead of whom."""
    await set_up(either)
    await either.petr.command("/crisis open")
    await either.petr.fill({"What are people seeing?": "Posts about the board", "Must not see this": ["U0ANA"]})
    await either.settled()
    petr = either.petr
    await petr.go_to_room()
    await either.later(minutes=30)

    incident = await either.incident()
    assert incident.has_conflict("slack:U0ANA")
    assert list(incident.tasks) == ["page/slack:U0JANA"]
    assert await either.direct_messages("ana") == "" and await heard(either, "ana") == []
    assert await either.ana.room() is None
    assert "Why you: responder, called when Petr Novák opened it" in await either.direct_messages("jana")
    assert "Ana" not in await either.direct_messages("jana")
    assert "Ana Kovač" not in await either.read(petr)
    announced = next(m for m in await either.petr.messages("C0SOCIAL") if "A crisis room" in words(m))
    assert words(announced).startswith("A crisis room is open (1).") and "Petr" not in words(announced)


async def test_who_is_kept_out_finds_it_nowhere(crisis: Rehearsal) -> None:
    """Not in a list, not by its number, not by opening one with the same title."""
    await crisis.petr.command("/crisis open")
    await crisis.petr.fill({"What are people seeing?": "Posts about the board", "Must not see this": ["U0ANA"]})
    await crisis.settled()

    said = [
        (await crisis.ana.command(f"/crisis {typed}"))["text"]
        for typed in ("list", "status 1", "status #1", "timeline 1", "undo", "conflict", "open Posts about the board")
    ]

    assert said[0].startswith("You are in no crisis room.")
    assert {each for each in said[1:-1]} == {
        "This belongs in a crisis room. Nothing was changed. Go to your room, or open a crisis."
    }
    assert said[-1].startswith("Crisis 2 is open.") and "similar" not in said[-1]


async def test_the_opener_cannot_keep_themselves_out(crisis: Rehearsal) -> None:
    await crisis.petr.command("/crisis open")

    sent = await crisis.petr.fill({"What are people seeing?": "Posts", "Must not see this": ["U0ANA", "U0PETR"]})

    assert "You can't keep yourself out. Choose somebody else." in str(sent["errors"])
    assert await crisis.app.store.incident_numbered("T0REHEARSAL", 1) is None


async def test_who_is_named_inside_is_removed_by_the_commander(either: Rehearsal) -> None:
    """A direct message to the commander alone; the room and the person are told nothing but that they are out."""
    petr = await either.opened()
    await invited(either, "ana", "jana")
    await either.ana.press("Take command")
    await either.settled()
    await names(either, "petr", "jana")
    offered = await either.direct_messages("ana")
    room, theirs = await either.read(petr), await either.direct_messages("jana")
    refused = await either.jana.command("/crisis status")
    await either.ana.press("Remove from the room")
    await either.later(seconds=3)
    out = await either.direct_messages("jana")

    assert "Petr Novák named Jana Horvat as involved" in offered and "[Remove from the room] [Take it back…]" in offered
    assert "Why you: you command this crisis." in offered
    assert "Jana" not in room and theirs == ""
    assert refused["text"].startswith("You can't act in this crisis. Nothing was changed.")
    assert await either.jana.room() is None
    assert "slack:U0JANA" not in (await either.incident()).room.inside
    assert out.startswith("You are out of the room of Crisis 1 for now.\nThis is a precaution, not an accusation.")
    assert "Questions: Ana Kovač." in out and "involved" not in out and "Petr" not in out
    assert "They are not in the room." in await either.direct_messages("ana")
    assert (await heard(either, "ana"), await heard(either, "jana")) == (["direct"], ["direct"])
    assert "Remove" not in await either.direct_messages("petr") and "Remove" not in await either.direct_messages("eva")


async def test_of_a_commander_who_is_named_the_owners_decide(crisis: Rehearsal) -> None:
    """Jana names the commander and takes the seat: Eva, who keeps the setup, hears at once who said so."""
    await crisis.opened()
    await invited(crisis, "ana", "jana")
    await crisis.ana.press("Take command")
    await crisis.settled()
    await names(crisis, "jana", "ana")
    told = await crisis.direct_messages("eva")
    await crisis.jana.press("Take command")
    await crisis.later(seconds=3)
    seized = await crisis.direct_messages("jana")
    await crisis.eva.press("Take it back…")
    empty = await crisis.eva.fill({"Why?": " "})
    await crisis.eva.fill({"Why?": "Ana was on leave that day"})
    await crisis.settled()
    incident = await crisis.incident()
    status = await crisis.ana.command("/crisis status")

    assert "Jana Horvat named Ana Kovač as involved" in told
    assert "[Remove from the room] [Take it back…]" in told and "Go to room" not in told
    assert seized == ""
    assert "A few words are enough." in str(empty)
    assert not incident.has_conflict("slack:U0ANA")
    assert incident.command.commander is not None and incident.command.commander.id == "slack:U0JANA"
    assert "Crisis 1" in status["text"]
    assert "You can take part in Crisis 1 again." in await crisis.direct_messages("ana")
    assert "Eva Malá took back what kept somebody out of this" in await crisis.direct_messages("eva")


async def test_a_commander_taken_back_takes_command_anew(crisis: Rehearsal) -> None:
    """Nobody has taken the seat meanwhile, and still it does not come back by itself."""
    await crisis.opened()
    await invited(crisis, "ana", "jana")
    await crisis.ana.press("Take command")
    await crisis.settled()
    await names(crisis, "jana", "ana")
    await crisis.eva.press("Take it back…")
    await crisis.eva.fill({"Why?": "A mistake"})
    await crisis.settled()
    before = (await crisis.incident()).command.commander
    await crisis.ana.press("Take command")
    await crisis.settled()

    after = (await crisis.incident()).command.commander
    assert before is None and after is not None and after.id == "slack:U0ANA"


async def test_the_commander_keeps_somebody_out_later_and_lets_them_back(crisis: Rehearsal) -> None:
    """By a form that only the commander has; the names in it are nowhere else."""
    petr = await crisis.opened()
    await invited(crisis, "jana")
    await crisis.petr.press("Take command")
    await crisis.settled()
    refused = await crisis.jana.command("/crisis conflict")
    await petr.command("/crisis conflict")
    sent = await petr.fill({"Must not see this": ["U0TOM"]})
    await crisis.settled()
    kept = (await crisis.incident()).has_conflict("slack:U0TOM")
    room = await crisis.read(petr)
    await petr.command("/crisis conflict")
    form = str(await petr.form())
    without = await petr.fill({"May see it again": ["Tom Reed"]})
    await petr.fill({"May see it again": ["Tom Reed"], "Why may they?": "Another Tom"})
    await crisis.settled()

    assert refused["text"].startswith("Only the commander can do this.")
    assert sent["ok"] and kept and "Tom" not in room
    assert "Tom Reed" in form and "Petr Novák" in form
    assert "A few words are enough." in str(without["errors"])
    assert not (await crisis.incident()).has_conflict("slack:U0TOM")
    assert "Another Tom" not in await crisis.read(petr)
    assert (await petr.command("/crisis timeline"))["text"].count("restricted entry by Petr Novák") == 2


async def test_who_is_kept_out_and_comes_in_is_offered_each_time(crisis: Rehearsal) -> None:
    """A member invites them: the commander hears it, the board does not say why; coming back is heard again."""
    await crisis.petr.command("/crisis open")
    await crisis.petr.fill({"What are people seeing?": "Posts about the board", "Must not see this": ["U0ANA"]})
    await crisis.settled()
    petr = crisis.petr
    await petr.go_to_room()
    quiet = await heard(crisis, "petr")
    for nth in (1, 2):
        await petr.do("invite", channel=petr.place, users=["U0ANA"])
        await crisis.later(seconds=5)
        board = str((await crisis.board(petr))["blocks"])
        assert "Ana" not in board, nth
        await petr.press("Remove from the room")
        await crisis.later(seconds=5)
        assert await crisis.ana.room() is None, nth

    direct_messages = await crisis.direct_messages("petr")
    assert direct_messages.count("Petr Novák said that Ana Kovač must not see this") == 2
    assert (await heard(crisis, "petr"))[len(quiet) :] == ["direct", "direct"]
    assert await heard(crisis, "ana") == ["direct", "direct"]
    assert (await crisis.direct_messages("ana")).count("You are out of the room of Crisis 1 for now.") == 2


async def test_a_removal_the_chat_refuses_names_nobody(crisis: Rehearsal) -> None:
    """Neither on the board nor on the timeline; the commander may try again."""
    petr = await crisis.opened()
    await invited(crisis, "jana")
    await names(crisis, "petr", "jana")
    crisis.workspace.removal_allowed = False
    await petr.press("Remove from the room")
    await crisis.later(seconds=5)
    board, direct_message = str((await crisis.board(petr))["blocks"]), await crisis.direct_messages("petr")
    timeline = (await petr.command("/crisis timeline"))["text"]
    crisis.workspace.removal_allowed = True
    await petr.press("Remove from the room")
    await crisis.later(seconds=5)

    assert "Not done: removing somebody (Slack refused, since" in board and "Jana" not in board
    assert "Slack did not remove them. Try again, or ask an administrator of Slack." in direct_message
    assert "U0JANA" not in timeline
    assert await crisis.jana.room() is None
    assert "Not done" not in str((await crisis.board(petr))["blocks"])
