"""What of setting a room up is done, still tried, or refused."""

from __future__ import annotations

from bot.chat.card import Button, on
from bot.crisis.incident import Incident
from bot.people.naming import full
from bot.people.who import Someone
from bot.room.surface import Scene
from bot.room.when import when
from bot.text import Joined, Param, Words, _, _n

LATE_SHOWN = 3  # steps that are still tried, by name
FIRST = ("place", "invite", "direct_message")  # of what was refused
REFUSED_LINES = 3  # of them for steps the chat refused


def try_again(incident: Incident) -> tuple[Button, ...]:
    """The button for what the chat refused, where there is any."""
    if not incident.room.refused or incident.is_resolved:
        return ()
    return (Button("open.retry", _("Try again"), on(incident.id)),)


def product(incident: Incident) -> str:
    """The name of the chat, as its people's ids begin."""
    return incident.opening.opener.id.partition(":")[0].capitalize() if incident.opening.opener else "–"


def not_yet(scene: Scene) -> list[Words]:
    """What of the setting up is still tried."""
    if not scene.late:
        return []
    steps = list(dict.fromkeys(_step(scene.incident, step) for step in scene.late))
    names: list[Param] = [*steps[:LATE_SHOWN]]
    if more := len(steps[LATE_SHOWN:]):
        names.append(_n("{n} more", "{n} more", more))
    since = when(scene.incident, min(scene.late.values()))
    said = _("Not yet: {steps}, since {at}. I keep trying; nothing waits for it.", steps=Joined(tuple(names)), at=since)
    return [said]


def set_up(scene: Scene) -> list[Words]:
    """What is done and what is not, where not all of it is."""
    incident = scene.incident
    if not (scene.late or incident.room.refused):
        return []
    first = {
        "place": _("room"),
        "invite/opener": _("your invitation"),
        "board": _("board"),
        "questions": _("questions"),
    }
    done = [words for step, words in first.items() if step not in incident.room.refused]
    return [_("Done: {steps}.", steps=Joined(tuple(done))), *not_yet(scene), *not_done(incident, REFUSED_LINES)]


def not_done(incident: Incident, room: int) -> list[Words]:
    """One line for each refused step as far as there is *room*, at least one; the rest is counted."""
    refused = sorted(incident.room.refused, key=_weight)
    room = max(1, min(room, REFUSED_LINES))
    named = refused if len(refused) <= room else refused[: room - 1]
    lines = [
        _(
            "Not done: {step} ({product} refused, since {at})",
            step=_step(incident, step),
            product=product(incident),
            at=when(incident, incident.room.refused[step].since),
        )
        for step in named
    ]
    more = len(refused) - len(named)
    if more and named:
        lines.append(_n("Not done: {n} more step", "Not done: {n} more steps", more))
    elif more:
        lines.append(_n("Not done: {n} step", "Not done: {n} steps", more))
    return lines


def _weight(step: str) -> tuple[int, str]:
    """Who can't come in is said first, then who was not written to."""
    what = step.partition("/")[0]
    return FIRST.index(what) if what in FIRST else len(FIRST), step


def _step(incident: Incident, step: str) -> Words:
    what, _slash, of = step.partition("/")
    match what:
        case "place":
            return _("the room")
        case "pin":
            return _("pin")
        case "topic" | "purpose":
            return _("topic")
        case "invite":
            return _("invite {name}", name=_name(incident, of))
        case "remove":  # nobody is named: the room must not know whom it is about
            return _("removing somebody")
        case "direct_message":
            return _("letter to {name}", name=_name(incident, of.rpartition("/")[2]))
        case "announcement":
            return _("announcement")
        case _other:
            return _("a post in this room")


def _name(incident: Incident, id: str) -> Param:
    known: list[Someone | None] = [
        incident.opening.opener,
        incident.command.commander,
        *(who for task in incident.tasks.values() for who in task.asked),
    ]
    known += [there.person for there in incident.room.inside.values()]
    return next((full(someone) for someone in known if someone and someone.id == id), _("somebody"))
