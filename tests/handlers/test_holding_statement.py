"""The first public statement as people live it: approved beforehand, used in three steps, or made by two people now."""

from __future__ import annotations

import pytest

from bot import records
from bot.access.register.entities import Account
from bot.access.register.facts import AccountEntered
from bot.chat.card import on
from bot.chat.incoming import Pressed
from bot.chat.outcome import Reply
from bot.rehearsal.acting import Actor, words
from bot.speech.holding_statement.cards import OfLine
from bot.text import Translator
from tests.conversation import PEOPLE, Rehearsal
from tests.handlers.test_pausing import begun, enter, heard

LINK = "https://x.example/brand/1"
TITLE = "Somebody hacked our account"  # suggests: account taken over
KIND = "Account taken over"
TEXT = "We do not control one of our accounts. Please open no links from it."
GAPS = "We lost {account} at {when}. News: {channel}."


async def setup(crisis: Rehearsal) -> None:
    """Eva keeps the setup; Jana is legal."""
    await crisis.eva.command("/crisis setup")
    sent = await crisis.eva.fill({"Brand": "Brand", "Legal": PEOPLE["jana"]})
    assert sent["ok"], sent


async def written(crisis: Rehearsal, text: str = TEXT) -> None:
    """Eva writes the line and asks Jana."""
    await setup(crisis)
    await crisis.eva.command("/crisis statement")
    await crisis.eva.choose("Write or change…", KIND)
    sent = await crisis.eva.fill({"Text": text, "Who approves it": PEOPLE["jana"]})
    assert sent["ok"], sent
    await crisis.later(seconds=3)


async def approved(crisis: Rehearsal, text: str = TEXT) -> None:
    await written(crisis, text)
    await crisis.jana.press("Read and approve…", "First word for")
    sent = await crisis.jana.fill({})
    assert sent["ok"], sent
    await crisis.later(seconds=3)


async def form(who: Actor) -> list[str]:
    """What their open form says."""
    shown = await who.form()
    assert shown is not None
    return words({"blocks": shown["blocks"]}).splitlines()


async def board(crisis: Rehearsal) -> list[str]:
    return words(await crisis.board(crisis.petr)).splitlines()


async def root(crisis: Rehearsal) -> list[str]:
    """The statements, if they are shown."""
    await crisis.settled()
    found = [words(m) for m in await crisis.petr.messages() if words(m).startswith("*Statements")]
    return found[0].splitlines() if found else []


async def test_a_line_is_written_by_one_and_approved_by_another(crisis: Rehearsal) -> None:
    """From the playbook's template; the direct message has the text whole."""
    await written(crisis)
    direct_message = (await crisis.direct_messages("jana")).splitlines()
    await crisis.jana.press("Read and approve…")
    shown = await form(crisis.jana)
    await crisis.jana.fill({})
    await crisis.later(seconds=3)
    listed = (await crisis.eva.command("/crisis statement"))["text"]

    assert direct_message == [
        f"First word for “{KIND}”",
        TEXT,
        "Next: read it, then approve it or tell Eva Malá what to change.",
        "Why you: Eva Malá wrote it and asks you to approve it, Sat 21 Nov, 03:00 CET.",
        "[Read and approve…]",
    ]
    assert f"*{TEXT}*" in shown
    assert "First lines: 1 of 11 kinds have an approved one" in listed
    assert f"✔ {KIND}: approved in advance by Jana Horvat, 21 Nov 2026" in listed
    assert heard(crisis, "jana") == ["direct"]


async def test_the_form_begins_with_the_playbooks_line(crisis: Rehearsal) -> None:
    await setup(crisis)
    ready = await crisis.eva.command("/crisis ready")
    await crisis.eva.press("First lines…")
    await crisis.settled()
    await crisis.eva.choose("Write or change…", KIND)
    shown = await crisis.eva.form()

    assert "First lines…" in str(ready)
    assert shown is not None and "Our account {account} is not under our control" in str(shown["blocks"])


