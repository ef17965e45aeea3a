"""A restricted value is never in a card whose place is a channel, whatever people answered before and after."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.crisis.resolving.facts import Outcome, Resolved
from bot.errors import Refused
from bot.people.who import Person
from bot.record.frozen import Restricted
from bot.room.room import room
from bot.room.surface import Surface
from bot.views import staged
from tests.record.story import ANA, PETR
from tests.record.thread import ACTS, BOOK, Room, act

MARK = "Zxqj"
PICKED = Person(id=f"slack:{MARK}1", name=f"{MARK} Picked")
RESTRICTED = [(question, field) for question in BOOK.questions for field in question.fields if field.restricted]


def strings(node: object) -> Iterator[str]:
    """Every string anywhere in it; a restricted value counts as what it hides."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Restricted):
        yield node.reveal()
    elif is_dataclass(node):
        for each in fields(node):
            yield from strings(getattr(node, each.name))
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from (*strings(key), *strings(value))
    elif isinstance(node, tuple | list | set | frozenset):
        for item in node:
            yield from strings(item)
    elif callable(node):  # a file, which is made when it is sent
        yield from strings(node())


def names(crisis: Room, typed: str) -> None:
    """Somebody types a name into every restricted field that can be answered now."""
    for id in {question.id for question, _field in RESTRICTED}:
        given_values = {field.name: _given(field.type, typed) for question, field in RESTRICTED if question.id == id}
        for field in BOOK.question(id).fields:
            if field.required and field.type in ("one", "many", "grade"):
                given_values[field.name] = (field.choices[0].value,) if field.type == "many" else field.choices[0].value
        with contextlib.suppress(Refused):
            crisis.answers(id, **given_values)


def _given(type: str, typed: str) -> str | tuple[str, ...]:
    return (PICKED.id,) if type == "people" else f"{MARK} {typed}"


def shown(crisis: Room) -> list[Surface]:
    """What a channel shows: the room, and the announcement."""
    incident = crisis.incident.model_copy(
        update={"opening": crisis.incident.opening.model_copy(update={"announce_in": "C0ALL"})}
    )
    scene = staged(incident, BOOK, {PICKED.id: PICKED}, tuple(crisis.events))
    made = room(scene)
    about = Surface("place", made.surfaces[0].card)
    assert [text for text in strings((made.name, made.topic, made.purpose)) if MARK in text] == []
    return [about, *(surface for surface in made.surfaces if surface.to is None or not surface.to.startswith("slack:"))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTS, ACTS, st.text(max_size=20))
@example([("answer", q, 0) for q in ("accounts", "live", "unauthorised_use", "mistake")], [], "")
def test_no_channel_shows_a_restricted_value(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]], typed: str
) -> None:
    crisis = Room()
    for acts in (before, after):
        for what, id, n in acts:
            with contextlib.suppress(Refused):
                act(crisis, what, id, n)
        names(crisis, typed)
        assert _leaks(crisis) == []
    crisis.then([Resolved(by=ANA, outcome=Outcome.stopped, review_owner=PETR, because="it is over now")], ANA)
    assert _leaks(crisis) == []


def test_the_names_are_there_to_be_looked_for() -> None:
    """Else the property would hold of nothing."""
    crisis = Room().answers("accounts", whose="none").answers("live", live="yes").answers("mistake", mistake="no")

    names(crisis, "Somebody")

    kept = crisis.incident.questions.answers["involved"].answer
    assert PICKED.id in [id.reveal() for id in kept.private_people["who"]]
    assert len(list(strings(kept.private))) > 0
    assert len(shown(crisis)) > 4


def _leaks(crisis: Room) -> list[tuple[str, str]]:
    return [(surface.key, text) for surface in shown(crisis) for text in strings(surface.card) if MARK in text]
