"""The holding statement of a slash command, however it was typed: on a phone, pasted from a document, in a hurry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

HELP: Final = "help"
UNSEEN: Final = "\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"  # signs without a width
QUOTES: Final = "\"'“”„‟‘’‚‛«»‹›`"
SPACE: Final = rf"[\s{UNSEEN}]"
# Before the word whatever is no letter; after it a colon, or signs that belong to no other word, and any white space.
FIRST: Final = re.compile(
    rf"[\W_]*(?P<verb>[^\W_]+)(?:[:：]+|[{QUOTES}.,;!?。，；！？*_~)]*(?={SPACE}|$)){SPACE}*(?P<rest>.*)", re.DOTALL
)


def holding_statement(text: str, command: str, commands: Collection[str]) -> tuple[str, str]:
    """
    Which of *commands* was typed, and all that follows it; "" and the text where it is none of them.

    Args:
        text: As the chat sends it, with its markup. Nothing at all asks for help.
        command: The slash command, which some type twice.
    """
    bare = _unquoted(text.strip())
    if not re.sub(SPACE, "", bare):
        return HELP, ""
    for said in (bare, re.sub(f"[{UNSEEN}]", "", bare)):  # a sign without a width parts two words, or stands in one
        found = _split(said)
        if found and found[0] == command.strip("/").casefold():
            found = _split(found[1]) or (HELP, "")
        if found and found[0] in commands:
            return found
    return "", text


def _split(text: str) -> tuple[str, str] | None:
    found = FIRST.match(text)
    return (unicodedata.normalize("NFKC", found["verb"]).casefold(), found["rest"]) if found else None


def _unquoted(text: str) -> str:
    """Without quotation marks around the whole of it."""
    inner = text[1:-1]
    return inner if text[:1] in QUOTES and text[-1:] in QUOTES and not set(inner) & set(QUOTES) else text
