"""Whatever is done in whatever order, by whom and when: what must always hold of a crisis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.crisis.command import rules as command
from bot.crisis.incident import Incident
from bot.crisis.opening.facts import Opened
from bot.crisis.questions import rules as questions
from bot.crisis.questions.values import Given
from bot.crisis.resolving import rules as resolution
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.crisis.roles import rules as roles
from bot.crisis.room.facts import Joined, Left
from bot.crisis.severity import rules as severity
from bot.crisis.timeline import rules as timeline
from bot.crisis.timeline.facts import MessageRead
from bot.crisis.undo import rules as undo
from bot.errors import Refused
from bot.people.conflict import rules as conflict
from bot.people.who import Person
from bot.playbooks import load
from bot.record.chain import unseal, verify
from bot.record.consequences import due, follow
from bot.record.fact import Fact, MessageRef, Weight
from bot.record.fold import fold
from bot.record.frozen import Restricted
from bot.room.room import room
from bot.room.surface import Upload
from bot.store.change import Change
from bot.views import staged

BOOK = load()
BEGIN = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PEOPLE = [Person(id=f"slack:U{n}", name=name) for n, name in enumerate(("Petr Novák", "Ana Kovač", "Jana Horvat"))]
SECRET = "Xanthippe Quillfeather"
ANSWERS: dict[str, dict[str, Given]] = {
    "accounts": {"whose": "main", "accounts": "@brand"},
    "live": {"live": "yes"},
    "mistake": {"mistake": "yes"},
    "mistake_source": {"source": "person"},
    "reversible": {"reversible": "no"},
    "involved": {"involved": ("employee",), "who_named": SECRET, "intent": "slip"},
    "what_happened": {"what": "A joke went out", "sure": "It was deleted"},
    "when": {"at": BEGIN - timedelta(hours=1), "precision": "about"},
    "blame": {"blame": "us", "accident": "accident_human"},
    "damage": {"reputation": "2", "empty_lines": "none", "spread": "growing"},
}

Rule = Callable[[Incident, Person, Person, datetime], list[Fact]]


def _open_question(incident: Incident) -> str:
    return incident.questions.asked[-1].question if incident.questions.asked else "live"


def _version(incident: Incident, id: str) -> int:
    return incident.questions.answers[id].version if id in incident.questions.answers else 0


def _answer(incident: Incident, by: Person, _other: Person, now: datetime) -> list[Fact]:
    id = _open_question(incident)
    return questions.answer(incident, BOOK, id, ANSWERS.get(id, {}), by, now, _version(incident, id))


def _unknown(incident: Incident, by: Person, _other: Person, _now: datetime) -> list[Fact]:
    id = _open_question(incident)
    return questions.unknown(incident, BOOK, id, by, _version(incident, id))


def _resolve(incident: Incident, by: Person, other: Person, now: datetime) -> list[Fact]:
    end = Resolved(
        by=by.someone,
        outcome=Outcome.stopped,
        review_owner=other.someone,
        review_on=now.date(),
        because="it is night and quiet",
    )
    return resolution.resolve(incident, BOOK, end, now.date())


def _seat(incident: Incident, by: Person, state: str) -> int:
    """The number of this person's newest seat in that state; 0 if there is none."""
    mine = (seat.seq for seat in reversed(incident.roles.seats) if seat.person.id == by.id and seat.state == state)
    return next(mine, 0)


def _take_back(incident: Incident, by: Person, _other: Person, _now: datetime) -> list[Fact]:
    return conflict.take_back(incident, by, len(incident.conflict.namings), "somebody else of that name")


def _tick(incident: Incident, _by: Person, _other: Person, _now: datetime) -> list[Fact]:
    return [fact for occurrence in due(incident, BOOK)[:1] for fact in occurrence.facts]


SOURCE = MessageRef(place="C1", ref="7.0")


def _read(incident: Incident, _by: Person, other: Person, now: datetime) -> list[Fact]:
    waits = incident.timeline.to_read[:1]
    return [MessageRead(entry=one.seq, text="said", author=other.someone, said_at=now) for one in waits]


