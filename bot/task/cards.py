"""A task as people meet it: a direct message, one reminder, a line. The same for every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from bot.chat.card import Button, Card, Goto, Item, Lines, Part, Row, Small, Title, on
from bot.chat.carried import Carried
from bot.crisis.incident import Incident
from bot.people.naming import full
from bot.people.who import Someone
from bot.room.surface import Scene, Surface, direct_message
from bot.room.when import when
from bot.task.rules import TaskKind, answer_by, asked_after, will_be_asked
from bot.task.state import Task
from bot.task.words import What, sign, standing
from bot.text import Words, _

GO = Goto(_("Go to room"), to="place")
DONE = _("Done")
BUTTON = _("Done…")
LOOK = _("Look yourself whether it is done.")


@dataclass(frozen=True, slots=True)
class TaskView:
    """
    What one kind of task says of its own. All else reads alike.

    Args:
        what: What is to be done: "pause Hootsuite".
        how: How it is done, line by line; nothing of what happened, for who is asked need not be in the room.
        why: Why the first who was asked is the one; whoever is asked next hears who did not answer.
        thread: Key of the root under which reminders in the room stand.
        done: What the button is called in a sentence; *button* is its label; None where nothing is pressed.
        look: What who verifies it is to look at.
        title: The heading of their message; else the crisis and what is to be done.
        above: What stands under the heading.
        next: What they do next, where that is not to press the button.
        at_once: Whether the button answers it, without a form that asks what shows it.

    """

    kind: TaskKind[Incident]
    what: What
    how: Callable[[Scene, Task], list[Words]]
    why: Callable[[Incident, Task], Words]
    thread: str
    done: Words = DONE
    button: Words | None = BUTTON
    look: Words = LOOK
    title: Callable[[Incident, Task], Words] | None = None
    above: Callable[[Scene, Task], tuple[Part, ...]] = lambda scene, task: ()
    next: Callable[[Incident, Task], Words] | None = None
    at_once: bool = False


def messages(scene: Scene, view: TaskView) -> list[Surface]:
    """Everybody who was asked has one, and one reminder. Who is kept out gets none; what they got is left as it is."""
    return [
        surface
        for task in view.kind.all(scene.incident)
        for nth, someone in enumerate(task.asked)
        if not scene.incident.is_out(someone.id)
        for surface in _to(scene, view, task, nth)
    ]


def line(incident: Incident, view: TaskView, task: Task, called: Words) -> Words:
    """The sign, what it is about, and where it stands."""
    return _("{sign} {thing} · {how}", sign=sign(task), thing=called, how=stands(incident, view, task))


def stands(incident: Incident, view: TaskView, task: Task) -> Words:
    """Where it stands, in the room's own time."""
    return standing(task, answer_by(view.kind, incident, task), partial(when, incident))


def _to(scene: Scene, view: TaskView, task: Task, nth: int) -> Iterator[Surface]:
    """Their message; and where they did not answer, one reminder: a mention where they read it, else a message."""
    incident, someone = scene.incident, task.asked[nth]
    over = _is_over(incident, view, task)
    card = _over(incident, view, task) if over else _card(scene, view, task, nth)
    yield direct_message(scene, f"task/{task.id}/{someone.id}", someone, card, settled=over)
    if not view.kind.reminds or someone.id not in task.reminded:
        return
    last = nth == len(task.asked) - 1
    settled = over or not last
    if someone.id in task.mentioned:
        reminder = _reminder(incident, view, task, someone, waits=not settled)
        yield Surface(f"task-late/{task.id}/{nth}", reminder, thread=view.thread, later=True, settled=settled)
    else:
        again = _again(incident, view, task, nth)
        yield direct_message(scene, f"task-late/{task.id}/{someone.id}", someone, again, settled=settled)


def _is_over(incident: Incident, view: TaskView, task: Task) -> bool:
    """Whether nothing of it can be answered any more."""
    return incident.is_resolved or view.kind.is_over(incident, task) or (task.is_done and not view.kind.may_change)


def heading(incident: Incident, view: TaskView, task: Task) -> Words:
    if view.title is not None:
        return view.title(incident, task)
    return _("Crisis {n} · {what}", n=incident.number, what=view.what(task.subject))


