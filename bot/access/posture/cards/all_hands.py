"""The message to who is called in to answer people."""

from __future__ import annotations

from bot.access.posture.rules.all_hands import ALL_HANDS, duty
from bot.access.posture.words import what
from bot.chat.card import Lines, Part, Quote
from bot.crisis.incident import Incident
from bot.people.naming import full
from bot.room.status import severity_words, state_words, when
from bot.room.surface import Scene
from bot.task.cards import TaskView
from bot.task.state import Task
from bot.text import Joined, Words, _


def _title(incident: Incident, task: Task) -> Words:
    return _("Crisis {n} · you are asked to answer people", n=incident.number)


def _above(scene: Scene, task: Task) -> tuple[Part, ...]:
    """What it is about, where they answer, and the lines themselves."""
    incident, mine = scene.incident, duty(scene.incident, task.of)
    stands = _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident))
    if mine is None:
        return ()
    where = Joined(mine.accounts) if mine.accounts else _("all our accounts")
    duties = (_("You answer people on {accounts}.", accounts=where), _("Use these lines alone, word for word:"))
    return (Quote(incident.opening.title), Lines((stands, *duties)), *(Quote(line) for line in mine.lines))


def _how(scene: Scene, task: Task) -> list[Words]:
    return [_("Whatever they do not cover: ask in the room first.")]


def _next(incident: Incident, task: Task) -> Words:
    mine = duty(incident, task.of)
    if mine is None or mine.until is None:
        return _("Next: go to the room. Your shift ends when you are told.")
    return _("Next: go to the room. Your shift ends {at}.", at=when(incident, mine.until))


def _why(incident: Incident, task: Task) -> Words:
    return _("Why you: {name} called you in, {at}.", name=full(task.by), at=when(incident, task.asked_at))


VIEW = TaskView(
    kind=ALL_HANDS,
    what=what,
    how=_how,
    why=_why,
    thread="access",
    title=_title,
    above=_above,
    next=_next,
    at_once=True,
    button=None,
)
