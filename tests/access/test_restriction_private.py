"""Whatever happens in a closing, no holder's name or id, no note and no reason that may hold one reaches the room."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date

import pytest

from bot.access.restoration.facts import AccessDecided, AccessRestored, RestorationOrdered, RestorationVerified
from bot.access.restriction.facts import (
    AccessFound,
    AccountSuspended,
    KeyholderAsked,
    KeyholderConfirmed,
    KeyholderUnable,
    RestrictedPath,
    RestrictionStep,
    RestrictionStepLate,
    RestrictionStepSaved,
    RestrictionStepVerified,
    RestrictionStopped,
)
from bot.chat.card import Card
from bot.crisis.resolving.facts import Outcome, Resolved
from bot.people.who import Someone
from bot.platforms.slack.render import render
from bot.record.fact import Fact
from bot.record.frozen import Restricted
from bot.report.markdown import timeline_file
from bot.room.board import headlines
from bot.room.brief import brief
from bot.room.room import room
from bot.room.surface import Room, Upload
from bot.room.waiting import waiting
from bot.text import Translator
from bot.views import staged
from tests.access.restrictions import path, restriction_of, started, steps
from tests.record.crew import BOOK, person
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

SECRET = "Zxqj"
PEOPLE = (PETR, ANA, JANA, EVA, TOM)


def hidden(n: int) -> RestrictedPath:
    """An access path whose every restricted value can be told from all else."""
    values = {"key": f"{SECRET}key{n}", "holder": f"{SECRET}id{n % 4}", "name": f"{SECRET}Name {n % 4}"}
    return path(n).model_copy(update={name: Restricted(value) for name, value in values.items()})


def about(step: RestrictionStep) -> RestrictionStep:
    return step.model_copy(update={"about": Restricted(f"{SECRET}password of Ivo")})


def begun(accounts: int = 1) -> Story:
    """@brand is closed, and maybe others, of which the card has only a few lines each."""
    story = Story().joined(*PEOPLE)
    planned = tuple(about(step) for step in steps(story))
    for n in range(accounts, 0, -1):
        handle = "@brand" if n == 1 else f"@brand_{n}"
        started(story, f"a{n}", handle, paths=tuple(hidden(n) for n in range(1, 12)), steps=planned)
    return story


def any_fact(chance: random.Random, story: Story) -> Fact:
    """One of all there are, about any step, way and person; whether it makes sense is the rules' matter."""
    restriction = restriction_of(story)
    who, doing = chance.choice(PEOPLE), chance.choice(restriction.steps)
    base = {"account": "a1", "handle": "@brand", "by": who}
    some = tuple(chance.sample([w.n for w in restriction.paths], 3))
    result = chance.choice(["done", "done", "done", "could_not", "unknown", "not_applicable"])
    private = Restricted(f"{SECRET}note about Ivo")
    more = len(restriction.paths) + 1
    made: list[Callable[[], Fact]] = [
        lambda: KeyholderConfirmed(account="a1", handle="@brand", who=chance.choice(restriction.keyholders).person),
        lambda: KeyholderUnable(account="a1", handle="@brand", who=who, reason="no phone"),
        lambda: KeyholderAsked(account="a1", handle="@brand", who=who, by=ANA),
        lambda: RestrictionStepLate(account="a1", step=doing.step.n, nth=1 + len(doing.reminders), to=who),
        lambda: AccessFound(account="a1", paths=(hidden(more),), joins=((9, more),)),
        lambda: RestrictionStopped.model_validate({**base, "open": len(restriction.open)}),
        lambda: AccountSuspended.model_validate({**base, "over": chance.random() < 0.5}),
        lambda: RestorationOrdered.model_validate(base),
        lambda: AccessDecided.model_validate({**base, "paths": some, "decision": "back", "reason": private}),
        lambda: AccessRestored.model_validate({**base, "paths": some}),
        lambda: RestorationVerified.model_validate({**base, "paths": some, "saw": private}),
    ]
    saved = {**base, "step": doing.step.n, "purpose": doing.step.purpose, "result": result, "note": private}
    seen = {**base, "steps": (doing.step.n,), "saw": private}
    often: list[Callable[[], Fact]] = [
        lambda: RestrictionStepSaved.model_validate(saved),
        lambda: RestrictionStepVerified.model_validate(seen),
    ]
    return chance.choice([*made, *often * 6])()


def drawn(made: Room) -> str:
    """
    All of the room as the chat gets it: roots, replies, direct messages, with the fallback and what buttons carry.
    """
    cards = [surface.card for surface in made.surfaces if isinstance(surface.card, Card)]
    files = [surface.card.text() for surface in made.surfaces if isinstance(surface.card, Upload)]
    shown = [json.dumps(render(card, Translator(), {"place": "https://chat.example"})) for card in cards]
    plain = Translator()
    return "\n".join([*shown, *files, plain.plain(made.topic), plain.plain(made.purpose)])


def told(story: Story, reader: Someone) -> str:
    """What is said beside the room: the status, the five lines, the list of what waits, the file."""
    plain = Translator()
    here = staged(incident=story.incident, book=BOOK, timeline=tuple(story.events))
    lines = [*headlines(here), *brief(here, person(reader)).lines]
    lines += [each.what for each in waiting(story.incident, BOOK, reader.id, date(2026, 3, 2))]
    file = timeline_file(story.incident, BOOK, story.events)
    return "\n".join([*(plain.plain(line) for line in lines), file])


@pytest.mark.parametrize("seed", range(40))
def test_no_life_of_a_closing_shows_anything_restricted(seed: int) -> None:
    chance, story = random.Random(seed), begun(1 + seed % 2)
    for _fact in range(60):
        story.later(chance.randrange(9)).then([any_fact(chance, story)], ANA)
    assert SECRET not in told(story, chance.choice(PEOPLE))

    for end in ([], [Resolved(by=ANA, outcome=Outcome.faded)]):
        story.then(end, ANA)
        here = staged(incident=story.incident, book=BOOK, timeline=tuple(story.events))
        assert SECRET not in drawn(room(here))


def test_the_names_are_there_to_be_found() -> None:
    """So that the test above can fail."""
    restriction = restriction_of(begun())

    assert all(SECRET in path.name.reveal() and SECRET in path.holder.reveal() for path in restriction.paths)
    assert all(SECRET in doing.step.about.reveal() for doing in restriction.steps)