async def test_the_author_does_not_approve(crisis: Rehearsal) -> None:
    """Not offered to her in the list; by hand it is refused."""
    await written(crisis)
    listed = await crisis.eva.command("/crisis statement")
    by, action = crisis.app.slack.platform.known["slack:U0EVA"], "statements.line_approve"
    outcome = await crisis.app.router(
        Pressed(
            action=action,
            by=by,
            platform="slack",
            tenant="T0REHEARSAL",
            key="by hand",
            value=on("", OfLine("account_takeover")),
        )
    )

    assert "Read and approve…" not in str(listed)
    assert isinstance(outcome, Reply)
    assert Translator().plain(outcome.lines[0]) == (
        "You wrote this text, so someone else approves it. The draft is safe. "
        "Jana Horvat was asked at Sat 21 Nov, 02:00 UTC."
    )


async def test_only_a_few_keep_templates(crisis: Rehearsal) -> None:
    await setup(crisis)

    assert (await crisis.tom.command("/crisis statement"))["text"] == (
        "First lines are kept by a few. Nothing was changed. Ask Eva Malá."
    )


async def test_legal_approves_and_does_not_write(crisis: Rehearsal) -> None:
    await written(crisis)
    listed = await crisis.jana.command("/crisis statement")

    assert "waits for approval" in listed["text"]
    assert "Read and approve…" in str(listed) and "Write or change…" not in str(listed)


async def test_only_who_may_approve_is_asked(crisis: Rehearsal) -> None:
    await setup(crisis)
    await crisis.eva.command("/crisis statement")
    await crisis.eva.choose("Write or change…", KIND)
    sent = await crisis.eva.fill({"Text": TEXT, "Who approves it": PEOPLE["tom"]})

    assert "Tom Reed can't approve first lines. Choose an admin of this app, legal or HR." in str(sent["errors"])


@pytest.mark.requirement("S2.19")
async def test_from_opening_to_the_approved_word_it_takes_three(crisis: Rehearsal) -> None:
    """1 the command, 2 First word…, 3 Published."""
    await approved(crisis)

    await crisis.petr.command(f"/crisis open {TITLE}")
    await crisis.settled()
    await crisis.petr.go_to_room()
    due = await board(crisis)
    before = await root(crisis)
    crisis.clock.forward(minutes=9)
    await crisis.petr.press("First word…")
    shown = await form(crisis.petr)
    sent = await crisis.petr.fill({"Link": LINK})
    await crisis.later(seconds=3)

    assert "First public word due 04:00 CET" in due
    assert before == []
    assert shown[:5] == [
        f"For: {KIND}",
        "Approved in advance by Jana Horvat, 21 Nov 2026.",
        "Publish it by hand, exactly so. Then give the link.",
        TEXT,
        f"{len(TEXT)} characters",
    ]
    assert sent["ok"]
    assert "First word published 03:09 CET (link)" in await board(crisis)
    assert "[Take command] [Go to question] [Statements] [Roles…]" in (await board(crisis))[-1]
    assert await root(crisis) == [
        "*Statements · first word out since 03:09 CET*",
        "Published 03:09 CET (link), 9 min after the opening. Recorded by Petr Novák.",
        TEXT,
        "The line was approved by Jana Horvat.",
    ]
    told = (await crisis.petr.command("/crisis timeline"))["text"]
    assert f"Petr Novák recorded the first word, published Sat 21 Nov, 03:09 CET (link): “{TEXT}”" in told


