"""The two forms of a task: that it is done, with what shows it; and that somebody else looked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.card import Option, on
from bot.chat.form import Asks, Attaches, Chooses, Field, Form, Says
from bot.chat.why import LINE_CHARS as NOTE_CHARS
from bot.crisis.incident import Incident
from bot.task.cards import TaskView
from bot.task.state import Task
from bot.text import Words, _

AT_ONCE = 10  # verified with one form, ours: of a longer list one ticks what one has not looked at
FILES = 3


def done_form(incident: Incident, view: TaskView, tasks: Sequence[Task], chosen: Task | None) -> Form:
    """*Done…* of one task; from the room, of the one that is chosen among *tasks*."""
    about: Field = Says((view.what(chosen.subject),)) if chosen else _choice(view, tasks)
    return Form(
        action="task.done",
        title=view.done,
        submit=_("Save"),
        carried=on(incident.id, chosen.id if chosen else view.kind.id("")),
        fields=(
            about,
            Asks("link", _("Link"), kind="address", required=False),
            Attaches("files", _("Files"), required=False, many=FILES),
            Asks("note", _("What you see"), max_chars=NOTE_CHARS, required=False, hint=PROOF),
        ),
    )


PROOF = _("A link, a file, or a few words.")


def verify_form(incident: Incident, view: TaskView, tasks: Sequence[Task], alone: bool) -> Form:
    """Somebody else looked. Where there is nobody else, with the reason."""
    options = _options(view, tasks[:AT_ONCE])
    return looked_form("task.verify", on(incident.id, view.kind.id("")), (view.look,), options, alone)


def looked_form(action: str, carried: str, look: tuple[Words, ...], done: tuple[Option, ...], alone: bool) -> Form:
    """What of it is *done*, what they saw, and why alone."""
    why = Asks("alone", _("Why do you verify alone?"), max_chars=NOTE_CHARS)
    return Form(
        action=action,
        title=_("Verify"),
        submit=_("Verify"),
        carried=carried,
        fields=(
            Says(look),
            Chooses("tasks", _("What is done"), done, many=True, style="list"),
            Asks("saw", _("What did you see?"), max_chars=NOTE_CHARS),
            *((why,) if alone else ()),
        ),
    )


def _choice(view: TaskView, tasks: Sequence[Task]) -> Chooses:
    only = (tasks[0].id,) if len(tasks) == 1 else ()
    return Chooses("task", _("What is done"), _options(view, tasks), initial=only)


def _options(view: TaskView, tasks: Sequence[Task]) -> tuple[Option, ...]:
    return tuple(Option(task.id, view.what(task.subject)) for task in tasks)
