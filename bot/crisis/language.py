"""The language a room speaks. People's own private replies, forms and direct messages stay in theirs."""

from __future__ import annotations

from bot.crisis.incident import Incident
from bot.crisis.room.facts import LanguageSet
from bot.errors import Refused
from bot.people.who import Someone
from bot.record.fact import Fact
from bot.text import LANGUAGES, PSEUDO, _

NAMES = {"en": "English", "hr": "Hrvatski", "cs": "Čeština"}  # each in itself, so that its readers find it


def language_name(code: str) -> str:
    """What its readers call it; the code where that is not known."""
    return NAMES.get(code, code)


def known_languages() -> str:
    """All there are, each with the code to choose it by."""
    return ", ".join(f"{language_name(code)} ({code})" for code in LANGUAGES)


def change_language(incident: Incident, code: str, by: Someone) -> list[Fact]:
    """Nothing if it speaks that already. Raises Refused for a language there is no catalogue of."""
    wanted = code.strip().lower().replace("_", "-").split("-")[0]
    if wanted not in (*LANGUAGES, PSEUDO):
        raise Refused(
            _(
                "I don't speak {code} yet. Nothing was changed. There is: {known}.",
                code=code[:20],
                known=known_languages(),
            )
        )
    return [] if wanted == incident.room.language else [LanguageSet(language=wanted, by=by)]
