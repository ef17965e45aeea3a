"""
Who is paged when a crisis opens, and what becomes of it. Each person paged has a task of their own: that the deputy was
paged too does not keep a responder from coming.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.crisis.incident import Incident
from bot.people.organisation import Responder
from bot.people.signs import last_sign
from bot.people.who import Person, Someone
from bot.record.fact import Fact
from bot.task import rules as tasks
from bot.task.facts import TaskAnswered
from bot.task.rules import TaskKind
from bot.task.state import Task
from bot.text import Words, _

HELD_BACK_FOR: Final = timedelta(minutes=30)  # ours: then other messages are not held back for it any more


def page(incident: Incident, within: timedelta) -> list[Fact]:
    """The facts that page the responders of the setup, once each; not who opened it."""
    opener = incident.opening.opener
    if opener is None:
        return []
    people = (each.person for each in incident.opening.responders if each.person.id != opener.id)
    return [tasks.ask(PAGE, one.id, one, opener, within=within) for one in people if page_of(incident, one.id) is None]


def responder(incident: Incident, person: str) -> Responder | None:
    """This person as the setup names them."""
    return next((each for each in incident.opening.responders if each.person.id == person), None)


def deputy_of(incident: Incident, person: str) -> Someone | None:
    """Whom the setup names as the deputy of this responder."""
    known = responder(incident, person)
    return known.deputy if known else None


def page_of(incident: Incident, person: str) -> Task | None:
    """The page of this person, as a responder or as somebody's deputy."""
    return incident.tasks.get(PAGE.id(person))


def next_paged(incident: Incident, task: Task) -> Someone | None:
    """The deputy of who was paged, unless they are paged already, or cannot be."""
    deputy = deputy_of(incident, task.of)
    if deputy is None or deputy.id == task.of or page_of(incident, deputy.id) or incident.is_out(deputy.id):
        return None
    return None if incident.opening.opener is not None and deputy.id == incident.opening.opener.id else deputy


def came(incident: Incident, by: Someone) -> list[Fact]:
    """Who does what only somebody who is there can do has come, whether or not they answered."""
    task = page_of(incident, by.id)
    return [TaskAnswered(task=task.id, result="done", by=by)] if task and task.result is None else []


def is_waiting(incident: Incident, person: str) -> bool:
    """Whether this person was paged and has not answered."""
    task = page_of(incident, person)
    return task is not None and task.result is None and person not in incident.people.standings


def holds_back(incident: Incident, person: str, now: datetime) -> bool:
    """Whether other messages to this person wait, because they are just being paged. Not for ever."""
    task = page_of(incident, person)
    return (
        task is not None
        and now - task.asked_at < HELD_BACK_FOR
        and is_waiting(incident, person)
        and not incident.is_resolved
    )


def paged(incident: Incident, *, deputies: bool) -> list[Someone]:
    """Who was paged and did not say that they can't come: the deputies, or the responders themselves."""
    there = (task for task in PAGE.all(incident) if (task.instead_of is not None) is deputies)
    return [who for task in there if task.result != "could_not" for who in task.asked]


def _page_deputy(incident: Incident, task: Task, by: Someone) -> list[Fact]:
    """They have a page of their own."""
    deputy = next_paged(incident, task)
    return [tasks.ask(PAGE, deputy.id, deputy, by, within=task.within, instead_of=task.asked[0])] if deputy else []


def _deputy_paged(incident: Incident, task: Task) -> Someone | None:
    deputy = deputy_of(incident, task.of)
    page = page_of(incident, deputy.id) if deputy else None
    return deputy if page and page.instead_of and page.instead_of.id == task.of else None


def _not_asked(incident: Incident, by: Person) -> Words:
    return _("You were not called to this crisis. Nothing was changed. Use the buttons in the room.")


PAGE: Final[TaskKind[Incident]] = TaskKind(
    name="page",
    reminds=False,
    apart=_page_deputy,
    asked_apart=_deputy_paged,
    may_change=True,
    waits_from=lambda incident, task, who: last_sign(incident, who.id, task.asked_at),
    is_out=lambda incident, person: incident.is_out(person),
    not_asked=_not_asked,
)
