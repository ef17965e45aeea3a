"""
A crisis in a few lines, for one person: who joins late, and whoever asks to be caught up. Nothing restricted. What the
public has heard, and why it goes on again, come first.
"""

from __future__ import annotations

from datetime import date

from bot.access.posture.cards.proposal import posting
from bot.access.restriction.progress import stands
from bot.chat.card import Button, Item, on
from bot.chat.outcome import Reply
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.resolving.words import outcome_words
from bot.crisis.roles.team import held
from bot.crisis.severity import explain
from bot.crisis.severity.facts import SeveritySet
from bot.crisis.wording import shortened
from bot.people.naming import full
from bot.people.who import Person
from bot.record.entry import Entry, gathered
from bot.record.fact import Weight
from bot.record.say import weight_words
from bot.room.status import named_accounts, severity_why, when
from bot.room.surface import Scene
from bot.room.view import Ranked
from bot.room.waiting import part, waiting
from bot.text import Joined, Words, _, raw

LINE_CHARS = 90  # of a person's words in one of the lines
FIVE = 5
SAID = 2  # newest decisions and facts
RECENT = 120  # newest events that are looked at for them


def brief(scene: Scene, reader: Person) -> Reply:
    """The lines. *scene.timeline* holds the newest events; older ones are not looked at."""
    incident = scene.incident
    core = (_happened(scene), _stands(scene), _said(scene), _people(scene), _you(scene, reader))
    told = [Ranked(20 + 10 * n, words) for n, words in enumerate(core)]
    told += [line for view in scene.views for line in view.brief(scene, reader)]
    lines = [line.words for line in sorted(told, key=lambda line: line.rank)]
    head = _("Crisis {n} in five lines", n=incident.number)
    if len(lines) > FIVE:
        head = _("Crisis {n} in {lines} lines", n=incident.number, lines=len(lines))
    return Reply((head, *(raw(Joined((n, line), " ")) for n, line in enumerate(lines, 1))), _buttons(incident))


def _buttons(incident: Incident) -> tuple[Item, ...]:
    """What to do after reading; nobody takes a role in what is over."""
    timeline = Button("timeline.show", _("Timeline"), on(incident.id))
    return (timeline,) if incident.is_resolved else (Button("roles.form", _("Roles…"), on(incident.id)), timeline)


def _happened(scene: Scene) -> Words:
    """What is known for sure, else what was answered; until somebody has, the title, which is what was reported."""
    answered = scene.incident.questions.answers.get("what_happened")
    values = answered.answer.values if answered and answered.state == "answered" else {}
    sure, said = str(values.get("sure") or ""), str(values.get("what") or "")
    weight = Weight.fact if sure else Weight.unconfirmed
    what = shortened(sure or said or scene.incident.opening.title, LINE_CHARS)
    return _("{what} ({weight})", what=what, weight=weight_words(weight))


def _stands(scene: Scene) -> Words:
    incident = scene.incident
    level = explain.level(incident.level)
    if ending := incident.resolving.ending:
        at = when(incident, ending.at)
        return _("{level}, resolved {at}: {outcome}", level=level, at=at, outcome=outcome_words(ending.outcome))
    why = severity_why(incident)
    severity = level if why is None else _("{level}: {why}", level=level, why=why)
    if access := stands(incident):
        return _("{severity}. {access}", severity=severity, access=access)
    if scene.register is not None and scene.register.accounts:
        return _("{severity}. {access}", severity=severity, access=posting(scene))
    if accounts := named_accounts(scene):
        return _("{severity}. {accounts}: access not known yet", severity=severity, accounts=accounts)
    return _("{severity}. Access: not known yet", severity=severity)


def _said(scene: Scene) -> Words:
    """The newest decisions and facts, as they stand now: changed ones changed, struck ones left out."""
    told = [line for entry in gathered(scene.timeline) if (line := _told(scene.incident, entry))][-SAID:]
    return raw(Joined(tuple(told), " · ")) if told else _("Decided: nothing yet")


def _told(incident: Incident, entry: Entry) -> Words | None:
    """What people wrote down, and a level the commander set; all else stands in the other lines."""
    fact, at = entry.event.fact, when(incident, entry.happened_at)
    if isinstance(fact, SeveritySet):
        return _("Decided {at}: {what} ({name})", at=at, what=explain.level(fact.level), name=full(fact.by))
    if entry.struck or entry.by is None or entry.text is None:
        return None
    what, name = shortened(entry.text, LINE_CHARS), full(entry.by)
    match entry.weight:
        case Weight.decision:
            return _("Decided {at}: {what} ({name})", at=at, what=what, name=name)
        case Weight.fact:
            return _("Known {at}: {what} ({name})", at=at, what=what, name=name)
    return None


def _people(scene: Scene) -> Words:
    """Who commands, and who has which role."""
    roles = tuple(
        _("{role} {names}", role=Words(role.title), names=Joined(tuple(full(who) for who in people)))
        for role, people in held(scene.incident, scene.book)
    )
    return raw(Joined((_commands(scene.incident), *roles), " · "))


def _commands(incident: Incident) -> Words:
    if holder := seated(incident):
        return _("{name} commands, since {at}", name=full(holder), at=when(incident, incident.command.since))
    if acting := incident.acting:
        return _("Nobody commands yet; {name} acts", name=full(acting))
    return _("Nobody commands yet")


def _you(scene: Scene, reader: Person) -> Words:
    """What waits for them, else what they are here, else what everybody without a role should know."""
    waits = waiting(scene.incident, scene.book, reader.id, date.min)
    if waits:
        return _("For you: {what}", what=waits[0].what)
    if mine := part(scene.incident, scene.book, reader.id):
        return _("You: {what}", what=mine)
    return _("You: no role yet. Please don't post outside.")
