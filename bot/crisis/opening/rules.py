"""From the words somebody typed to an open crisis: its title, its first facts, and who opened the same one already."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.crisis.evidence import rules as evidence
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import KindSet, Opened
from bot.crisis.playbook import UNKNOWN, Book, Question
from bot.crisis.questions.facts import Answer, QuestionAnswered, QuestionUnknown
from bot.crisis.questions.values import Given
from bot.crisis.timeline.facts import Noted
from bot.errors import Refused
from bot.people.conflict.rules import kept_out
from bot.people.organisation import Organisation, Responder
from bot.people.who import Person, Someone
from bot.record.fact import Fact, Value
from bot.text import _, clean

MAX_TITLE_CHARS = 120  # domain.md: a crisis is one line; ux.md §9: it must fit a heading of 150
SAME_WITHIN = timedelta(minutes=2)  # design.md §4: the same title by the same person is the same crisis
TAG = "abcdefghijklmnopqrstuvwxyz0123456789"
TAG_CHARS = 4
LONG_WORD = 4  # letters from which a word says what a title is about


@dataclass(frozen=True, slots=True)
class Opening:
    """What a person gave: the words they typed and, from the form, what they knew beyond them."""

    words: str
    kind: str = ""
    link: str = ""
    answers: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)  # intake question → field → given
    kept_out: Sequence[Someone] = ()  # who must not see it


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it: emoji and signs alone do not say what happened."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def title_of(text: str) -> str:
    """
    The text as one line of at most 120 characters, cut at a word.

    Raises:
        Refused: There is no word in it.
    """
    line = " ".join(clean(text).split())
    if not has_words(line):
        raise Refused(_("Write a few words."), field="title", code="no_words")
    if len(line) <= MAX_TITLE_CHARS:
        return line
    head = line[:MAX_TITLE_CHARS]  # one more than may stay: the sign of the cut takes a place
    at_a_word = head.rpartition(" ")[0]
    return (at_a_word if has_words(at_a_word) else head[:-1]).rstrip(" ,;:-–") + "…"


def new_tag(random: Random) -> str:
    """The random end of a room's name, so that no name is guessed and none is taken."""
    return "".join(random.choices(TAG, k=TAG_CHARS))


def opening(
    given: Opening, by: Person, organisation: Organisation, book: Book, tag: str, admins: Sequence[Someone] = ()
) -> list[Fact]:
    """
    The facts a crisis begins with. Who must not see it is known before anybody is called.

    Raises:
        Refused: There is no word in the title, the link is no address, or they would keep themselves out.
    """
    title = title_of(given.words)
    whole = clean(given.words).strip()
    out = {person.id for person in given.kept_out}
    opened = _opened(title, by, organisation, tag).model_copy(
        update={"responders": _paged(organisation.responders, out), "admins": tuple(admins)}
    )
    facts: list[Fact] = [opened, *kept_out(given.kept_out, by.someone)]
    if len(title) < len(" ".join(whole.split())):
        facts.append(Noted(text=whole, by=by.someone))
    if given.link:
        facts.append(evidence.first(address(given.link), by.someone))
    facts += [KindSet(playbook=kind.id, by=by.someone) for kind in book.kinds if kind.id == given.kind]
    for question in intake(book):
        facts += _answered(question, given.answers.get(question.id, {}), by)
    return facts


def intake(book: Book) -> list[Question]:
    """The questions that the opening form asks; what it was not told is asked in the thread."""
    return [question for question in book.questions if question.intake]


def address(text: str) -> str:
    """The link as it is kept; Refused unless it is a full address."""
    link = clean(text).strip()
    if not link.lower().startswith(("https://", "http://")) or len(link.split()) != 1:
        raise Refused(_("A full address, https://…"), field="link", code="no_address")
    return link


def _opened(title: str, by: Person, organisation: Organisation, tag: str) -> Opened:
    return Opened(
        title=title,
        opener=by.someone,
        tag=tag,
        language=organisation.language,
        zone=organisation.zone if organisation.set_up else by.zone,
        brand=organisation.brand,
        listed=organisation.listed,
        small=organisation.small,
        announce_in=organisation.announce_in,
        hr=organisation.hr,
        legal=organisation.legal,
    )


def _paged(responders: Sequence[Responder], out: Collection[str]) -> tuple[Responder, ...]:
    """Who is paged: instead of a responder who must not see it their deputy, if that one may and is not paged yet."""
    found: dict[str, Responder] = {}
    skip = {*out, *(each.person.id for each in responders)}
    for each in responders:
        deputy = each.deputy if each.deputy and each.deputy.id not in out else None
        if each.person.id not in out:
            found[each.person.id] = Responder(person=each.person, deputy=deputy)
        elif deputy and deputy.id not in skip:
            found.setdefault(deputy.id, Responder(person=deputy))
    return tuple(found.values())


def _answered(question: Question, given: Mapping[str, Given], by: Person) -> list[Fact]:
    """An answer where anything is known, *not known* where only that was said, nothing where nothing was."""
    values: dict[str, Value] = {name: value for name, value in given.items() if isinstance(value, tuple) and value}
    values |= {name: text for name, value in given.items() if isinstance(value, str) and (text := clean(value).strip())}
    if not values:
        return []
    if set(values.values()) == {UNKNOWN}:
        return [QuestionUnknown(question=question.id, by=by.someone)]
    left_out = {field.name: UNKNOWN for field in question.fields if field.required and field.name not in values}
    return [QuestionAnswered(question=question.id, answer=Answer(values={**left_out, **values}), by=by.someone)]


def room_name(incident: Incident) -> str:
    """The name of its room: no word of the title, which a list of channels would show."""
    return incident.room.renamed or f"crisis-{incident.number}-{incident.opening.tag}"


def same_opening(incidents: Iterable[Incident], by: Person, title: str, now: datetime) -> Incident | None:
    """The newest crisis this person opened under the same title within two minutes, still open."""
    same = [
        incident
        for incident in incidents
        if not incident.is_resolved
        and incident.opening.opener is not None
        and incident.opening.opener.id == by.id
        and not incident.has_conflict(by.id)
        and _folded(incident.opening.title) == _folded(title)
        and incident.opening.opened_at is not None
        and now - incident.opening.opened_at <= SAME_WITHIN
    ]
    return max(same, key=lambda incident: incident.number, default=None)


def similar_opening(incidents: Iterable[Incident], by: Person, title: str) -> Incident | None:
    """
    Somebody else's newest open crisis whose title says much the same.

    Never one in which this person is involved: that it exists is not for them to hear.
    """
    similar = [
        incident
        for incident in incidents
        if not incident.is_resolved
        and incident.opening.opener is not None
        and incident.opening.opener.id != by.id
        and not incident.has_conflict(by.id)
        and _is_alike(incident.opening.title, title)
    ]
    return max(similar, key=lambda incident: incident.number, default=None)


def must_be_open(incident: Incident) -> None:
    """Refuse what only makes sense while the crisis is open."""
    if incident.is_resolved:
        raise Refused(
            _("Crisis {n} is resolved. Nothing was changed. The commander can reopen it.", n=incident.number),
            code="resolved",
        )


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _is_alike(one: str, other: str) -> bool:
    if _folded(one) == _folded(other):
        return True
    ours, theirs = _long_words(one), _long_words(other)
    shared = len(ours & theirs)
    return shared >= 2 and 2 * shared >= len(ours | theirs)


def _long_words(title: str) -> set[str]:
    letters = "".join(char if char.isalnum() else " " for char in _folded(title))
    return {word for word in letters.split() if len(word) >= LONG_WORD}
