"""A password or key that somebody writes is refused wherever words are kept: nothing is stored, shown or logged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.access.secrets import secret_seen
from bot.rehearsal.acting import Actor
from tests.conversation import Rehearsal
from tests.handlers.captured import USE, inside, last_private_reply, menu, on, with_question

PASSWORD = "Sommer2013!"
TOLD = "That looks like a password or key. I did not store it. Delete your message now, then change that password."


async def stored(crisis: Rehearsal, folder: Path) -> bool:
    """Whether the password stands anywhere in the database, be it in an answer or an event."""
    await crisis.settled()
    with sqlite3.connect(folder / "crisis.db") as database:
        return any(PASSWORD in line for line in database.iterdump())


async def test_a_typed_note_is_refused(crisis: Rehearsal, tmp_path: Path) -> None:
    petr = await inside(crisis)

    said = await petr.command(f"/crisis note fact: the password is {PASSWORD}")

    assert said["text"] == TOLD
    assert not await stored(crisis, tmp_path)


async def test_a_title_is_refused_and_no_crisis_opens(crisis: Rehearsal, tmp_path: Path) -> None:
    said = await crisis.petr.command(f"/crisis open lozinka: {PASSWORD} is in a post of ours")

    assert said["text"] == TOLD
    assert await crisis.app.store.open_incidents("T0REHEARSAL") == []
    assert not await stored(crisis, tmp_path)


async def test_a_form_is_refused_under_its_field_and_keeps_what_was_typed(crisis: Rehearsal, tmp_path: Path) -> None:
    petr = await inside(crisis)
    await petr.command("/crisis note")

    said = await petr.fill({"What happened?": f"password: {PASSWORD}", "Type": "fact"})

    assert said["errors"] == {"what": TOLD}
    assert await petr.form() is not None
    assert not await stored(crisis, tmp_path)


async def test_an_answer_in_the_thread_is_not_taken(crisis: Rehearsal, tmp_path: Path) -> None:
    petr = await with_question(crisis, "what_happened")

    await petr.say(f"They posted it all. Password: {PASSWORD} https://x.example/1", under="Questions")

    assert await last_private_reply(crisis, petr) == TOLD
    assert (await crisis.incident()).evidence.exhibits == ()
    assert not await stored(crisis, tmp_path)


async def test_a_message_used_as_an_answer_is_not_taken(crisis: Rehearsal, tmp_path: Path) -> None:
    petr = await with_question(crisis, "what_happened", "jana")
    await crisis.jana.say(f"the password was {PASSWORD}")

    await menu(petr, USE, PASSWORD)

    assert await last_private_reply(crisis, petr) == TOLD
    assert not await stored(crisis, tmp_path)


async def test_a_captured_message_is_not_kept_and_who_captured_it_hears(crisis: Rehearsal, tmp_path: Path) -> None:
    """It is read after the press was answered, so a direct message says it; the entry says why it has no words."""
    petr = await inside(crisis, "jana")
    await crisis.jana.say(f"new password {PASSWORD}")

    await on("react", petr, PASSWORD)

    direct_messages = await crisis.direct_messages("petr")
    assert TOLD in direct_messages and "Why you: you captured it for Crisis 1," in direct_messages
    assert TOLD not in await crisis.direct_messages("jana")
    timeline = str((await petr.command("/crisis timeline"))["text"])
    assert "a message that looks like a password or key, which is not kept" in timeline
    assert not await stored(crisis, tmp_path)


async def test_an_edit_of_a_captured_message_is_not_followed_into_a_secret(crisis: Rehearsal, tmp_path: Path) -> None:
    petr = await inside(crisis, "jana")
    await crisis.jana.say("The union quotes our post")
    await on("react", petr, "The union quotes our post")
    await crisis.settled()

    await on("edit", crisis.jana, "The union quotes our post", text=f"the password is {PASSWORD}")

    assert await last_private_reply(crisis, crisis.jana) == TOLD
    assert not await stored(crisis, tmp_path)


async def test_words_about_a_password_are_kept(crisis: Rehearsal) -> None:
    petr = await inside(crisis)

    said = await petr.command("/crisis note fact: the password was changed at 14:29, see op://Marketing/brand/password")

    assert "On the timeline" in said["text"]


async def test_nothing_of_it_is_logged(crisis: Rehearsal, capsys: pytest.CaptureFixture[str]) -> None:
    petr: Actor = await inside(crisis)

    await petr.command(f"/crisis note the password is {PASSWORD}")
    await crisis.settled()

    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err


async def test_what_a_guest_types_is_not_even_looked_at(crisis: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Help keeps nothing and reads no words, so there is nothing to look for, whatever its length."""
    looked_at: list[str] = []
    monkeypatch.setattr(secret_seen, "_holds", looked_at.append)

    await crisis.guest.go("C0SOCIAL")
    said = await crisis.guest.command("/crisis help " + "a." * 6_000)

    assert "starts" in str(said["text"])
    assert looked_at == []


@pytest.mark.parametrize(
    ("label", "typed", "field"),
    [
        ("Where are the backup codes?", "Xk29-ff82-Pq11-77aa", "backup_codes"),
        ("Where are the backup codes?", "4821 9930 1187 2765", "backup_codes"),
        ("Where are the backup codes?", "in the safe: 4821 9930", "backup_codes"),
        ("Recovery e-mail", "Summer2013!", "recovery_email"),
        ("Recovery phone", "4821 9930 1187 2765", "recovery_phone"),
        ("Contact at the platform", "Xk29-ff82-Pq11-77aa", "platform_contact"),
    ],
)
async def test_a_field_for_a_place_takes_no_codes(
    crisis: Rehearsal, tmp_path: Path, label: str, typed: str, field: str
) -> None:
    eva = crisis.eva
    await eva.command("/crisis access")
    await eva.fill({"What next?": "Add an account…"})

    said = await eva.fill({"Platform": "X (Twitter)", "Name": "@brand", "Owner": "U0ANA", label: typed})

    assert said["errors"] == {field: TOLD}
    await crisis.settled()
    with sqlite3.connect(tmp_path / "crisis.db") as database:
        assert not any(typed in line for line in database.iterdump())
    kept = await eva.fill({label: "the safe, 3rd floor"})
    assert kept["ok"], kept
