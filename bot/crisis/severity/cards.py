"""
Which severity counts, where the answers have overtaken the one that was set: asked in the room, and by direct message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.access.restriction.progress import closing
from bot.chat.card import Button, Card, Goto, Item, Lines, Row, Small, Title, on
from bot.chat.carried import Carried
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.severity import explain
from bot.crisis.severity.state import LevelAsk
from bot.people.naming import first, full
from bot.room.status import severity_words, when
from bot.room.surface import Scene, Surface, direct_message
from bot.room.view import Line, Rank, Ranked, View, Waiting
from bot.text import Moment, Strong, Words, _

GO = Goto(_("Go to room"), to="place")


def level_asks(scene: Scene) -> Iterator[Surface]:
    """Each asking is a post of its own, so that it is heard; once it is over, one line without buttons."""
    incident = scene.incident
    for ask in incident.severity.asks:
        over = bool(ask.ended) or incident.is_resolved
        asked = _ended(incident, ask) if over else _aloud(incident, ask)
        yield Surface(f"level/{ask.seq}", asked, thread="board", later=True, settled=over, again=not over)
        if ask.to is not None and not incident.has_conflict(ask.to.id):
            direct = _ended(incident, ask) if over else _direct_message(incident, ask)
            yield direct_message(scene, f"level-{ask.seq}/{ask.to.id}", ask.to, direct, settled=over)


@dataclass(frozen=True, slots=True)
class OfLevelAsk(Carried):
    """A question whether a level that was set is still right."""

    ask: int


def _aloud(incident: Incident, ask: LevelAsk) -> Card:
    lines = _lines(incident, ask)
    return Card(lines[-1], (Lines((_heading(ask), *lines)), Row(_buttons(incident, ask))))


def level_buttons(incident: Incident, ask: LevelAsk) -> tuple[Button, Button]:
    """To keep what was set, with a reason; to let the answers count."""
    value, computed = on(incident.id, OfLevelAsk(ask.seq)), _computed(incident, ask)
    keep = Button("severity.keep", _("Keep {level}…", level=explain.level(ask.set)), value)
    return Button("severity.release", _("Take {level}", level=computed), value, style="primary"), keep


def _buttons(incident: Incident, ask: LevelAsk) -> tuple[Item, ...]:
    if ask.to is None:
        return (Button("roles.claim", _("Take command"), on(incident.id), style="primary"),)
    return level_buttons(incident, ask)


def _computed(incident: Incident, ask: LevelAsk) -> Words:
    return explain.level(
        incident.severity.computed.level if incident.severity.computed and not ask.ended else ask.computed
    )


def _heading(ask: LevelAsk) -> Strong:
    if ask.to is None:
        return Strong(_("Nobody is in command to decide which severity counts."))
    return Strong(_("{name}, which severity counts?", name=full(ask.to, mention=True)))


def _lines(incident: Incident, ask: LevelAsk) -> list[Words]:
    computed, was = _computed(incident, ask), explain.level(ask.set)
    line = _("The answers now give {computed}; {set} was set.", computed=computed, set=was)
    if incident.severity.computed:
        why = explain.why(incident.severity.computed)
        line = _("The answers now give {computed}, {why}; {set} was set.", computed=computed, why=why, set=was)
    return [line, _("{computed} counts until you decide. Keeping {set} needs a reason.", computed=computed, set=was)]


def _direct_message(incident: Incident, ask: LevelAsk) -> Card:
    heading = _("Crisis {n} · which severity counts?", n=incident.number)
    lines = _lines(incident, ask)
    why = _("Why you: you command this crisis.") if seated(incident) else _("Why you: you act as commander.")
    text = _("{heading} {next}", heading=heading, next=lines[-1])
    row = Row((*level_buttons(incident, ask), GO))
    return Card(text, (Title(heading), Lines(tuple(lines)), Small((why,)), row))


def _ended(incident: Incident, ask: LevelAsk) -> Card:
    computed, was, at = explain.level(ask.computed), explain.level(ask.set), when(incident, ask.ended_at)
    match ask.ended:
        case "kept" if ask.by:
            how = _("{name} decided about the severity, {at}.", name=first(ask.by), at=at)
        case "released" if ask.by:
            how = _("{name} lets the answers count: {level}, {at}.", name=first(ask.by), level=computed, at=at)
        case _over:
            how = _("This question is over. The board says which severity counts.")
    line = _("Severity: {computed} by the answers, {set} was set.", computed=computed, set=was)
    return Card(how, (Lines((line, how)),))


def _board(scene: Scene) -> Iterator[Line]:
    if not scene.incident.is_resolved:
        yield Line(Rank.state, _state(scene.incident))


def _state(incident: Incident) -> Words:
    severity = severity_words(incident)
    if seated(incident) is None:
        return _("{severity} · Opened {at}", severity=severity, at=when(incident, incident.opening.opened_at))
    if closing(incident):
        return _("{severity} · Closing access", severity=severity)
    return _("{severity} · Finding out", severity=severity)


def _next(scene: Scene) -> Iterator[Ranked]:
    incident = scene.incident
    if incident.severity.ask is not None and incident.acting is not None:
        yield Ranked(22, _("Next: decide which severity counts ({name})", name=full(incident.acting)))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    """Which severity counts, for who commands or acts."""
    ask = incident.severity.ask
    if ask is None or ask.to is None or ask.to.id != person:
        return []
    what = _("decide which severity counts, since {at}", at=Moment(ask.at))
    return [Waiting(0, what, items=level_buttons(incident, ask))]


VIEW = View("severity", told=level_asks, board=_board, next=_next, waiting=_waiting)
