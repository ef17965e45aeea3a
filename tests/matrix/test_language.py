"""A whole crisis in no language at all: what is not accented and in ⟦ ⟧ was never given to the translators."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue import extract
from bot.playbooks import load
from bot.record.frozen import Frozen
from bot.rehearsal.reading import read
from bot.rehearsal.shapes import Json
from bot.text import PSEUDO, Translator, _, placeholders
from tests.matrix.record import Record

pytestmark = pytest.mark.timeout(400)  # whoever comes first plays a whole crisis

ROOT = Path(__file__).resolve().parents[2]
SHOWN = {"text", "fallback", "topic", "purpose", "alt_text"}  # keys whose strings people read
DATES = re.compile(r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
# What is the same in every language: mentions, rooms, zones, codes, what is typed, names of languages, hashes.
SAME = re.compile(
    r"<https?://[^>]*>|@U\w+|\bcrisis-\d-\w{4}\b|\bUTC\b|\bSEV\d\b|/crisis\b|\bSlack\b|\bEurope/\w+|\b[0-9a-f]{12,64}\b|\bEnglish\b|\btlh\b|\ben\b|\bqps\b|\bCES?T\b|\bGMT\b"
)
WORD = re.compile(r"[A-Za-z]{2,}")
LONG = 3_000  # characters; a message's fallback of more than 4,000, escapes counted, ends in "…"
TITLE_CHARS = 24  # Slack: title, submit and close of a modal


def shown(node: Any, key: str = "") -> Iterator[str]:
    """Every string a person reads in a payload; runs of rich text that stand beside each other as one."""
    if isinstance(node, dict):
        if "elements" in node and all(isinstance(e, dict) and e.get("type") in RUNS for e in node["elements"]):
            yield "".join(str(e.get("text") or e.get("fallback") or "") for e in node["elements"])
            return
        for name, value in node.items():
            yield from shown(value, "errors" if key == "errors" else name)
    elif isinstance(node, list):
        for item in node:
            yield from shown(item, key)
    elif isinstance(node, str) and key in SHOWN | {"errors"}:
        yield read(node)


RUNS = ("text", "date", "user", "link")


@cache
def platforms() -> frozenset[str]:
    """Their names, which are the same in every language."""
    return frozenset(runbook.title for runbook in load().runbooks if runbook.id != "other")


def unlooked(record: Record, text: str) -> list[str]:
    """Words in it that are nobody's and that no translator was asked for."""
    own = {
        *platforms(),
        *record.typed,
        *record.planted.values(),
        *record.names,
        *(name.split()[0] for name in record.names),
    }
    text = text.replace("*", "")
    text = re.sub(r"\w+…$", " ", text)  # a long text is cut, and may end in a part of a name
    for words in sorted(own, key=len, reverse=True):
        text = text.replace(words, " ")
    return WORD.findall(SAME.sub(" ", DATES.sub(" ", text)))


def commands() -> set[str]:
    """What people type is the same in every language."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "handlers").glob("*.py"))
    return {*re.findall(r'Route\(\s*"command\.([a-z]+)"', code), "staus", "open"}


def test_every_sentence_is_looked_up(pseudo: Record) -> None:
    """
    Messages, forms, private replies, direct messages, topic and purpose of a whole crisis; and the files it leaves.
    """
    quiet = {"auth.test", "users.list", "apps.connections.open"}
    texts = {text for sent in pseudo.sent if sent.how not in quiet for text in shown(sent.shown)}
    texts |= {line for name, file in pseudo.files.items() if name != "json" for line in file.splitlines()}

    found = {text: words for text in texts if (words := set(unlooked(pseudo, text)) - commands() - {"md"})}
    assert found == {}
    assert len(texts) > 300


def test_no_sentence_is_cut(pseudo: Record) -> None:
    """Each ⟦ has its ⟧: what is 40 % longer than English still fits. Only a long fallback ends early, by design."""
    texts = {text for sent in pseudo.sent for text in shown(sent.shown)}

    cut = {text for text in texts if text.count("⟦") != text.count("⟧")}
    assert {text for text in cut if not (text.endswith("…") and len(text) > LONG)} == set()


# Of connectors, which the seed has none of; and of a level that the answers overtake, which tests/handlers opens.
NOT_HERE = {"restriction.automatic", "restore.automatic", "severity.keep"}


def test_every_form_there_is_was_opened(pseudo: Record) -> None:
    """
    So that none of them fits by not having been looked at. A form of a new action must be opened in whole.py.

    One form may be replaced by the next.
    """
    views = [sent.shown["view"] for sent in pseudo.sent if isinstance(sent.shown.get("view"), dict)]
    opened = {view["callback_id"] for view in views if view["type"] == "modal"}

    assert set(_forms()) - opened == NOT_HERE


def _forms() -> Iterator[str]:
    """The action of every form that is made anywhere."""
    for path in [*(ROOT / "handlers").glob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Form", "why", "why_form", "self._why"):
                given = [k.value for k in node.keywords if k.arg == "action"] + node.args
                yield from (str(a.value) for a in given if isinstance(a, ast.Constant) and "." in str(a.value))


@pytest.mark.parametrize(
    ("title", "values"), [("Resolve crisis {n}", {"n": 999}), ("Question {n} of {m}", {"n": "10a", "m": 12})]
)
def test_titles_with_numbers_fit_with_large_ones(title: str, values: dict[str, str | int]) -> None:
    assert placeholders(title) == values.keys()
    assert len(Translator(PSEUDO).plain(_(title, **values))) <= TITLE_CHARS


def test_a_room_turns_to_another_language_whole(played: Record) -> None:
    """After the end, so that every kind of message is there; the board, the questions, the summary."""
    turned, back = played.turned

    assert len(turned) > 12
    assert [(text, words) for text in _texts(turned) if (words := set(unlooked(played, text)) - {"md"})] == []
    assert [text for text in _texts(back) if "⟦" in text] == []


def test_direct_messages_keep_the_language_of_their_reader(played: Record) -> None:
    """Whatever the room spoke meanwhile."""
    direct_messages = [sent for sent in played.sent if sent.how.startswith("chat.") and sent.reader.startswith("U")]

    assert len(direct_messages) > 10
    assert [sent for sent in direct_messages if "⟦" in sent.text] == []


def _texts(messages: list[Json]) -> Iterator[str]:
    for message in messages:
        yield from shown({key: message.get(key) for key in ("text", "blocks")})


def test_translators_get_all_that_playbooks_say() -> None:
    """Every text of the playbooks that is shown, and no id, no value, no word of a title."""
    said = set(re.findall(r'^msgid "(.*)"$', extract().replace('"\n"', ""), re.MULTILINE))

    book = load()
    assert {text for text in _spoken(book) if text.replace('"', r"\"") not in said} == set()
    hints = {word for kind in book.kinds for word in kind.suggested_by}
    assert said & (hints | {question.id for question in book.questions}) == set()


def _spoken(node: object, name: str = "") -> Iterator[str]:
    """The texts of a playbook by what they are called in its model."""
    if isinstance(node, Frozen):
        for each in type(node).model_fields:
            yield from _spoken(getattr(node, each), each)
    elif isinstance(node, tuple):
        for item in node:
            yield from _spoken(item, name)
    elif (
        isinstance(node, str)
        and node
        and name in ("text", "short_text", "why", "button_label", "note_text", "title", "label", "hint")
    ):
        yield node
