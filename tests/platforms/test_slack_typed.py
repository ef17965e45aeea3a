"""The holding statement of a slash command, in all the ways in which people and their devices write it."""

from __future__ import annotations

import pytest

from bot.platforms.slack.typed import holding_statement

COMMANDS = {"open", "note", "status", "help"}

OPENED = {
    "a space": "open Offensive post",
    "a no-break space, as a phone or a document puts it": "open\u00a0Offensive post",
    "a narrow no-break space, as French text has it": "open\u202fOffensive post",
    "an ideographic space": "open\u3000Offensive post",
    "a new line": "open\nOffensive post",
    "a new line of Windows": "open\r\nOffensive post",
    "a carriage return alone": "open\rOffensive post",
    "a soft line break": "open\x0bOffensive post",
    "the line separator of Unicode": "open\u2028Offensive post",
    "the next-line sign": "open\x85Offensive post",
    "a tab": "open\tOffensive post",
    "several at once": " \n open \u00a0\n\t Offensive post",
    "a sign without width between them": "open\u200bOffensive post",
    "a sign without width before": "\ufeffopen Offensive post",
    "signs without width around the space": "open\u200b \u2060Offensive post",
    "a sign without width inside": "op\u200ben Offensive post",
    "a soft hyphen inside": "op\u00aden Offensive post",
    "capitals": "OPEN Offensive post",
    "full-width letters": "ｏｐｅｎ Offensive post",
    "a colon": "open: Offensive post",
    "a full-width colon": "open：Offensive post",
    "a colon without a space": "open:Offensive post",
    "a full stop": "open. Offensive post",
    "quoted": '"open" Offensive post',
    "curly quotes": "“open” Offensive post",
    "quotes around all": '"open Offensive post"',
    "curly quotes around all": "“open Offensive post”",
    "a slash": "/open Offensive post",
    "two slashes": "//open Offensive post",
    "the command twice": "/crisis open Offensive post",
    "the command twice, without its slash": "crisis open Offensive post",
    "bold": "*open* Offensive post",
    "code": "`open` Offensive post",
    "a bullet": "• open Offensive post",
}


@pytest.mark.parametrize("typed", OPENED.values(), ids=OPENED.keys())
def test_the_holding_statement_is_found_however_it_was_typed(typed: str) -> None:
    assert holding_statement(typed, "/crisis", COMMANDS) == ("open", "Offensive post")


@pytest.mark.parametrize("typed", ["", " ", "\u00a0\n", "\u200b", "/crisis", '""'])
def test_nothing_at_all_asks_for_help(typed: str) -> None:
    assert holding_statement(typed, "/crisis", COMMANDS) == ("help", "")


KEPT = {
    "its lines": ("note first\nsecond", "first\nsecond"),
    "its quotes": ('note "they lied" he said', '"they lied" he said'),
    "a mark of its own": ("note: fact: it is true", "fact: it is true"),
    "a sign that joins others": ("note 👩‍💻 wrote it", "👩‍💻 wrote it"),
    "a dash": ("note – not ours", "– not ours"),
    "the chat's markup": ("note <https://x.example/a|a b> and &lt;b&gt;", "<https://x.example/a|a b> and &lt;b&gt;"),
}


@pytest.mark.parametrize(("typed", "rest"), KEPT.values(), ids=KEPT.keys())
def test_what_follows_is_kept_to_the_direct_message(typed: str, rest: str) -> None:
    assert holding_statement(typed, "/crisis", COMMANDS) == ("note", rest)


@pytest.mark.parametrize("typed", ["opening the door", "note-taking", "🔥🔥", "12 status", "staus", "no te"])
def test_another_word_is_no_command_and_stays_whole(typed: str) -> None:
    assert holding_statement(typed, "/crisis", COMMANDS) == ("", typed)
