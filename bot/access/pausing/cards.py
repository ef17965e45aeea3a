"""Pausing, as people meet it: the list in the access thread, and what its tasks say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.access.pausing.rules import PAUSE, Paused, current, items
from bot.access.pausing.state import Order
from bot.access.pausing.words import pause_lines, thing_words, what
from bot.access.restriction.step_words import checked_words
from bot.chat.card import Button, Card, Item, Lines, Row, Small, Title, on
from bot.crisis.incident import Incident
from bot.crisis.wording import shortened
from bot.people.naming import first, full
from bot.people.who import Someone
from bot.room.status import when
from bot.room.surface import Scene, Surface, direct_message
from bot.room.view import Line, Rank, View
from bot.task.cards import OfTask, TaskView, line
from bot.task.state import Task
from bot.task.words import REASON_CHARS
from bot.text import Strong, Words, _, _n

THREAD = "access"
SHOWN = 20  # items on the card; the rest is counted


def pausing(scene: Scene) -> list[Surface]:
    """The list, and who hears that something may run again; who is asked hears it from their task."""
    incident, order = scene.incident, scene.incident.pausing.order
    if order is None:
        return []
    found = [Surface("pausing", _card(incident, order), thread=THREAD, later=True)]
    for paused in items(incident):
        by = paused.task.said_by
        if paused.runs_again and by and not incident.is_out(by.id):
            found += _again(scene, paused, by)
    return found


# the list in the thread


def _card(incident: Incident, order: Order) -> Card:
    head = _("Pausing everything · {name}, {at}", name=full(order.by), at=when(incident, order.at))
    there = current(incident)
    lines: list[Words | Strong] = [Strong(head), *pause_lines(incident)]
    lines += [_line(incident, paused) for paused in there[:SHOWN]]
    if more := len(there[SHOWN:]):
        lines.append(_n("and {n} more", "and {n} more", more))
    buttons = _buttons(incident, there)
    text = _("{head}. {counted}", head=head, counted=pause_lines(incident)[0])
    return Card(text, (Lines(tuple(lines)), *((Row(buttons),) if buttons else ())))


def _buttons(incident: Incident, there: Sequence[Paused]) -> tuple[Item, ...]:
    if incident.is_resolved:
        return ()
    value, left = on(incident.id, OfTask(PAUSE.id(""))), [paused for paused in there if not paused.runs_again]
    found: list[Item] = []
    if any(paused.task.is_done and not paused.task.is_verified for paused in left):
        found.append(Button("task.verify", _("Verify…"), value, style="primary", name=_("Verify what is paused")))
    if any(paused.task.is_open for paused in left):
        found.append(Button("task.done", PAUSED, value))
    if any(paused.task.is_done for paused in left):
        found.append(Button("pause.resume", _("Run again…"), on(incident.id)))
    return tuple(found)


PAUSED = _("Paused…")


def _line(incident: Incident, paused: Paused) -> Words:
    called = thing_words(paused.item.thing)
    if paused.decided is None:
        return line(incident, VIEW, paused.task, called)
    sign = "▶" if paused.runs_again else "✔"
    return _("{sign} {thing} · {how}", sign=sign, thing=called, how=_decided(incident, paused))


def _decided(incident: Incident, paused: Paused) -> Words:
    decided = paused.decided
    at, name = (when(incident, decided.at), full(decided.by)) if decided else ("–", "–")
    reason = shortened(decided.reason, REASON_CHARS) if decided else ""
    if paused.runs_again:
        return _("may run again, {name} {at}: {reason}", name=name, at=at, reason=reason)
    return _("stays paused, {name} {at}: {reason}", name=name, at=at, reason=reason)


# what its tasks say


def _how(scene: Scene, task: Task) -> list[Words]:
    """Where it posts to, and how it is stopped, as the runbooks say; each with how sure that is."""
    order = scene.incident.pausing.order
    item = next((each for each in (order.items if order else ()) if PAUSE.id(each.n) == task.id), None)
    if item is None:
        return []
    lines = []
    if item.accounts and item.thing.what == "tool":
        lines.append(_("It posts to {accounts}.", accounts=", ".join(item.accounts)))
    steps = [step for id in item.runbooks if (book := scene.book.runbook(id)) for step in book.of("pause")]
    for step in steps:
        lines += [Words(step.text), checked_words(step.checked_on)]
    return lines if steps else [*lines, UNWRITTEN[item.thing.what]]


UNWRITTEN = {
    "scheduled": _("Look in every tool that posts by itself, and in each platform's own planner."),
    "paid": _("Stop every running advert and every boosted post."),
    "ads": _("Stop every running advert and every boosted post of this account."),
    "tool": _("Stop everything it has scheduled. Nobody has written down yet how."),
}


def _why(incident: Incident, task: Task) -> Words:
    by, at = full(task.by), when(incident, task.at)
    match task.why:
        case "owner":
            return _("Why you: you are its owner in the register. {name} ordered it, {at}.", name=by, at=at)
        case "access_lead":
            return _("Why you: you lead access, and nobody else is known. {name} ordered it, {at}.", name=by, at=at)
        case _commander:
            return _("Why you: you command, and nobody else is known. {name} ordered it, {at}.", name=by, at=at)


VIEW = TaskView(
    kind=PAUSE,
    what=what,
    how=_how,
    why=_why,
    thread=THREAD,
    done=_("Paused"),
    button=PAUSED,
    look=_("Look yourself: is the queue stopped, does no advert run?"),
)


def _again(scene: Scene, paused: Paused, by: Someone) -> Iterator[Surface]:
    """Whoever paused it hears that it may run again: only they can do it."""
    incident, decided = scene.incident, paused.decided
    if decided is None or decided.by.id == by.id:
        return
    n, thing = incident.number, thing_words(paused.item.thing)
    said = _("Crisis {n} · {thing} may run again", n=n, thing=thing)
    reason = _("{name} decided: {reason}", name=full(decided.by), reason=decided.reason)
    next_ = _("Next: read again what it has scheduled, then let it run.")
    at, name = when(incident, paused.task.said_at), first(decided.by)
    why = _("Why you: you paused it, {at}. If you can't, tell {name}.", at=at, name=name)
    card = Card(said, (Title(said), Lines((reason, next_)), Small((why,))))
    yield direct_message(scene, f"pause-again-{paused.n}/{by.id}", by, card)


SHOWS = View(
    "pausing",
    told=pausing,
    board=lambda scene: (Line(Rank.pausing, words) for words in pause_lines(scene.incident)),
)
