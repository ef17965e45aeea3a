"""What waits for one person in a crisis: for their Home, and for the last line of a brief."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.access.access_questions import asked_of
from bot.access.restriction.carried import OfAccount
from bot.access.restriction.progress import closing, going_on, handles, keep, unverified, upcoming
from bot.access.restriction.step_words import next_words
from bot.chat.card import Button, Item, on
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book, Role
from bot.crisis.questions.order import current, handed, number
from bot.crisis.questions.state import Asking
from bot.crisis.roles.cards import OfSeat
from bot.crisis.roles.state import Seat
from bot.crisis.roles.team import held
from bot.crisis.severity.cards import level_buttons
from bot.crisis.wording import on_day
from bot.people.naming import full
from bot.room.tasks import TASKS
from bot.task.cards import OfTask, TaskView, buttons
from bot.text import Joined, Moment, Words, _, _n, raw

PLACE = "place"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing, as the end of "Crisis 12 · …". *to* is the surface that shows it."""

    urgency: int  # the lower the sooner
    what: Words
    to: str = PLACE
    go: Words | None = None  # what the button to *to* says
    items: tuple[Item, ...] = ()  # buttons that answer it


def waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    """
    What they were asked and have not answered, the most urgent first.

    *today* is their own day: a review waits until the day it was planned for. Nothing for a person involved.
    """
    if incident.is_out(person):
        return []
    if incident.is_resolved:
        return _review(incident, person, today)
    return [
        *_proof(incident, person),
        *_command(incident, person),
        *_level(incident, person),
        *_role(incident, book, person),
        *_steps(incident, person),
        *_tasks(incident, person),
        *_asked(incident, book, person),
        *_open(incident, book, person),
    ]


def _command(incident: Incident, person: str) -> list[Waiting]:
    offer = incident.offer
    if offer is None or offer.to.id != person:
        return []
    take = Button("roles.take", _("I have command"), on(incident.id))
    not_now = Button("roles.not_now", _("Not now…"), on(incident.id))
    what = _("{name} offers you command, since {at}", name=full(offer.by), at=Moment(offer.at))
    return [Waiting(0, what, items=(take, not_now))]


def _level(incident: Incident, person: str) -> list[Waiting]:
    """Which severity counts, for who commands or acts."""
    ask = incident.level_ask
    if ask is None or ask.to is None or ask.to.id != person:
        return []
    what = _("decide which severity counts, since {at}", at=Moment(ask.at))
    return [Waiting(0, what, items=level_buttons(incident, ask))]


def _proof(incident: Incident, person: str) -> list[Waiting]:
    """Accounts they are to keep, and have not shown that they can log in to: nobody is removed before."""
    found = []
    for run in going_on(incident):
        for proof in run.keyholders:
            if proof.person.id == person and proof.state == "asked" and not proof.barred:
                value = on(incident.id, OfAccount(run.account))
                can = Button("lockdown.prove", _("I can log in, with 2FA, right now"), value)
                can_not = Button("lockdown.cannot", _("I can't…"), value)
                what = _("prove a log-in to {account}, since {at}", account=handles((run,)), at=Moment(proof.asked_at))
                found.append(Waiting(0, what, items=(can, can_not)))
    return found


def _steps(incident: Incident, person: str) -> list[Waiting]:
    """The next step of each closing where it is theirs; what others did, for who leads and who commands."""
    found = []
    for run in closing(incident):
        account, doing = handles((run,)), upcoming(run)
        if doing is not None and doing.step.to is not None and doing.step.to.id == person:
            step = Button("lockdown.step", _("Next step…"), on(incident.id))
            words, due = next_words(doing.step.purpose), doing.step.due_at
            what = _("{step}, {account}", step=words, account=account)
            if due is not None:
                what = _("{what}, by {at}", what=what, at=Moment(due))
            found.append(Waiting(1 if doing.late else 2, what, items=(step,)))
        look = sum(person not in doing.doers for doing in unverified(run))
        if look and person in {run.lead.id, *(keeper.id for keeper in keep(run)), *_acts(incident)}:
            verify = Button("lockdown.verify", _("Verify…"), on(incident.id))
            what = _n("verify {n} step of {account}", "verify {n} steps of {account}", look, account=account)
            found.append(Waiting(3, what, items=(verify,)))
    return found


