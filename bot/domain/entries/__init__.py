"""The timeline as lines: each event in words, for the room, a whisper and a file. A restricted value never appears."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.domain import events as e
from bot.domain.entries import command, ending, evidence, questions, room, timeline
from bot.domain.entries.say import say
from bot.domain.entries.words import answer_words, outcome_words, question_words, weight_words
from bot.domain.playbook import Book
from bot.text import Moment, Words, _

__all__ = ["answer_words", "entries", "entry", "outcome_words", "question_words", "say", "weight_words"]

REGISTERED = (room, questions, command, timeline, evidence, ending)
"""Imported for what they register."""

CHAT_CHARS = 160  # a person's words in one line of the chat; the file has them whole
LATE = timedelta(minutes=1)  # an entry recorded this much after it happened says when it was added


def entries(events: Iterable[e.Event], book: Book) -> list[Words]:
    """The events that say something, in their order, one line each."""
    return [line for event in events if (line := entry(event, book)) is not None]


def entry(event: e.Event, book: Book, cut: int | None = CHAT_CHARS) -> Words | None:
    """One event as a line: when, what it weighs, what happened. None for what only steers the room."""
    what = say(event.fact, book, cut)
    if what is None:
        return None
    weight = weight_words(event.fact.as_ if isinstance(event.fact, e.Noted) else event.fact.weight)
    when = Moment(event.happened_at)
    if event.at - event.happened_at > LATE:
        return _("{at} · {weight} · {what} (added {added})", at=when, weight=weight, what=what, added=Moment(event.at))
    return _("{at} · {weight} · {what}", at=when, weight=weight, what=what)
