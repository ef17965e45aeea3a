"""Entries of tasks, and of pausing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.access.pausing import words as pausing
from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.domain.entries.say import say
from bot.domain.playbook import Book
from bot.task import words
from bot.task.facts import TaskAnswered, TaskAsked, TaskLate, TasksVerified
from bot.text import Words

WHAT: Final[Mapping[str, words.What]] = {"pause": pausing.what}
"""Kind of task → what it asks for, in words."""

SAID_BY_ORDER: Final = {"pause"}
"""Kinds whose asking stands on the timeline as the order it is part of."""


def _what(task: str) -> words.What:
    return WHAT[task.partition("/")[0]]


@say.register
def _asked(fact: TaskAsked, book: Book, cut: int | None) -> Words | None:
    return None if fact.task.partition("/")[0] in SAID_BY_ORDER else words.say_asked(fact, _what(fact.task))


@say.register
def _answered(fact: TaskAnswered, book: Book, cut: int | None) -> Words:
    return words.say_answered(fact, _what(fact.task), cut)


@say.register
def _late(fact: TaskLate, book: Book, cut: int | None) -> Words:
    return words.say_late(fact, _what(fact.task))


@say.register
def _verified(fact: TasksVerified, book: Book, cut: int | None) -> Words:
    return words.say_verified(fact, _what(fact.tasks[0]), cut)


@say.register
def _ordered(fact: PauseOrdered, book: Book, cut: int | None) -> Words:
    return pausing.say_ordered(fact)


@say.register
def _decided(fact: PauseDecided, book: Book, cut: int | None) -> Words:
    return pausing.say_decided(fact, cut)
