"""The end of a crisis on the board, at the reviewer's Home, and for whoever joins once it is open again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.resolving.state import Ending
from bot.crisis.resolving.words import outcome_words
from bot.crisis.wording import on_day, shortened
from bot.people.naming import first, full
from bot.room.status import LINE_CHARS, severity_words, when
from bot.room.surface import Scene
from bot.room.view import Line, Rank, Ranked, View, Waiting
from bot.text import Words, _


def _board(scene: Scene) -> list[Line]:
    incident = scene.incident
    return (
        [Line(Rank.state, words) for words in _ended(incident, incident.resolving.ending)]
        if incident.resolving.ending
        else []
    )


def _ended(incident: Incident, ending: Ending) -> list[Words]:
    lines = [
        _("{severity} · RESOLVED {at}", severity=severity_words(incident), at=when(incident, ending.at)),
        _("Outcome: {outcome}", outcome=outcome_words(ending.outcome)),
    ]
    if ending.still_open:
        lines.append(_("Still open: {what}", what=shortened(ending.still_open, LINE_CHARS)))
    return lines


def _after(ending: Ending) -> Words:
    if ending.review_owner is None or ending.review_on is None:
        return _("Next: name who reviews it ({name})", name=full(ending.by))
    return _("Next: review ({name}, {day})", name=full(ending.review_owner), day=on_day(ending.review_on))


def _next(scene: Scene) -> Iterator[Ranked]:
    incident = scene.incident
    if incident.resolving.ending is not None:
        yield Ranked(0, _after(incident.resolving.ending))
    elif incident.acting is not None:
        yield Ranked(100, _("Next: resolve when it is over ({name})", name=first(incident.acting)))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    ending = incident.resolving.ending
    if ending is None or ending.review_owner is None or ending.review_on is None:
        return []
    if ending.review_owner.id != person or today > ending.review_on:
        return []
    what = _("you own the review, meet by {day}", day=on_day(ending.review_on))
    return [Waiting(5, what, "summary", _("Go to summary"))]


def _reopened(incident: Incident) -> list[Words]:
    if incident.is_resolved or incident.resolving.reopened_by is None:
        return []
    at, name = when(incident, incident.resolving.reopened_at), full(incident.resolving.reopened_by)
    reason = shortened(incident.resolving.reopened_because, LINE_CHARS) or "–"
    return [_("Reopened {at}: {reason} ({name})", at=at, reason=reason, name=name)]


VIEW = View(
    "resolving",
    board=_board,
    next=_next,
    waiting=_waiting,
    brief=lambda scene, reader: (Ranked(10, words) for words in _reopened(scene.incident)),
)
