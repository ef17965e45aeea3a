"""Which crisis a command is for, where it says so itself; and the text of one that was refused, given back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.chat.form import Says
from bot.chat.incoming import Commanded, Incoming
from bot.chat.outcome import Done, OpenForm, Outcome, Reply
from bot.chat.secret_check import holds_secret
from bot.crisis.incident import Incident
from bot.crisis.wording import shortened
from bot.text import Joined, Words, _, raw

TITLE_CHARS: Final = 80  # of a crisis's title, before an answer about it
ONE_WORD_CHARS: Final = 50  # a command and a word of a sentence; what is longer was meant as more
IN_FRONT: Final = re.compile(r"in\s+#?(\d{1,9})\s*:(?:\s+|$)", re.IGNORECASE | re.ASCII)
ALONE: Final = re.compile(r"(?:in\s+)?#?(\d{1,9})\s*:?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """The number of the crisis that a command names, and the words without it."""

    number: int
    words: str = ""


def addressed(words: str, *, is_free_text: bool) -> Address | None:
    """
    The address in a command; None where it names no crisis.

    Args:
        is_free_text: Whether the words are a person's own: then only "in 12: …" is an address, and no other number.
    """
    if found := IN_FRONT.match(words):
        return Address(int(found[1]), words[found.end() :].strip())
    if not is_free_text and (found := ALONE.fullmatch(words.strip())):
        return Address(int(found[1]))
    return None


def which(mine: Sequence[Incident], act: Incoming, *, is_free_text: bool) -> Words:
    """Asks for the crisis; the rooms named are the person's own."""
    if not mine:
        return _("This belongs in a crisis room. Nothing was changed. Go to your room, or open a crisis.")
    rooms = Joined(tuple(_("Crisis {n}", n=incident.number) for incident in mine))
    belongs = _("This belongs in a crisis room. Nothing was changed. Your rooms: {rooms}.", rooms=rooms)
    if not isinstance(act, Commanded) or not act.typed:
        return belongs
    example = f"{act.spelled} in {mine[0].number}: …" if is_free_text else f"{act.spelled} {mine[0].number}"
    return _("{belongs} From here, name the crisis: “{example}”.", belongs=belongs, example=example)


async def given_back(typed: str) -> tuple[Words, ...]:
    """What somebody typed, so that it is not lost; not one word alone, nor a password or key, which is not repeated."""
    is_one_word = len(typed.split()) < 3 and len(typed) < ONE_WORD_CHARS
    return () if is_one_word or await holds_secret(typed) else (_("You typed:"), raw(typed))


def named(outcome: Outcome, incident: Incident) -> Outcome:
    """The answer, with the crisis it is about above it."""
    name = _("Crisis {n} · {title}", n=incident.number, title=shortened(incident.opening.title, TITLE_CHARS))
    match outcome:
        case Reply():
            return Reply((name, *outcome.lines), outcome.items)
        case OpenForm(form):
            return OpenForm(replace(form, fields=(Says((name,)), *form.fields)))
        case Done():
            return Reply((name, _("Done. Its room shows it.")))
    return outcome
