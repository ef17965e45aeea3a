"""The message that pages somebody."""

from __future__ import annotations

from bot.chat.card import Part, Quote
from bot.crisis.incident import Incident
from bot.crisis.paging.rules import PAGE, page_of
from bot.crisis.paging.words import what
from bot.people.naming import full
from bot.people.who import Someone
from bot.room.status import severity_words, state_words, when
from bot.room.surface import Scene
from bot.task.cards import TaskView
from bot.task.state import Task
from bot.text import Words, _


def _title(incident: Incident, task: Task) -> Words:
    return _("Crisis {n} · you are asked to come", n=incident.number)


def _above(scene: Scene, task: Task) -> tuple[Part, ...]:
    """What it is about: who is paged decides by it."""
    return (Quote(scene.incident.opening.title),)


def _how(scene: Scene, task: Task) -> list[Words]:
    incident = scene.incident
    stands = _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident))
    return [stands, *([_instead_of(incident, task.instead_of)] if task.instead_of else [])]


def _instead_of(incident: Incident, responder: Someone) -> Words:
    page = page_of(incident, responder.id)
    if page is not None and page.result == "could_not":
        return _("{name} can't come.", name=full(responder))
    if page is not None and page.is_done:
        return _("{name} is coming after all.", name=full(responder))
    since = when(incident, page.asked_at) if page else "–"
    return _("{name} has not answered since {at}.", name=full(responder), at=since)


def _why(incident: Incident, task: Task) -> Words:
    at = when(incident, task.asked_at)
    if task.instead_of:
        return _("Why you: deputy of {name}, asked {at}.", name=full(task.instead_of), at=at)
    return _("Why you: responder, called when {name} opened it, {at}.", name=full(task.by), at=at)


VIEW = TaskView(
    kind=PAGE,
    what=what,
    how=_how,
    why=_why,
    thread="board",
    title=_title,
    above=_above,
    at_once=True,
    done=_("I'm coming"),
    button=_("I'm coming"),
)
