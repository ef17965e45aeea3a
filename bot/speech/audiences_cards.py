"""Who is informed, as people see it: the board's line, the list under the board, the form, the brief."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from bot.chat.card import Button, Card, Lines, Option, Row, on
from bot.chat.form import Asks, Chooses, ChoosesSeveral, Dates, Form, Sent
from bot.chat.why import LINE_CHARS
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.people.naming import full
from bot.room.status import when
from bot.room.surface import Scene, Surface
from bot.room.view import Line, Rank, Ranked, View, Waiting
from bot.speech.audiences_words import AUDIENCES, INFORM, informed, unsaid, what
from bot.task.cards import TaskView
from bot.text import Joined, Link, Strong, Words, _

ROOT = "audiences"


class Informed(Sent):
    """Who it is about, how it stands, since when, and how they were informed."""

    audiences = ChoosesSeveral(
        "audiences", _("Who"), tuple(Option(each, words) for each, words in AUDIENCES.items()), style="list"
    )
    value = Chooses(
        "value",
        _("Informed?"),
        (
            Option("informed", _("Informed")),
            Option("not_needed", _("Not needed")),
            Option("not_yet", _("Not yet")),
        ),
        style="list",
    )
    at = Dates("at", _("When?"), required=False, hint=_("Leave blank for now."))
    how = Asks("how", _("How, or why not"), max_chars=LINE_CHARS)


def informed_form(incident: Incident) -> Form:
    """Several at once, where they were informed in the same way."""
    fields = (Informed.audiences, Informed.value, Informed.at, Informed.how)
    return Form("audiences.save", _("Who is informed"), _("Save"), fields, carried=on(incident.id))


def stands(incident: Incident, audience: str, at: datetime | None = None) -> Words:
    """One audience in a few words."""
    task, who = informed(incident, audience), AUDIENCES[audience]
    if task is None or task.is_open:
        return _("{audience}: not yet", audience=who)
    if task.result == "not_applicable":
        return _("{audience}: not needed", audience=who)
    return _("{audience}: {at}", audience=who, at=when(incident, task.said_at))


def _all(incident: Incident) -> Joined:
    return Joined(tuple(stands(incident, each) for each in AUDIENCES), " · ")


def _is_shown(incident: Incident) -> bool:
    """Once something was said of it, or must be and somebody commands."""
    return bool(INFORM.all(incident)) or (incident.command.commander is not None and bool(unsaid(incident)))


def _told(scene: Scene) -> list[Surface]:
    incident = scene.incident
    if not _is_shown(incident):
        return []
    head = _("Informed")
    lines: list[Words | Strong] = [Strong(head), *(_line(incident, each) for each in AUDIENCES)]
    row = Row((Button("audiences.form", _("Who is informed…"), on(incident.id)),))
    parts = (Lines(tuple(lines)), *(() if incident.is_resolved else (row,)))
    text = _("Informed: {audiences}", audiences=_all(incident))
    return [Surface(ROOT, Card(text, parts), thread="board", later=True)]


def _line(incident: Incident, audience: str) -> Words:
    """With who says so, and how."""
    task = informed(incident, audience)
    if task is None or task.said_by is None:
        return stands(incident, audience)
    told = stands(incident, audience)
    return _("{audience} ({name}): {how}", audience=told, name=full(task.said_by), how=task.note)


def _board(scene: Scene) -> Iterator[Line]:
    if _is_shown(scene.incident):
        link = Link(_("Informed"), to=ROOT)
        yield Line(Rank.speech + 5, _("{link}: {audiences}", link=link, audiences=_all(scene.incident)))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> Iterator[Waiting]:
    """Whoever commands sees to it."""
    commands = incident.command.commander is not None and incident.command.commander.id == person
    if commands and not incident.is_resolved and unsaid(incident) and INFORM.all(incident):
        form = Button("audiences.form", _("Who is informed…"), on(incident.id))
        yield Waiting(4, _("say who else is informed"), ROOT, items=(form,))


TASK = TaskView(
    kind=INFORM,
    what=what,
    how=lambda scene, task: [],
    why=lambda incident, task: _("Why you: {name} asked you, {at}.", name=full(task.by), at=when(incident, task.at)),
    thread="board",
)
VIEW = View(
    "audiences",
    told=_told,
    board=_board,
    waiting=_waiting,
    summary=lambda scene: _summed(scene.incident),
    brief=lambda scene, reader: _summed(scene.incident),
)


def _summed(incident: Incident) -> Iterator[Ranked]:
    if INFORM.all(incident):
        yield Ranked(15, _("Informed: {audiences}", audiences=_all(incident)))
