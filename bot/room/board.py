"""The board, post 1 of the room and pinned: how it stands, who commands, what comes next. The topic and the purpose."""

from __future__ import annotations

from bot.chat.card import Button, Card, Goto, Item, Lines, More, Option, Part, Row, Small, Title, on
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.questions.cards.thread import ROOT
from bot.crisis.questions.order import unsettled
from bot.crisis.severity import explain
from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.room.next_step import next_step
from bot.room.setting_up import not_done, not_yet
from bot.room.status import provenance, state_words
from bot.room.surface import Scene, Surface
from bot.room.view import Line, Rank
from bot.speech.cards import ROOT as STATEMENTS
from bot.text import Name, Words, _

LINES = 12  # of the board (ux.md §3.1)
NAME_CHARS = 40  # ux.md §9: of the commander's name in the topic


def board(scene: Scene) -> list[Surface]:
    """The board; it is always there, and closes in place when the crisis is resolved."""
    incident = scene.incident
    parts: tuple[Part, ...] = (
        Title(_heading(incident)),
        Lines(tuple(lines(scene))),
        Small((provenance(incident),)),
        Row(_buttons(scene)),
    )
    return [Surface("board", Card(text=_text(scene), parts=parts), pinned=True)]


def headlines(scene: Scene) -> list[Words]:
    """What the board says, line by line, for a person who asks how it stands."""
    return [_heading(scene.incident), *lines(scene)]


def topic(scene: Scene) -> Words:
    """≤ 120 characters: the number, how bad, who commands."""
    incident = scene.incident
    n, level = incident.number, explain.level(incident.level)
    if incident.is_resolved:
        return _("Crisis {n} · RESOLVED", n=n)
    holder = seated(incident)
    if holder is None:
        return _("Crisis {n} · {level} · nobody commands yet", n=n, level=level)
    name = Name(holder.id, shortened(holder.name, NAME_CHARS))
    return _("Crisis {n} · {level} · commander {name}", n=n, level=level, name=name)


def purpose(scene: Scene) -> Words:
    """What the room is for, so that who is invited knows what becomes of their words."""
    n = scene.incident.number
    return _("Room of Crisis {n}. The bot keeps what is captured here, and the record may be disclosed.", n=n)


def _heading(incident: Incident) -> Words:
    return _("Crisis {n} · {title}", n=incident.number, title=incident.opening.title)


def _buttons(scene: Scene) -> tuple[Item, ...]:
    incident, value = scene.incident, on(scene.incident.id)
    if incident.is_resolved:
        reopen = Button("resolve.reopen_form", _("Reopen…"), value)
        return (reopen, Button("timeline.show", _("Timeline"), value))
    more = More(
        "board.menu",
        (
            # Five at most, and a brief is had by the command as well.
            Option("open.retry", _("Try again")) if incident.room.refused else Option("board.brief", _("Catch me up")),
            Option("timeline.form", _("Add to timeline…")),
            Option("severity.form", _("Change severity…")),
            Option("timeline.show", _("Timeline")),
            Option("resolve.form", _("Resolve…")),
        ),
        value,
    )
    roles = Button("roles.form", _("Roles…"), value)
    if seated(incident) is None:
        take = Button("roles.claim", _("Take command"), value, style="primary")
        return (take, *_to_question(scene), _holding_statement(incident), roles, more)
    return (*_to_question(scene, primary=True), _holding_statement(incident), roles, more)


def _holding_statement(incident: Incident) -> Item:
    """The form with the approved line; once it is out, the way to where it stands."""
    if incident.speech.published is not None:
        return Goto(_("Statements"), STATEMENTS)
    return Button("statements.first", _("First word…"), on(incident.id))


def _to_question(scene: Scene, *, primary: bool = False) -> list[Item]:
    """Leads to the question to answer next; to its thread for as long as it is not posted."""
    question = unsettled(scene.incident, scene.book)
    if question is None:
        return []
    asking = scene.incident.questions.asking(question.id)
    to = f"question/{asking.question}#{asking.nth}" if asking else ROOT
    return [Goto(_("Go to question"), to, primary, meanwhile=ROOT)]


def _text(scene: Scene) -> Words:
    incident = scene.incident
    level, state = explain.level(incident.level), state_words(incident)
    n, following = incident.number, next_step(scene)
    holder = seated(incident)
    if holder is None:
        return _("Crisis {n}, {level}, {state}. {next}", n=n, level=level, state=state, next=following)
    return _(
        "Crisis {n}, {level}, {state}. Commander {name}. {next}",
        n=n,
        level=level,
        state=state,
        name=full(holder),
        next=following,
    )


def lines(scene: Scene) -> list[Words]:
    """At most 12, what is late near the top. What has nothing behind it is left out, but for who can post."""
    incident = scene.incident
    shown = [line for view in scene.views for line in view.board(scene)]
    shown.append(Line(Rank.next, next_step(scene)))
    if not incident.is_resolved:
        shown += [Line(Rank.set_up, words) for words in not_yet(scene)]
    for rank in sorted({line.rank for line in shown if line.spare}):  # what goes first where there is no room
        if len(shown) + bool(incident.room.refused) > LINES and not incident.is_resolved:
            shown = [line for line in shown if line.rank != rank]
    words = [line.words for line in sorted(shown, key=lambda line: line.rank)]
    return words if incident.is_resolved else [*words, *not_done(incident, LINES - len(words))]
