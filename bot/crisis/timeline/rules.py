"""What people put on the timeline themselves: notes and captured messages, how they change, and what each weighs."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.crisis.incident import Incident
from bot.crisis.timeline.facts import EntryChanged, EntryStruck, MessageFlagged, Noted, SourceDeleted, SourceEdited
from bot.errors import Refused
from bot.people.naming import full
from bot.people.permission import commands
from bot.people.who import Person, Someone
from bot.record.entry import Entry
from bot.record.fact import Fact, MessageRef, Weight
from bot.text import Moment, Words, _, clean

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


def weight_of(chosen: str) -> Weight:
    """What a form's *Type* was set to; Refused where that is no weight of a note."""
    if chosen and chosen not in NOTED:
        raise Refused(_("Choose what kind of entry it is."), "weight")
    return Weight(chosen or NOTED[0])


def note(
    text: str,
    weight: Weight,
    by: Someone,
    source: MessageRef | None = None,
    *,
    author: Someone | None = None,
    link: str = "",
    copied: bool = False,
    reworded: bool = False,
) -> list[Fact]:
    """A note of at most 3,000 characters; see ``Noted``. Raises Refused where nothing is left to read."""
    told = Noted(text=_worded(text), as_=weight, by=by, source=source, author=author, link=link, copied=copied)
    return [told.model_copy(update={"reworded": reworded and source is not None})]


def flag(incident: Incident, source: MessageRef, by: Someone, link: str) -> list[Fact]:
    """A message is captured; its text is read once this is recorded. Nothing where it stands there already."""
    return [] if source.key in incident.timeline.sources else [MessageFlagged(source=source, by=by, link=link)]


def is_theirs(incident: Incident, entry: Entry, by: Person) -> bool:
    """Whether this person may alter the entry: who wrote or captured it, and the commander."""
    return entry.by is not None and (entry.by.id == by.id or commands(incident, by))


def must_be_theirs(incident: Incident, entry: Entry, by: Person) -> None:
    """Refuse who may not alter the entry, and say who can."""
    if entry.by is None:
        raise Refused(_("That entry can't be changed. Nothing was changed."), code="not_written")
    if is_theirs(incident, entry, by):
        return
    raise Refused(_("{who} Nothing was changed.", who=who_can(incident, entry.by)), code="not_own")


def who_can(incident: Incident, owner: Someone) -> Words:
    """Who may alter an entry that *owner* put on the timeline."""
    acting = incident.acting
    if acting is None or acting.id == owner.id:
        return _("Only {name} can change this entry.", name=full(owner))
    return _(
        "Only {name} or {commander}, who commands, can change this entry.", name=full(owner), commander=full(acting)
    )


def change(
    incident: Incident, entry: Entry, seen: int, by: Person, text: str, weight: Weight, at: datetime | None
) -> list[Fact]:
    """
    Other words, another weight, another time of happening (aware; None: as it is). What is the same is not recorded.

    Args:
        text: Empty keeps what a captured message says, where no form can hold it.
        seen: How often it had been altered when this person looked at it.

    Raises:
        Refused: not theirs, no words, struck, or altered by another since ("overtaken").
    """
    must_be_theirs(incident, entry, by)
    _not_overtaken(incident, entry, seen)
    words = _worded(text) if text.strip() or may_be_worded(entry) else entry.text
    new_text = words if words != entry.text else None
    new_at = at if at is not None and abs(at - entry.happened_at) >= timedelta(seconds=1) else None
    if new_text is None and new_at is None and weight is entry.weight:
        return []
    return [
        EntryChanged(entry=entry.seq, by=by.someone, text=new_text, was=entry.weight, as_=weight, happened_at=new_at)
    ]


def strike(incident: Incident, entry: Entry, seen: int, by: Person, reason: str) -> list[Fact]:
    """Struck through, never erased. Raises Refused as ``change`` does."""
    must_be_theirs(incident, entry, by)
    _not_overtaken(incident, entry, seen)
    fact = entry.event.fact
    source = fact.source if isinstance(fact, Noted | MessageFlagged) else None
    return [EntryStruck(entry=entry.seq, by=by.someone, as_=entry.weight, source=source, reason=clean(reason).strip())]


def may_be_worded(entry: Entry) -> bool:
    """Whether its words stand in the form: not where a captured message is not read yet, has none, or too many."""
    return bool(entry.text) and len(entry.text or "") <= NOTE_CHARS


def must_stand(entry: Entry) -> None:
    """Refuse to alter what was struck."""
    if entry.struck:
        fact, at = entry.struck
        words = _("{name} struck this entry at {at}. Nothing was changed.", name=full(fact.by), at=Moment(at))
        raise Refused(words, code="struck")


def edited(incident: Incident, source: MessageRef, text: str) -> list[Fact]:
    """A captured message says something else where it was written; nothing of any other message."""
    entry = incident.timeline.sources.get(source.key)
    return [] if entry is None else [SourceEdited(entry=entry, text=clean(text))]


def deleted(incident: Incident, source: MessageRef) -> list[Fact]:
    """A captured message, or one that an answer was taken from, is gone where it was written."""
    entry = incident.timeline.sources.get(source.key)
    facts: list[Fact] = [] if entry is None else [SourceDeleted(entry=entry)]
    return [*facts, *(SourceDeleted(question=question) for question in answered_from(incident, source))]


def answered_from(incident: Incident, source: MessageRef) -> list[str]:
    """The questions whose answers were taken from this message."""
    taken = [(id, known.answer.source) for id, known in incident.questions.answers.items()]
    return [id for id, of in taken if of is not None and of.key == source.key]


def _worded(text: str) -> str:
    words = clean(text).strip()
    if not words:
        raise Refused(_("Write a few words. Example: {example}", example="fact: posts went out 14:21 to 14:40"), "what")
    if len(words) > NOTE_CHARS:
        raise Refused(_("Shorten by {n} characters. Nothing was saved yet.", n=len(words) - NOTE_CHARS), "what")
    return words


def _not_overtaken(incident: Incident, entry: Entry, seen: int) -> None:
    must_stand(entry)
    if incident.timeline.altered.get(entry.seq, 0) != seen:
        raise Refused(_("Somebody changed this entry meanwhile. Nothing was changed."), code="overtaken")


def happened(at: datetime | None, now: datetime) -> datetime:
    """When it happened: as given, else now. Raises Refused for a time to come."""
    if at is None:
        return now
    if at > now + FUTURE:
        raise Refused(_("This is in the future: {at}. Give a time up to now.", at=Moment(at, "date_time")), "at")
    return min(at, now)