def _card(scene: Scene, view: TaskView, task: Task, nth: int) -> Card:
    incident, title = scene.incident, heading(scene.incident, view, task)
    stands = _stands_for(incident, view, task, nth)
    parts: tuple[Part, ...] = (
        Title(title),
        *view.above(scene, task),
        Lines((*view.how(scene, task), stands)),
        Small((_why(incident, view, task, nth),)),
        Row(buttons(incident, view, task, task.asked[nth].id)),
    )
    return Card(_("{heading}. {next}", heading=title, next=stands), parts)


@dataclass(frozen=True, slots=True)
class OfTask(Carried):
    """A task; of a button for a whole kind, "pause/"."""

    task: str = ""


def buttons(incident: Incident, view: TaskView, task: Task, to: str) -> tuple[Item, ...]:
    """*Done* and *I can't*, for one person alone; of what they said, the other."""
    value, is_theirs = on(incident.id, OfTask(task.id), to=to), task.said_by is not None and task.said_by.id == to
    unable = Button("task.unable", _("I can't…"), value)
    go = (GO,) if to in incident.room.inside or view.at_once else ()
    first = tuple(replace(each, primary=True) for each in go)
    if view.button is None:
        return first if is_theirs else (*first, unable)
    done = Button("task.done", view.button, value, style="primary")
    if task.is_done:
        return (*first, unable)
    return (replace(done, style="plain"), *go) if is_theirs else (done, unable, *go)


def _stands_for(incident: Incident, view: TaskView, task: Task, nth: int) -> Words:
    """Where it stands for the *nth* who was asked, and what they do next."""
    who, then = task.asked[nth], asked_after(view.kind, incident, task, nth)
    if view.kind.is_out(incident, who.id):
        return _("Your account was closed, or is no full one any more. The others go on without you.")
    if task.is_done:
        return _("You said: {answer}. Next: go to the room.", answer=view.done)
    if task.result == "could_not" and task.said_by and task.said_by.id == who.id:
        if then is None:
            return _("You said that you can't. The others go on without you.")
        return _("You said that you can't. {name} was asked.", name=full(then))
    if then is not None:
        return _("{name} is asked too. You can still do it, then press {button}.", name=full(then), button=view.done)
    return _next(incident, view, task)


def _next(incident: Incident, view: TaskView, task: Task) -> Words:
    if view.next is not None:
        return view.next(incident, task)
    due, then = answer_by(view.kind, incident, task), will_be_asked(view.kind, incident, task)
    if view.at_once and due and then:
        return _("Please answer by {at}. After that {name} is asked.", at=when(incident, due), name=full(then))
    if view.at_once:
        return _("Next: press {button}, or say that you can't.", button=view.done)
    if due is None:
        return _("Next: do it, then press {button}.", button=view.done)
    return _("Next: do it, then press {button}, by {at}.", button=view.done, at=when(incident, due))


def _why(incident: Incident, view: TaskView, task: Task, nth: int) -> Words:
    if nth == 0:
        return view.why(incident, task)
    return _("Why you: {name} has not done it, and you come next.", name=full(task.asked[nth - 1]))


def _over(incident: Incident, view: TaskView, task: Task) -> Card:
    title = heading(incident, view, task)
    if incident.is_resolved and (task.is_open or view.kind.may_change):
        how = _("Crisis {n} is resolved. Thank you; there is nothing more to do.", n=incident.number)
    elif task.is_open:
        how = _("This is not needed any more. Thank you; there is nothing more to do.")
    else:
        how = _("{how}. Thank you.", how=stands(incident, view, task))
    return Card(_("{heading}. {how}", heading=title, how=how), (Title(title), Lines((how,))))


def _reminder(incident: Incident, view: TaskView, task: Task, someone: Someone, waits: bool) -> Card:
    what = view.what(task.subject)
    if task.is_done or view.kind.is_over(incident, task):
        said = _("{what}: {how}", what=what, how=stands(incident, view, task))
        return Card(said, (Lines((said,)),))
    said = _("{name}, please answer: {what}.", name=full(someone, mention=waits), what=what)
    next_ = _("Next: press {button}, or say that you can't.", button=view.done)
    parts: tuple[Part, ...] = (Lines((said, next_)),)
    row = Row(buttons(incident, view, task, someone.id)[:2])
    return Card(said, parts if incident.is_resolved else (*parts, row))


def _again(incident: Incident, view: TaskView, task: Task, nth: int) -> Card:
    """The reminder as a direct message: it says too why them."""
    card = _reminder(incident, view, task, task.asked[nth], waits=False)
    return Card(card.text, (card.parts[0], Small((_why(incident, view, task, nth),)), *card.parts[1:]))