def _acts(incident: Incident) -> tuple[str, ...]:
    return (incident.acting.id,) if incident.acting else ()


def _role(incident: Incident, book: Book, person: str) -> list[Waiting]:
    """Roles they were asked to take. One that the playbooks do not have any more waits for nobody."""
    mine = [seat for seat in incident.seats if seat.person.id == person and seat.state == "asked"]
    return [_seat(incident, role, seat) for seat in mine if (role := book.roles.find(seat.role))]


def _seat(incident: Incident, role: Role, seat: Seat) -> Waiting:
    accept = Button("roles.accept", _("I'll do it"), on(incident.id, OfSeat(seat.seq)))
    decline = Button("roles.decline", _("I can't…"), on(incident.id, OfSeat(seat.seq)))
    what = _("{asked}, since {at}", asked=Words(role.asked_text), at=Moment(seat.at))
    return Waiting(2, what, items=(accept, decline))


def _tasks(incident: Incident, person: str) -> list[Waiting]:
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
    leads = (*_acts(incident), *(someone.id for someone in incident.holders("access_lead")))
    there = [task for task in view.kind.all(incident) if not view.kind.is_over(incident, task)]
    others = [task for task in there if task.is_done and not task.is_verified and person not in task.doers]
    if view.kind.verifiers is None or person not in leads or not others:
        return []
    what = _n("verify {n} thing that is done", "verify {n} things that are done", len(others))
    return [Waiting(3, what, items=(Button("task.verify", _("Verify…"), on(incident.id, OfTask(view.kind.id("")))),))]


def _asked(incident: Incident, book: Book, person: str) -> list[Waiting]:
    mine = [asking for asking in handed(incident, book) if asking.to and asking.to.id == person]
    return [_answer(incident, book, asking) for asking in mine]


def _answer(incident: Incident, book: Book, asking: Asking) -> Waiting:
    where, since = number(incident, book, asking.question), Moment(asking.handed_at or asking.at)
    return _question(3, asking, _("question {where} waits for your answer, since {at}", where=where, at=since))


def _open(incident: Incident, book: Book, person: str) -> list[Waiting]:
    """The open questions, for who commands or acts: everybody may answer, they see that somebody does."""
    commands = incident.acting is not None and incident.acting.id == person
    found, of = _waits(incident, book) if commands else [], asked_of(incident)
    return found + (_waits(incident, book.beside) if of is not None and of.id == person else [])


def _waits(incident: Incident, book: Book) -> list[Waiting]:
    asking = current(incident, book)
    if asking is None:
        return []
    where, since = number(incident, book, asking.question), Moment(asking.at)
    return [_question(4, asking, _("question {where} waits for an answer, since {at}", where=where, at=since))]


def _question(urgency: int, asking: Asking, what: Words) -> Waiting:
    return Waiting(urgency, what, f"question/{asking.question}#{asking.nth}", _("Go to question"))


def _review(incident: Incident, person: str, today: date) -> list[Waiting]:
    ending = incident.ending
    if ending is None or ending.review_owner is None or ending.review_on is None:
        return []
    if ending.review_owner.id != person or today > ending.review_on:
        return []
    what = _("you own the review, meet by {day}", day=on_day(ending.review_on))
    return [Waiting(5, what, "summary", _("Go to summary"))]


def part(incident: Incident, book: Book, person: str) -> Words | None:
    """What they are in this crisis; None where they have no role."""
    parts: list[Words] = []
    if incident.acting is not None and incident.acting.id == person:
        parts.append(_("commander") if seated(incident) else _("acting as commander, until someone takes command"))
    parts += [Words(role.title) for role, people in held(incident, book) if any(who.id == person for who in people)]
    return raw(Joined(tuple(parts), " · ")) if parts else None
