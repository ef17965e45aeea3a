"""Entries of tasks, and of pausing."""

from __future__ import annotations

from typing import Final

from bot.access.pausing import words as pausing
from bot.access.pausing.facts import PauseDecided, PauseOrdered
from bot.access.posture import words as posture
from bot.crisis.paging import words as paging
from bot.crisis.playbook import Book
from bot.record.say import say
from bot.task.facts import TaskAnswered, TaskAsked, TaskLate, TasksVerified
from bot.text import Words

WORDS: Final = {"pause": pausing.TASK_WORDS, "page": paging.TASK_WORDS, "all_hands": posture.TASK_WORDS}
"""Kind of task → how it reads."""


@say.register
def _task(fact: TaskAsked | TaskAnswered | TaskLate, book: Book, cut: int | None) -> Words | None:
    return WORDS[fact.task.partition("/")[0]].say(fact, cut)


@say.register
def _verified(fact: TasksVerified, book: Book, cut: int | None) -> Words | None:
    return WORDS[fact.tasks[0].partition("/")[0]].say(fact, cut)


@say.register
def _ordered(fact: PauseOrdered, book: Book, cut: int | None) -> Words:
    return pausing.say_ordered(fact)


@say.register
def _decided(fact: PauseDecided, book: Book, cut: int | None) -> Words:
    return pausing.say_decided(fact, cut)