RULES: dict[str, Rule] = {
    "joins": lambda _i, by, _o, _n: [Joined(person=by.someone)],
    "leaves": lambda _i, by, _o, _n: [Left(person=by.someone)],
    "answers": _answer,
    "does not know": _unknown,
    "skips": lambda i, by, _o, _n: questions.skip(
        i, BOOK, _open_question(i), by, _version(i, _open_question(i)), "why"
    ),
    "goes back": lambda i, by, _o, _n: questions.back(i, BOOK, _open_question(i), by),
    "asks someone": lambda i, by, o, _n: questions.assign(i, BOOK, _open_question(i), o, by, ""),
    "cannot answer": lambda i, by, _o, _n: questions.decline(i, BOOK, _open_question(i), by, "asleep"),
    "takes command": lambda i, by, _o, n: command.claim(i, by.someone, n, "nobody answers me"),
    "hands over": lambda i, by, o, _n: command.offer(i, by.someone, o.someone, "none"),
    "has command": lambda i, by, _o, _n: command.accept(i, by.someone),
    "not now": lambda i, by, _o, _n: command.decline(i, by.someone, "I am driving"),
    "sets severity": lambda i, by, _o, _n: severity.set_level(i, "SEV1", "a minor was hurt", by.someone),
    "notes": lambda _i, by, _o, _n: timeline.note("Two posts are gone", Weight.fact, by.someone),
    "pins": lambda i, by, _o, _n: timeline.flag(i, SOURCE, by.someone, ""),
    "is read": _read,
    "edits": lambda i, _b, _o, _n: timeline.edited(i, SOURCE, "edited"),
    "deletes": lambda i, _b, _o, _n: timeline.deleted(i, SOURCE),
    "resolves": _resolve,
    "reopens": lambda i, by, _o, _n: resolution.reopen(i, by.someone, "new posts came"),
    "waits": _tick,
    "takes a role": lambda i, by, _o, _n: roles.claim(i, BOOK, "scribe", by),
    "gives out a role": lambda i, by, o, _n: roles.assign(i, BOOK, "scribe", o, by),
    "frees a role": lambda i, by, _o, _n: roles.assign(i, BOOK, "scribe", None, by),
    "accepts a role": lambda i, by, _o, _n: roles.accept(i, BOOK, _seat(i, by, "asked"), by),
    "declines a role": lambda i, by, _o, _n: roles.decline(i, BOOK, _seat(i, by, "asked"), by, "asleep"),
    "gives up a role": lambda i, by, _o, _n: roles.give_up(i, _seat(i, by, "holds"), by, "going home"),
    "keeps out": lambda i, by, o, _n: conflict.keep_out(i, by, [o.someone], (), ""),
    "removes": lambda i, by, _o, _n: conflict.remove(i, by, len(i.conflict.namings)),
    "takes back": _take_back,
    "undoes": lambda i, by, _o, n: [*undo.undo(i, by.someone, n)],
}

ACTS = some.tuples(
    some.sampled_from(sorted(RULES)),
    some.sampled_from(PEOPLE),
    some.sampled_from(PEOPLE),
    some.integers(min_value=-5, max_value=90),  # minutes: clocks of replicas differ, so it may go back
)


def lived(acts: list[tuple[str, Person, Person, int]]) -> Iterator[tuple[Incident, Change]]:
    """The crisis after each act that was not refused, with all that was recorded so far."""
    now, petr = BEGIN, PEOPLE[0]
    change = Change(Incident(id="i1", tenant="T1", number=1), now, petr.someone)
    change.record([Opened(title="Offensive post", opener=petr.someone, tag="a7k2")])
    change.follow(follow(change.incident, BOOK))
    yield change.incident, change
    for what, by, other, minutes in acts:
        now += timedelta(minutes=minutes)
        rows = change.rows
        change = Change(change.incident, now, by.someone)
        try:
            change.record(RULES[what](change.incident, by, other, now))
        except Refused:
            change.rows = rows
            continue
        change.follow(follow(change.incident, BOOK))
        change.rows = [*rows, *change.rows]
        yield change.incident, change


@given(some.lists(ACTS, max_size=25))
@settings(max_examples=60, deadline=None)
def test_what_must_always_hold(acts: list[tuple[str, Person, Person, int]]) -> None:
    """
    One commander at most, and only from inside; no more answers than questions; one question open at a time; a
    resolved crisis has its summary; the snapshot is the fold of its events; events are numbered without a gap, their
    times of recording never go back, their chain holds.
    """
    last: Change | None = None
    for incident, change in lived(acts):
        assert sum(row.kind in ("command_taken", "command_accepted") for row in change.rows) >= bool(
            incident.command.commander
        )
        assert len(incident.questions.answers) <= len(BOOK.questions)
        assert set(incident.questions.answers) <= {question.id for question in BOOK.questions}
        told = tuple(map(unseal, change.rows))
        picture = room(staged(incident=incident, book=BOOK, timeline=told))
        assert ("summary" in {surface.key for surface in picture.surfaces}) == (incident.resolving.times > 0)
        files = [surface.card.text() for surface in picture.surfaces if isinstance(surface.card, Upload)]
        assert SECRET not in str(picture) + "".join(files)
        assert not list(restricted(picture.surfaces))
        last = change

    assert last is not None
    rows = last.rows
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert all(before.at <= after.at for before, after in pairwise(rows))
    assert verify(rows) is None
    assert fold(Incident(id="i1", tenant="T1", number=1), map(unseal, rows)) == last.incident


def restricted(value: object) -> Iterator[Restricted]:
    """Every restricted value anywhere in a picture of the room."""
    if isinstance(value, Restricted):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from restricted(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from restricted(getattr(value, field.name))
