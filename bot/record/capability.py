"""What one capability adds to a crisis, as it declares it in ``bot/capabilities.py``. Engines loop over these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.who import Someone
from bot.record.due import Due
from bot.record.fact import Fact, Level
from bot.task.rules import TaskKind
from bot.task.words import What
from bot.text import Words

UnfinishedWords = Callable[[Incident, Book, str], Words]


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of task a capability asks for, and what that is in words."""

    kind: TaskKind[Incident]
    what: What
    is_told: bool = True  # whether its asking is a line of the timeline; else the order it is part of is


@dataclass(frozen=True, slots=True)
class Capability:
    """
    One of them.

    Args:
        follow: What follows at once from a change; the level is the one that counts from now on.
        due: What falls due by itself, tasks apart.
        unfinished: Codes of what is not finished, "<what>/<of>", for whoever resolves.
        unfinished_words: What such a code says, by its "<what>".
        mentions: How often a fact of its own has somebody mentioned in the room.
        people: All who have or may get a part in a crisis by it.
        called: Of these, who needs the room.

    """

    name: str
    follow: Callable[[Incident, Book, Level], Iterable[Fact]] = lambda incident, book, level: ()
    due: Callable[[Incident, Book], Iterable[Due]] = lambda incident, book: ()
    tasks: tuple[Asked, ...] = ()
    unfinished: Callable[[Incident, Book], Iterable[str]] = lambda incident, book: ()
    unfinished_words: Mapping[str, UnfinishedWords] = field(default_factory=dict)
    mentions: Callable[[Fact], int] = lambda fact: 0
    people: Callable[[Incident], Iterable[Someone | None]] = lambda incident: ()
    called: Callable[[Incident], Iterable[Someone]] = lambda incident: ()
