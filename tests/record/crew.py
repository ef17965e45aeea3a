"""A crisis with roles, for tests: Ana commands, everybody is inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.crisis.command.rules import claim as command
from bot.crisis.opening.facts import Opened
from bot.crisis.roles import rules as roles
from bot.crisis.severity.facts import SeveritySet
from bot.errors import Refused
from bot.people.organisation import Responder
from bot.people.permission import READERS
from bot.people.who import Person, Someone, Standing
from bot.playbooks import load
from bot.record.fact import Level
from bot.text import Translator, Words
from tests.record.story import ANA, EVA, JANA, PETR, TOM, Story

BOOK = load()
EVERYBODY = (PETR, ANA, JANA, EVA, TOM)


def person(someone: Someone, standing: Standing = Standing.member) -> Person:
    return Person(id=someone.id, name=someone.name, standing=standing)


def refusal(act: Callable[[], object]) -> tuple[str | None, str]:
    """Why the act was refused: the code, and the sentence in English."""
    with pytest.raises(Refused) as refused:
        act()
    assert isinstance(refused.value.words, Words)
    return refused.value.code, Translator().plain(refused.value.words)


def commanded(*responders: Responder, small: bool = False, level: Level = Level.moderate) -> Story:
    """Ana commands; everybody is inside."""
    opened = Opened(title="Offensive post", opener=PETR, tag="a7c2", responders=responders, small=small)
    story = Story(opened=opened).joined(*EVERYBODY)
    story.then(command(story.incident, ANA, story.now), ANA)
    return at(story, level)


def at(story: Story, level: Level) -> Story:
    return story.then([SeveritySet(level=level, reason="so it is said", by=ANA)], ANA)


def take(story: Story, role: str, who: Someone) -> Story:
    """They take a role themselves; one that reads names is given to them."""
    acting = story.incident.acting
    if role in READERS and acting and who != acting:
        return give(story, role, who)
    return story.then(roles.claim(story.incident, BOOK, role, person(who)), who)


def give(story: Story, role: str, who: Someone) -> Story:
    """Whoever commands or acts asks them, and they say yes."""
    assert story.incident.acting
    ask(story, role, who, story.incident.acting)
    return story.then(roles.accept(story.incident, BOOK, newest(story), person(who)), who)


def ask(story: Story, role: str, who: Someone, by: Someone = ANA, standing: Standing = Standing.member) -> Story:
    return story.then(roles.assign(story.incident, BOOK, role, person(who, standing), person(by)), by)


def newest(story: Story) -> int:
    return story.incident.roles.seats[-1].seq
