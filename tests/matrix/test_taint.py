"""A name typed into a restricted field reaches those who may read it, and nothing else."""

from __future__ import annotations

from bot.domain.playbook import Book
from bot.playbooks import load
from tests.matrix.record import EVERYBODY, Record

PRIVATE = {"views.open", "views.update", "chat.postEphemeral", "interactive", "slash_commands"}
READERS = {"U0PETR", "U0ANA", "U0MAJA", "U0EVA"}  # typed it · commanded · HR · legal
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
        if name in sent.text and (sent.how not in PRIVATE or sent.reader not in READERS)
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
