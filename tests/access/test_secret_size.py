"""No text, however hostile, costs more than its length: what the look is given is bounded, and so is what it does."""

from __future__ import annotations

import pytest

from bot.access.secrets import password_said, secret_seen
from bot.access.secrets.secret_seen import MOST, holds_secret
from bot.bench.hostile import ALPHABETS, LENGTH


class Counting:
    """The rules, told what they are given."""

    def __init__(self, given: list[int]) -> None:
        self.given = given

    def scan(self, data: bytes) -> list[object]:
        self.given.append(len(data.decode()))
        return []


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_the_scanner_is_given_at_most_what_a_message_can_hold(alphabet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(secret_seen, "scanner", lambda: Counting(given))

    holds_secret((alphabet * LENGTH)[: 3 * LENGTH])

    assert max(given, default=0) <= 2 * MOST + 1  # as it was written, and with the signs around words taken off


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_the_walk_takes_each_word_once(alphabet: str) -> None:
    text = (alphabet * LENGTH)[:LENGTH]

    words = list(password_said.walk(password_said.plain(text)))

    assert sum(map(len, words)) <= 3 * len(text)
    assert len(words) <= len(text)


def test_a_key_across_a_cut_is_seen() -> None:
    words = "the brand is fine " * 3_000
    for shift in range(0, 200, 7):
        at = MOST - shift
        assert holds_secret(f"{words[:at]} gh" + "p_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx " + words[:500])


def test_a_lone_surrogate_is_no_fault() -> None:
    assert not holds_secret("the post \ud800 is odd")
