"""Every kind of task there is, as people meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.access.pausing import cards as pausing
from bot.access.posture.cards import all_hands
from bot.chat.card import Button, on
from bot.crisis.incident import Incident
from bot.crisis.paging import cards as paging
from bot.crisis.playbook import Book
from bot.room.surface import Scene, Surface
from bot.room.view import View, Waiting
from bot.speech import audiences_cards as audiences
from bot.task.cards import OfTask, TaskView, buttons, messages
from bot.text import Moment, _, _n

TASKS: tuple[TaskView, ...] = (paging.VIEW, all_hands.VIEW, pausing.VIEW, audiences.TASK)


def _told(scene: Scene) -> Iterator[Surface]:
    return (surface for view in TASKS for surface in messages(scene, view))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    """What they were asked to do and nobody has done; what others did, for who commands and who leads access."""
    found = []
    for view in TASKS:
        for task in (each for each in view.kind.all(incident) if not view.kind.is_over(incident, each)):
            if task.is_open and task.is_asked(person):
                what = _("{what}, asked {at}", what=view.what(task.subject), at=Moment(task.asked_at))
                items = (
                    replace(item, style="plain")
                    for item in buttons(incident, view, task, person)
                    if isinstance(item, Button)
                )
                found.append(Waiting(1, what, items=tuple(items)))
        found += _to_verify(incident, view, person)
    return found


def _to_verify(incident: Incident, view: TaskView, person: str) -> list[Waiting]:
    """Anybody inside may look; it waits for those who lead."""
    leads = (
        *([incident.acting.id] if incident.acting else []),
        *(someone.id for someone in incident.holders("access_lead")),
    )
    there = [task for task in view.kind.all(incident) if not view.kind.is_over(incident, task)]
    others = [task for task in there if task.is_done and not task.is_verified and person not in task.doers]
    if view.kind.verifiers is None or person not in leads or not others:
        return []
    what = _n("verify {n} thing that is done", "verify {n} things that are done", len(others))
    return [Waiting(3, what, items=(Button("task.verify", _("Verify…"), on(incident.id, OfTask(view.kind.id("")))),))]


VIEW = View("tasks", told=_told, waiting=_waiting)
