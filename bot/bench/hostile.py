"""How long the look for passwords and keys takes on what somebody writes to hold the others up."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from bot.access.secrets.place_said import is_bare_secret
from bot.access.secrets.secret_seen import holds_secret, scanner

LENGTH: Final = 40_000  # characters: as long as a message can be (Slack, chat.postMessage)
ALPHABETS: Final = (
    *("a.", "a-", "a", "A", "0-", "0-0a", "a1", "a:", "a://", "https://a:b", "otpauth://", "otpauth://x secret="),
    *(
        "password ",
        "pw ",
        "pw:pw=",
        "pw(",
        "password: ",
        "password was changed ",
        "PIN 1 ",
        "backup code ",
        "login for ",
    ),
    *("EAA", "A" * 16 + "%", "abc2-", "Xk29-", "1234 ", "abcd ", "eyJ.", "-----BEGIN ", 'token="', "aGVs/+="),
    *("@", "a@b.", "|", " |", "\n", " ", "-", ".", "é", "\u200b", "ａ：", "\ufdfa", "\U0001f511"),
)
TARGET_S: Final = 0.05


@dataclass(frozen=True)
class Hostile:
    """The slowest of the texts, by what it repeats, and its seconds."""

    alphabet: str
    slowest_s: float


def hostile(rounds: int = 3) -> Hostile:
    """Each text *rounds* times, the quickest of them counts: processor time of this process."""
    scanner()
    took = {alphabet: min(_look(alphabet) for _round in range(rounds)) for alphabet in ALPHABETS}
    slowest = max(took, key=lambda alphabet: took[alphabet])
    return Hostile(slowest, took[slowest])


def _look(alphabet: str) -> float:
    text = (alphabet * LENGTH)[:LENGTH]
    begun = time.process_time()
    holds_secret(text)
    is_bare_secret(text)
    return time.process_time() - begun
