"""A name typed into a restricted field reaches those who may read it, and nothing else."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from bot.app import App
from bot.crisis.playbook import Book
from bot.errors import StorageAway
from bot.playbooks import load
from bot.settings import Settings
from tests.conversation import Rehearsal
from tests.matrix.record import EVERYBODY, Record, logged

pytestmark = pytest.mark.timeout(400)  # whoever comes first plays a whole crisis

PRIVATE = {"views.open", "views.update", "chat.postEphemeral", "interactive", "slash_commands"}
LETTERS = {"chat.postMessage", "chat.update"}  # where a person alone reads them
READERS = {"U0PETR", "U0ANA", "U0MAJA", "U0EVA"}  # typed it · commanded · HR · legal
DRAFT = "We know about it. More at {channel}."
OUTSIDER = "an outsider's screen"
OTHERS = ("jana", "tom", "olga", "guest", "stranger")


def restricted(book: Book) -> set[str]:
    return {
        f"{question.id}.{field.name}" for question in book.questions for field in question.fields if field.restricted
    }


def test_a_name_was_planted_in_every_restricted_field(played: Record) -> None:
    """Found from the playbook, so a field that is new there makes this fail until its name is planted too."""
    assert restricted(load()) <= played.planted.keys()


def test_the_names_are_seen_by_those_who_may(played: Record) -> None:
    """Else the other tests would look for what is nowhere."""
    for where, name in played.planted.items():
        readers = {sent.reader for sent in played.sent if name in sent.text}
        assert readers & READERS, where


def test_no_payload_shows_a_name_to_anybody_else(played: Record) -> None:
    leaks = [
        (where, sent.how, sent.reader)
        for where, name in played.planted.items()
        for sent in played.sent
        if name in sent.text and (sent.how not in PRIVATE | LETTERS or sent.reader not in READERS)
    ]

    assert leaks == []


def test_nobody_else_finds_a_name_on_their_screen(played: Record) -> None:
    assert [(who, name) for who in OTHERS for name in played.planted.values() if name in played.screens[who]] == []


def test_no_name_leaves_the_chat(played: Record) -> None:
    """The exports and the file of the timeline."""
    assert set(played.files) >= {"md", "json"} and len(played.files) >= 3
    assert [
        (file, name) for file, text in played.files.items() for name in played.planted.values() if name in text
    ] == []


def test_the_log_has_neither_names_nor_words_nor_secrets(played: Record) -> None:
    """At its lowest level, with what libraries say."""
    assert "socket.connected" in played.log
    looked_for = [*played.planted.values(), *played.typed, *played.secrets]
    assert [words for words in looked_for if words in played.log] == []


def test_every_answer_of_the_bot_could_be_used(played: Record) -> None:
    assert played.faults == []
    assert EVERYBODY in {sent.reader for sent in played.sent}


def test_what_is_typed_in_a_crisis_reaches_no_other_nor_the_register_nor_an_outsider(played: Record) -> None:
    """Every note, reply, reason and draft: not another room or its record, no file, no Home."""
    assert DRAFT in played.own and len(played.own) > 40
    leaks = [
        (words, where)
        for words in (*played.own, *(played.planted[at] for at in restricted(load())))
        for where, text in played.beside.items()
        if words in text
    ]

    assert leaks == []


def test_what_was_typed_elsewhere_is_found_there(played: Record) -> None:
    """Else the test before would look where nothing is."""
    assert "Yet another" in played.beside["md of 3"] and "Another one" in played.beside["json of 2"]
    assert "@teal" in played.beside["register's events"] and "@teal" in played.beside["accounts.csv"]
    assert "No first word is approved" in played.beside["answer in 3"]
    assert "First lines are kept by a few." in played.beside[OUTSIDER]


async def test_a_fault_while_a_name_is_saved_tells_neither_log_nor_person(crisis: Rehearsal, tmp_path: Path) -> None:
    """The database refuses the event: what libraries raise quotes the row, and none of it goes on."""
    petr = await crisis.opened()
    question = crisis.app.book.question("involved")
    with logged() as log:
        for id in ("accounts", "live", "mistake"):
            await petr.press("Don't know yet", crisis.app.book.question(id).text)
            await crisis.later(seconds=3)
        await petr.press("Answer…", question.text)
        with closing(sqlite3.connect(tmp_path / "crisis.db")) as database:
            database.execute("CREATE TRIGGER broken BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'broken'); END")
        typed = {field.label: "Zxqjsomebody" for field in question.fields if field.restricted and field.type == "text"}
        sent = await petr.fill({question.fields[0].label: [question.fields[0].choices[0].label], **typed})
        shown = json.dumps(sent["views"], ensure_ascii=False)
        with closing(sqlite3.connect(tmp_path / "crisis.db")) as database:
            database.execute("DROP TRIGGER broken")
        await crisis.settled()
        again = await petr.fill({})
        await crisis.settled()

    assert typed and "request.failed" in log.getvalue() and "broken" in log.getvalue()
    assert "Zxqj" not in log.getvalue()
    assert "nothing was changed" in shown and "Ref " in shown and "sqlite" not in shown and "Traceback" not in shown
    assert again["ok"] and "Zxqjsomebody" in str(
        (await crisis.incident()).questions.answers["involved"].answer.private["who_named"].reveal()
    )


async def test_the_password_of_a_database_is_never_said(tmp_path: Path) -> None:
    """Not where it cannot be reached, not in what is raised, not in the log."""
    address = "postgresql://crisis:Zxqjpassword@127.0.0.1:1/crisis"
    environ = {"SLACK_BOT_TOKEN": "xoxb-Zxqjbot", "SLACK_APP_TOKEN": "xapp-Zxqjapp", "CRISIS_DATABASE_URL": address}
    with logged() as log:
        settings = Settings.read(environ)
        app = App(settings)
        with pytest.raises(StorageAway) as raised:
            await app.start()
        structlog.get_logger("bot").error("start.failed", exc_info=raised.value)
        await app.store.close()

    assert "start.failed" in log.getvalue()
    assert "Zxqj" not in log.getvalue() + str(raised.value) + repr(settings)
