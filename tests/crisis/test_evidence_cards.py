"""The list of evidence under the board: how each piece is kept, in one line, and no longer than a message may be."""

from __future__ import annotations

import pytest

from bot.blockkit import check_message
from bot.chat.card import Card
from bot.crisis.evidence import rules as evidence
from bot.crisis.evidence.cards import SHOWN, exhibits, size_words, told, whole
from bot.crisis.evidence.facts import FileRef
from bot.platforms.slack.render import render, reply
from bot.text import Translator
from bot.views import staged
from tests.crisis.test_evidence import LINK, SHOT, Case
from tests.record.story import ANA, JANA, PETR
from tests.record.thread import BOOK, person
from tests.room.plain import read, said

ENGLISH = Translator()


def card(case: Case) -> Card:
    (surface,) = exhibits(staged(incident=case.incident, book=BOOK))
    assert isinstance(surface.card, Card)
    assert (surface.key, surface.thread) == ("evidence", "board")
    return surface.card


def other(n: int) -> FileRef:
    return SHOT.model_copy(update={"id": f"F{n}", "name": f"{n}.png"})


def test_without_evidence_there_is_no_list() -> None:
    assert exhibits(staged(incident=Case().incident, book=BOOK)) == []


def test_each_piece_is_a_line_that_says_how_it_is_kept() -> None:
    case = Case().adds(LINK, shows="the post").adds(files=[other(n) for n in range(2, 7)])
    case.reads(2).misses(3, "too_big").reads(4).strikes(5)

    assert read(card(case)) == [
        "Evidence: 3 pieces · not saved: 1",
        "1 · “the post” · Petr, 12:00 UTC · address only",
        "2 · “2.png” · Petr, 12:00 UTC · saved",
        "3 · “3.png” · Petr, 12:00 UTC · not saved: too big. Add it again, smaller or as a link",
        "4 · “4.png” · Petr, 12:00 UTC · the same as 2",
        "5 · “5.png” · Petr, 12:00 UTC · struck",
        "6 · “6.png” · Petr, 12:00 UTC · being saved",
        "[Add evidence…] [Show with hashes]",
    ]


def test_a_long_list_shows_the_newest_and_says_where_the_rest_is() -> None:
    """Signs that grow when escaped, names as long as they get: the message is one the chat takes."""
    case = Case().adds(files=[other(n) for n in range(1, SHOWN + 6)], shows="&<>" * 50)

    lines = read(card(case))

    assert lines[1].startswith("6 · ") and "5 earlier ones are in the export." in lines
    for language in ("en", "qps"):
        assert check_message(render(card(case), Translator(language), {})) == []
        assert check_message(reply(whole(case.incident, person(PETR)), Translator(language), {})) == []


def test_who_may_change_something_finds_it_under_the_whole_list() -> None:
    """One piece is a button, several are a menu; who may change none has neither."""
    case = Case().adds(LINK, by=ANA)

    assert [type(item).__name__ for item in whole(case.incident, person(ANA)).items] == ["Button"]
    assert [type(item).__name__ for item in whole(case.adds(f"{LINK}2").incident, person(PETR)).items] == ["Menu"]
    assert whole(case.incident, person(JANA)).items == ()


def test_without_evidence_the_list_says_where_to_put_some() -> None:
    answer = whole(Case().incident, person(JANA))

    assert said(answer.lines[0]) == "No evidence yet. Put screenshots and links in the questions' thread."


def test_nothing_put_in_is_nothing_told() -> None:
    assert told(Case().incident, []) is None


@pytest.mark.parametrize(
    ("size", "words"), [(0, "1 kB"), (900, "1 kB"), (312_400, "312 kB"), (1_000_000, "1 MB"), (26_000_000, "26 MB")]
)
def test_sizes_are_told_as_people_say_them(size: int, words: str) -> None:
    assert ENGLISH.plain(size_words(size)) == words


def test_a_link_in_a_list_is_the_address_itself() -> None:
    """Never the person's words over another address."""
    case = Case().adds(LINK, shows="https://bank.example")

    assert evidence.counted(case.incident) == 1
    assert f"    {LINK} · SHA-256 {case[1].sha256[:12]}…" in [
        said(line) for line in whole(case.incident, person(PETR)).lines
    ]
