"""What one capability shows, as it declares it. The engines of the room loop over ``bot.views.VIEWS``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from bot.chat.card import Item
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.who import Person
from bot.room.surface import Scene, Surface
from bot.text import Words

PLACE = "place"


class Rank(IntEnum):
    """Where a line stands on the board: the lower the nearer to the top."""

    state = 0
    lost = 10
    late = 20
    command = 30
    team = 40
    access = 50
    pausing = 60
    speech = 70
    finding = 80
    held = 90
    next = 100
    set_up = 110
    outsiders = 120
    gone = 130


class Line(NamedTuple):
    """One line of the board; a *spare* one goes first where there is no room."""

    rank: int
    words: Words
    spare: bool = False


class Ranked(NamedTuple):
    """Words with their place among those of others: the lower the sooner."""

    rank: int
    words: Words


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person, as the end of "Crisis 12 · …". *to* is the surface that shows it."""

    urgency: int  # the lower the sooner
    what: Words
    to: str = PLACE
    go: Words | None = None  # what the button to *to* says
    items: tuple[Item, ...] = ()  # buttons that answer it


@dataclass(frozen=True)
class View:
    """
    What people see of one capability.

    Args:
        shown: Its messages in the room that stand from the first post on, in their order.
        told: All else: direct messages, replies, what comes later.
        board: Its lines on the board, while the crisis is open and after.
        next: What the next step may be, and whose; of all capabilities the lowest rank is said.
        waiting: What of it waits for one person, on their own day.
        summary: Its lines of the summary.
        brief: Its lines for whoever joins late.

    """

    name: str
    shown: Callable[[Scene], Iterable[Surface]] = lambda scene: ()
    told: Callable[[Scene], Iterable[Surface]] = lambda scene: ()
    board: Callable[[Scene], Iterable[Line]] = lambda scene: ()
    next: Callable[[Scene], Iterable[Ranked]] = lambda scene: ()
    waiting: Callable[[Incident, Book, str, date], Iterable[Waiting]] = lambda incident, book, person, today: ()
    summary: Callable[[Scene], Iterable[Ranked]] = lambda scene: ()
    brief: Callable[[Scene, Person], Iterable[Ranked]] = lambda scene, reader: ()
