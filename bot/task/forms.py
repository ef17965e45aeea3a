"""The two forms of a task: that it is done, with what shows it; and that somebody else looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, Attaches, Chooses, ChoosesSeveral, Field, Form, Says, Sent
from bot.chat.why import LINE_CHARS as NOTE_CHARS
from bot.crisis.incident import Incident
from bot.task.cards import OfTask, TaskView
from bot.task.state import Task
from bot.text import Words, _

AT_ONCE = 10  # verified with one form, ours: of a longer list one ticks what one has not looked at
FILES = 3


PROOF = _("A link, a file, or a few words.")


class SaidDone(Sent):
    """What is done, and what shows it."""

    task = Chooses("task", _("What is done"))
    link = Asks("link", _("Link"), kind="address", required=False)
    files = Attaches("files", _("Files"), required=False, many=FILES)
    note = Asks("note", _("What you see"), max_chars=NOTE_CHARS, required=False, hint=PROOF)


class Looked(Sent):
    """What is done, what somebody else saw of it, and why they looked alone."""

    tasks = ChoosesSeveral("tasks", _("What is done"), style="list")
    saw = Asks("saw", _("What did you see?"), max_chars=NOTE_CHARS)
    alone = Asks(
        "alone",
        _("Why do you verify alone?"),
        max_chars=NOTE_CHARS,
        hint=_("Only for what you did yourself. It is shown as verified alone."),
    )


def done_form(incident: Incident, view: TaskView, tasks: Sequence[Task], chosen: Task | None) -> Form:
    """*Done…* of one task; from the room, of the one that is chosen among *tasks*."""
    about: Field = Says((view.what(chosen.subject),)) if chosen else _choice(view, tasks)
    return Form(
        action="task.done",
        title=view.done,
        submit=_("Save"),
        carried=on(incident.id, OfTask(chosen.id if chosen else view.kind.id(""))),
        fields=(
            about,
            SaidDone.link,
            SaidDone.files,
            SaidDone.note,
        ),
    )


def verify_form(incident: Incident, view: TaskView, tasks: Sequence[Task], alone: bool) -> Form:
    """Somebody else looked. Where there is nobody else, with the reason."""
    options = _options(view, tasks[:AT_ONCE])
    return looked_form("task.verify", on(incident.id, OfTask(view.kind.id(""))), (view.look,), options, alone)


def looked_form(action: str, carried: str, look: tuple[Words, ...], done: tuple[Option, ...], alone: bool) -> Form:
    """What of it is *done*, what they saw, and why alone."""
    return Form(
        action=action,
        title=_("Verify"),
        submit=_("Verify"),
        carried=carried,
        fields=(
            Says(look),
            replace(Looked.tasks, options=done),
            Looked.saw,
            *((Looked.alone,) if alone else ()),
        ),
    )


def _choice(view: TaskView, tasks: Sequence[Task]) -> Chooses:
    only = (tasks[0].id,) if len(tasks) == 1 else ()
    return replace(SaidDone.task, options=_options(view, tasks), initial=only)


def _options(view: TaskView, tasks: Sequence[Task]) -> tuple[Option, ...]:
    return tuple(Option(task.id, view.what(task.subject)) for task in tasks)