async def test_empty_places_are_filled_and_marked(crisis: Rehearsal) -> None:
    """The account is known and its platform; where more is said is not, so the text is shown once more."""
    await enter(crisis, [AccountEntered(account=Account(id="a1", platform="x", handle="@brand"))])
    await approved(crisis, GAPS)
    petr = await crisis.opened(TITLE)
    await petr.press("First word…")
    first = await form(petr)
    values = {"Account": "@brand", "When it was": "02:00", "Where you will say more": "brand.example"}
    await petr.fill(values)
    whole = await form(petr)
    missing = await petr.fill({"When it was": "{when}", "Link": LINK})
    await petr.fill({"When it was": "02:00"})
    await crisis.later(seconds=3)
    word = (await crisis.incident()).speech.published

    assert "We lost *{account}* at *{when}*. News: *{channel}*." in first
    assert "Nobody approved the marked places. Fill them in and check them." in first
    assert "The text still has an empty place: when. Fill it, or write another line." in str(missing["errors"])
    assert "We lost *@brand* at *02:00*. News: *brand.example*." in whole
    assert word is not None and (word.line, word.text) == (GAPS, "We lost @brand at 02:00. News: brand.example.")
    assert "What stands in its empty places was filled in here." in (await root(crisis))[-1]


async def test_a_line_that_changed_meanwhile_is_not_called_approved(crisis: Rehearsal) -> None:
    await approved(crisis)
    petr = await crisis.opened(TITLE)
    await petr.press("First word…")
    await crisis.eva.command("/crisis statement")
    await crisis.eva.choose("Write or change…", KIND)
    await crisis.eva.fill({"Text": "Another text.", "Who approves it": PEOPLE["jana"]})
    sent = await petr.fill({"Link": LINK})

    assert "This line has changed since, so its approval is gone. Nothing was recorded." in str(sent)
    assert (await crisis.incident()).speech.published is None


async def test_without_an_approved_line_two_people_make_one_now(crisis: Rehearsal) -> None:
    """Petr acts as commander and writes; Ana, who is in the room, approves; nothing unapproved is shown before."""
    petr = await crisis.opened(TITLE)
    await petr.do("invite", channel=petr.place, users=[PEOPLE["ana"]])
    await crisis.later(seconds=3)
    await crisis.ana.go_to_room()
    await petr.press("First word…")
    said = await crisis.read(petr)
    await petr.press("Write the line…")
    sent = await petr.fill({"Text": TEXT, "Who approves it": PEOPLE["ana"]})
    await crisis.later(seconds=3)
    waits = await root(crisis)
    await petr.press("Read and approve…")
    own = await crisis.read(petr)
    await crisis.ana.press("Read and approve…", "Statements")
    await crisis.ana.fill({})
    await crisis.later(seconds=3)
    await crisis.ana.press("First word…")
    await crisis.ana.fill({"Link": LINK})
    await crisis.later(seconds=3)

    assert f"No first word is approved for “{KIND}”. Nothing unapproved is shown here." in said
    assert "Next: Petr Novák writes it now, and another person in the room approves it." in said
    assert sent["ok"]
    assert waits[1] == f"Line for “{KIND}”: written by Petr Novák. Next: another person approves it."
    assert TEXT not in said + "\n".join(waits)
    assert "You wrote this text, so someone else approves it. The draft is safe." in own
    assert (await root(crisis))[0] == "*Statements · first word out since 03:00 CET*"
    assert "The line was approved by Ana Kovač." in await root(crisis)


OURS = "Jana posted it from her own telephone."


