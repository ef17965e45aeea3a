"""What people put on the timeline themselves: notes, and how much each of them says."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.events import Fact, MessageRef, Noted, Weight
from bot.domain.people import Someone
from bot.errors import Refused
from bot.text import Moment, _, clean

NOTE_CHARS = 3_000  # as a written answer; ux.md §4 asks ≤ 500 in the form
FUTURE = timedelta(minutes=2)  # clocks differ: so much later than now still counts as now

NOTED = (Weight.unconfirmed, Weight.fact, Weight.decision, Weight.action)
"""What a note may weigh, the first unless said otherwise: a statement is made elsewhere."""

WEIGHTS = {
    "fact": Weight.fact,
    "confirmed": Weight.fact,
    "unconfirmed": Weight.unconfirmed,
    "reported": Weight.unconfirmed,
    "decision": Weight.decision,
    "action": Weight.action,
    "činjenica": Weight.fact,
    "potvrđeno": Weight.fact,
    "nepotvrđeno": Weight.unconfirmed,
    "odluka": Weight.decision,
    "radnja": Weight.action,
    "fakt": Weight.fact,
    "potvrzeno": Weight.fact,
    "nepotvrzeno": Weight.unconfirmed,
    "rozhodnutí": Weight.decision,
    "akce": Weight.action,
}
"""Leading words of a note, in the three languages of the glossary (domain.md §9)."""


def weighed(text: str) -> tuple[Weight, str]:
    """What a note says about itself: a leading ``fact:`` and the like; else it is not confirmed."""
    word, colon, rest = text.partition(":")
    weight = WEIGHTS.get(word.strip().lower()) if colon else None
    return (weight, rest.strip()) if weight else (Weight.unconfirmed, text.strip())


def note(text: str, weight: Weight, by: Someone, source: MessageRef | None = None) -> list[Fact]:
    """A note of at most 3,000 characters. Raises Refused where nothing is left to read."""
    words = clean(text).strip()
    if not words:
        raise Refused(_("Write a few words. Example: {example}", example="fact: posts went out 14:21 to 14:40"), "what")
    if len(words) > NOTE_CHARS:
        raise Refused(_("Shorten by {n} characters. Nothing was saved yet.", n=len(words) - NOTE_CHARS), "what")
    return [Noted(text=words, as_=weight, by=by, source=source)]


def happened(at: datetime | None, now: datetime) -> datetime:
    """When it happened: as given, else now. Raises Refused for a time to come."""
    if at is None:
        return now
    if at > now + FUTURE:
        raise Refused(_("This is in the future: {at}. Give a time up to now.", at=Moment(at, "date_time")), "at")
    return min(at, now)
