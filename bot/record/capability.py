"""What one capability adds to a crisis, as it declares it. Engines loop over ``bot.capabilities.CAPABILITIES``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.who import Someone
from bot.record.becomes import becoming
from bot.record.due import Due
from bot.record.fact import Fact, Level
from bot.record.say import saying
from bot.task.rules import TaskKind
from bot.task.words import TaskWords
from bot.text import Words

if TYPE_CHECKING:
    from bot.record.becomes import Becomes
    from bot.record.say import Say

UnfinishedWords = Callable[[Incident, Book, str], Words]


@dataclass(frozen=True)
class Capability:
    """
    One of them.

    Args:
        facts: All that it records.
        say: What its facts say on the timeline; those of *silent* say nothing to a reader.
        state: The field of an incident that is its own: its fold changes that and nothing else.
        becomes: What facts, its own or others', change of that field; *register_becomes* of the register.
        follow: What follows at once from a change; the level is the one that counts from now on.
        due: What falls due by itself, tasks apart.
        tasks: The kinds of task it asks for, and how they read.
        unfinished: Codes of what is not finished, "<what>/<of>", for whoever resolves.
        unfinished_words: What such a code says, by its "<what>"; it gets the "<of>".
        mentions: How often a fact of its own has somebody mentioned in the room.
        people: All who have or may get a part in a crisis by it.
        paged: Of these, who needs the room.

    """

    name: str
    facts: tuple[type[Fact], ...] = ()
    say: Say = field(default_factory=saying)
    silent: tuple[type[Fact], ...] = ()
    state: str = ""
    becomes: Becomes = field(default_factory=becoming)
    register_becomes: Becomes = field(default_factory=becoming)
    follow: Callable[[Incident, Book, Level], Iterable[Fact]] = lambda incident, book, level: ()
    due: Callable[[Incident, Book], Iterable[Due]] = lambda incident, book: ()
    tasks: tuple[tuple[TaskKind[Incident], TaskWords], ...] = ()
    unfinished: Callable[[Incident, Book], Iterable[str]] = lambda incident, book: ()
    unfinished_words: Mapping[str, UnfinishedWords] = field(default_factory=dict)
    mentions: Callable[[Fact], int] = lambda fact: 0
    people: Callable[[Incident], Iterable[Someone | None]] = lambda incident: ()
    paged: Callable[[Incident], Iterable[Someone]] = lambda incident: ()
