"""Statements: post 4 of the room. So far the holding statement alone: when it is due, its text, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.chat.card import Button, Card, Item, Lines, Part, Quote, Row, Small, on
from bot.crisis.incident import Incident
from bot.crisis.wording import shortened, span
from bot.people.naming import full
from bot.room.status import when
from bot.room.surface import Scene, Surface
from bot.room.view import Line, Rank, Ranked, View
from bot.speech.holding_statement.cards import approved_by, draft_direct_message, kind_words
from bot.speech.holding_statement.facts import HoldingStatementLate
from bot.speech.holding_statement.rules import due_at, is_approved, is_late, kind_of, line_of
from bot.speech.holding_statement.state import Template
from bot.text import Link, Moment, Strong, Words, _, _n

ROOT = "statements"


def statements(scene: Scene) -> list[Surface]:
    """The root from the moment there is something to say: published, late, or a line that was written meanwhile."""
    incident, line = scene.incident, line_of(scene.incident, scene.register, kind_of(scene.incident, scene.book))
    if not (incident.speech.published or incident.speech.late or incident.speech.drafts):
        return []
    over = incident.is_resolved
    found = [Surface(ROOT, _root(scene, line), later=True, settled=over), *_direct_messages(scene)]
    if late := incident.speech.late:
        waits = is_late(incident) and not over
        found.append(Surface("first-word-late", _late(incident, late, waits), ROOT, later=True, settled=not waits))
    return found


def _direct_messages(scene: Scene) -> list[Surface]:
    """To who is asked to approve a draft; each new text is a direct message of its own, so that it is heard."""
    incident = scene.incident
    over = incident.is_resolved or incident.speech.published is not None
    asked = sorted((line for line in incident.speech.drafts.values() if line.asked), key=lambda line: line.playbook)
    ours = Button("statements.approve", _("Read and approve…"), on(incident.id), style="primary")
    return [draft_direct_message(scene, scene.book, line, ours, over) for line in asked if not _is_out(incident, line)]


def _is_out(incident: Incident, line: Template) -> bool:
    """Whether who was asked is to see nothing of it any more."""
    return line.asked is None or incident.is_out(line.asked.id)


def _root(scene: Scene, line: Template | None) -> Card:
    incident = scene.incident
    head = _head(incident)
    if word := incident.speech.published:
        link, at = Link(_("link"), url=word.link), when(incident, word.published_at)
        lines = [
            _(
                "Published {at} ({link}), {span}. Recorded by {name}.",
                at=at,
                link=link,
                span=_span(incident),
                name=full(word.by),
            )
        ]
        approval = Small((_approval(word.approval.by.name, bool(word.filled)),))
        return Card(head, (Lines((Strong(head), *lines)), Quote(word.text), approval))
    parts: tuple[Part, ...] = (Lines((Strong(head), _line(scene, line))),)
    return Card(head, parts if incident.is_resolved else (*parts, Row(_buttons(incident, line))))


def _head(incident: Incident) -> Words:
    if word := incident.speech.published:
        return _("Statements · first word out since {at}", at=when(incident, word.published_at))
    if is_late(incident) and incident.speech.late:
        return _("Statements · first public word late since {at}", at=when(incident, incident.speech.late.due))
    if (at := due_at(incident)) is not None and not incident.is_resolved:
        return _("Statements · first public word due {at}", at=when(incident, at))
    return _("Statements · no public word")


def _span(incident: Incident) -> Words:
    """How long after the opening it came."""
    word = incident.speech.published
    if word is None or incident.opening.opened_at is None:
        return _("n/a")
    minutes = (word.published_at - incident.opening.opened_at) // timedelta(minutes=1)
    if minutes < 0:
        return _("before the opening")
    return _n("{n} min after the opening", "{n} min after the opening", minutes)


def _approval(name: str, is_filled: bool) -> Words:
    words = _("The line was approved by {name}.", name=name)
    if not is_filled:
        return words
    return _("{words} What stands in its empty places was filled in here.", words=words)


def _line(scene: Scene, line: Template | None) -> Words:
    kind = kind_words(scene.book, kind_of(scene.incident, scene.book))
    if line is None:
        return _("No line for “{kind}” yet. Next: the commander writes it, another person approves it.", kind=kind)
    if not is_approved(line):
        name = full(line.written_by)
        return _("Line for “{kind}”: written by {name}. Next: another person approves it.", kind=kind, name=name)
    return _("Line for “{kind}”: {approved}", kind=kind, approved=approved_by(line, scene.incident))


def _buttons(incident: Incident, line: Template | None) -> tuple[Item, ...]:
    value = on(incident.id)
    if is_approved(line):
        return (Button("statements.first", _("First word…"), value, style="primary"),)
    if line is None:
        return (Button("statements.write", _("Write the line…"), value, style="primary"),)
    approve = Button("statements.approve", _("Read and approve…"), value, style="primary")
    return (approve, Button("statements.write", _("Change the line…"), value))


def _late(incident: Incident, late: HoldingStatementLate, waits: bool) -> Card:
    """The one reminder of whoever commands."""
    at = when(incident, late.due)
    if late.to is None:
        said = _("The first public word was due {at}.", at=at)
    else:
        said = _("{name}, the first public word was due {at}.", name=full(late.to, mention=waits), at=at)
    if not waits:
        return Card(said, (Lines((said,)),))
    next_ = _("Next: publish the approved line by hand, then record it. Or say in the timeline why not.")
    first = Button("statements.first", _("First word…"), on(incident.id), style="primary")
    return Card(said, (Lines((said, next_)), Row((first,))))


# on the board, in the summary, for who joins late

PUBLISHED_CHARS = 200  # of what is published: enough to say the same


def _board(scene: Scene) -> Iterator[Line]:
    incident = scene.incident
    if is_late(incident) and incident.speech.late and not incident.is_resolved:
        since, who = when(incident, incident.speech.late.due), incident.acting
        words = _("Late: first public word, since {at} ({name})", at=since, name=full(who) if who else "–")
        yield Line(Rank.late, words)
    yield from (Line(Rank.speech, words) for words in _holding_statement(incident))


def _holding_statement(incident: Incident) -> list[Words]:
    """Where the first public statement stands; what is late is said further up."""
    if word := incident.speech.published:
        at, link = when(incident, word.published_at), Link(_("link"), url=word.link)
        return [_("First word published {at} ({link})", at=at, link=link)]
    at_last = due_at(incident)
    if at_last is None or is_late(incident) or incident.is_resolved:
        return []
    return [_("First public word due {at}", at=when(incident, at_last))]


def _told(incident: Incident) -> list[Words]:
    """When the first public statement came, once it did; its text is on the timeline."""
    if incident.speech.published is None:
        return []
    at, link = incident.speech.published.published_at, Link(_("link"), url=incident.speech.published.link)
    if incident.opening.opened_at is None or at < incident.opening.opened_at:
        return [_("First word: {at} ({link})", at=Moment(at), link=link)]
    took = span(at - incident.opening.opened_at)
    return [_("First word: {at} ({link}), {span} after the opening", at=Moment(at), link=link, span=took)]


def _published(incident: Incident) -> list[Words]:
    """What stands online in our name: nobody may say anything else."""
    if (word := incident.speech.published) is None:
        return []
    at, text = when(incident, word.published_at), shortened(word.text, PUBLISHED_CHARS)
    return [_("Published {at}: “{text}” ({link})", at=at, text=text, link=Link(_("link"), url=word.link))]


VIEW = View(
    "speech",
    shown=statements,
    board=_board,
    summary=lambda scene: (Ranked(10, words) for words in _told(scene.incident)),
    brief=lambda scene, reader: (Ranked(0, words) for words in _published(scene.incident)),
)