async def test_a_draft_stays_in_its_crisis(crisis: Rehearsal) -> None:
    """Neither register, nor another crisis, nor who keeps the lines, nor its export, nor who is kept out reads it."""
    await setup(crisis)
    await crisis.petr.command("/crisis open")
    await crisis.petr.fill({"What are people seeing?": TITLE, "Must not see this": [PEOPLE["jana"]]})
    await crisis.settled()
    petr = crisis.petr
    await petr.go_to_room()
    await petr.do("invite", channel=petr.place, users=[PEOPLE["ana"]])
    await crisis.later(seconds=3)
    await petr.press("First word…")
    await crisis.settled()
    await petr.press("Write the line…")
    assert (await petr.fill({"Text": OURS, "Who approves it": PEOPLE["ana"]}))["ok"]
    await crisis.later(seconds=3)
    mine = await crisis.direct_messages("ana")
    await crisis.ana.go_to_room()
    await crisis.ana.press("Read and approve…", "Statements")
    assert (await crisis.ana.fill({}))["ok"]
    await crisis.later(seconds=3)

    await crisis.tom.command(f"/crisis open {TITLE} once more")
    await crisis.later(seconds=3)
    await crisis.tom.go_to_room()
    await crisis.tom.press("First word…")
    others = [await crisis.read(crisis.tom), str(await crisis.eva.command("/crisis statement"))]
    others += [
        str(await crisis.jana.command("/crisis statement")),
        await crisis.direct_messages("jana"),
        await crisis.direct_messages("eva"),
    ]
    others += [(await crisis.app.store.register("T0REHEARSAL")).model_dump_json()]
    others += [await records.export(crisis.app.store, crisis.app.book, 2, form) for form in ("md", "json")]

    assert OURS in mine
    assert f"No first word is approved for “{KIND}”." in others[0]
    assert [each for each in others if OURS in each] == []


async def test_what_was_approved_in_a_crisis_is_not_called_approved_in_advance(crisis: Rehearsal) -> None:
    petr = await crisis.opened(TITLE)
    await petr.do("invite", channel=petr.place, users=[PEOPLE["ana"]])
    await crisis.later(seconds=3)
    await petr.press("First word…")
    await crisis.settled()
    await petr.press("Write the line…")
    await petr.fill({"Text": OURS})
    await crisis.later(seconds=3)
    await crisis.ana.go_to_room()
    await crisis.ana.press("Read and approve…", "Statements")
    await crisis.ana.fill({})
    await crisis.later(seconds=3)
    await petr.press("First word…")
    shown = "\n".join(await form(petr)) + "\n".join(await root(crisis))

    assert "pproved in this crisis by Ana Kovač" in shown
    assert "in advance" not in shown


async def test_only_the_commander_writes_one_in_the_crisis(crisis: Rehearsal) -> None:
    await begun(crisis)
    await crisis.petr.press("First word…")
    told = await crisis.read(crisis.petr)

    assert "Next: Ana Kovač writes it now" in told
    assert "[Write the line…]" not in told


async def test_late_the_commander_is_mentioned_once(crisis: Rehearsal) -> None:
    await approved(crisis)
    await begun(crisis)
    since = len(crisis.workspace.model.notices)

    await crisis.later(minutes=61)
    late = await crisis.read(crisis.petr)
    await crisis.later(minutes=90)
    top = [m for m in await crisis.petr.messages() if m["author"]["bot"] and m.get("blocks")]

    assert "@U0ANA, the first public word was due 04:00 CET." in late
    assert "Late: first public word, since 04:00 CET (Ana Kovač)" in await board(crisis)
    assert (await root(crisis))[0] == "*Statements · first public word late since 04:00 CET*"
    assert heard(crisis, "ana", since).count("mention") == 1
    assert len(top) <= 5


async def test_the_direct_message_names_what_to_do_when_one_cannot(crisis: Rehearsal) -> None:
    await written(crisis)
    await crisis.eva.command("/crisis statement")
    await crisis.eva.choose("Write or change…", KIND)
    await crisis.eva.fill({"Text": TEXT + " More soon.", "Who approves it": PEOPLE["jana"]})
    await crisis.later(seconds=3)

    assert heard(crisis, "jana") == ["direct", "direct"]


async def test_a_person_involved_in_a_crisis_neither_reads_nor_approves_lines(crisis: Rehearsal) -> None:
    await written(crisis)
    await crisis.petr.command("/crisis open")
    await crisis.petr.fill({"What are people seeing?": TITLE, "Must not see this": [PEOPLE["jana"]]})
    await crisis.settled()

    assert "kept by a few" in (await crisis.jana.command("/crisis statement"))["text"]
    await crisis.jana.press("Read and approve…")
    assert await crisis.jana.form() is None
