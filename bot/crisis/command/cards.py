"""
Direct messages to those who are asked to take command, because nobody has it. Only the newest asking has a button.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.chat.card import Button, Card, Goto, Lines, Quote, Row, Small, Title, on
from bot.crisis.command import seeking
from bot.crisis.command.rules import seated, silence
from bot.crisis.command.seeking import since, sought
from bot.crisis.command.state import Sought
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.questions.order import unsettled
from bot.people.naming import full
from bot.people.who import Someone
from bot.people.words import standing_words
from bot.room.status import severity_words, state_words, when
from bot.room.surface import Scene, Surface, direct_message
from bot.room.view import Line, Rank, Ranked, View, Waiting
from bot.text import Joined, Moment, Param, Words, _

GO = Goto(_("Go to room"), to="place")


def seeking_direct_messages(scene: Scene) -> list[Surface]:
    """One to each who was asked, each time."""
    incident = scene.incident
    newest = {someone.id: each.at for each in incident.command.sought for someone in each.people}
    return [
        _direct_message(scene, each, someone, waits=newest[someone.id] == each.at)
        for each in incident.command.sought
        for someone in each.people
        if not incident.is_out(someone.id)
    ]


def _direct_message(scene: Scene, each: Sought, to: Someone, waits: bool) -> Surface:
    incident = scene.incident
    begun = seeking.since(incident)
    waits = waits and not incident.is_resolved and begun is not None and each.at >= begun
    card = _card(incident, each, to) if waits else _over(incident)
    return direct_message(scene, f"seek-{int(each.at.timestamp())}/{to.id}", to, card, settled=not waits)


def _card(incident: Incident, each: Sought, to: Someone) -> Card:
    heading = _("Crisis {n} · nobody commands", n=incident.number)
    next_ = _("Next: take command, or go to the room and say who does.")
    stands = _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident))
    take = Button("roles.claim", _("Take command"), on(incident.id, to=to.id), style="primary")
    parts = (
        Title(heading),
        Quote(incident.opening.title),
        Lines((stands, *_why_free(incident), next_)),
        Small((_why(incident, each),)),
        Row((take, GO)),
    )
    return Card(_("{heading}. {next}", heading=heading, next=next_), parts)


def _why_free(incident: Incident) -> Iterator[Words]:
    if gone := incident.command.vacated:
        yield _("{what}, {at}.", what=standing_words(full(gone.by), gone.standing), at=when(incident, gone.at))


def _why(incident: Incident, each: Sought) -> Words:
    at = when(incident, each.at)
    match each.group:
        case "responders":
            return _("Why you: you are a responder, asked {at}.", at=at)
        case "admins":
            return _("Why you: you keep the setup, and nobody else took command, {at}.", at=at)
    return _("Why you: you are a deputy, asked {at}.", at=at)


def _over(incident: Incident) -> Card:
    said = _("Crisis {n}: you need not take command any more. Thank you.", n=incident.number)
    if holder := seated(incident):
        said = _("{name} commands Crisis {n}. Thank you.", name=full(holder), n=incident.number)
    return Card(said, (Lines((said,)), Row((GO,))))


# on the board


def _board(scene: Scene) -> Iterator[Line]:
    """What should have happened by now, and who commands."""
    incident = scene.incident
    if incident.is_resolved:
        return
    late = [*_nobody(incident), *_silent(incident)]
    yield from (Line(Rank.late, words) for words in late)
    yield Line(Rank.command, _commander(incident))


def _silent(incident: Incident) -> list[Words]:
    silent = silence(incident)
    if silent is None or seated(incident) is None:
        return []
    since = when(incident, silent.since)
    return [_("Late: the commander does not react, since {at} ({name})", at=since, name=full(silent.commander))]


def _nobody(incident: Incident) -> list[Words]:
    """That somebody has to take command, and who was asked last."""
    asked, begun = sought(incident), since(incident)
    if not asked or begun is None:
        return []
    names = Joined(tuple(full(someone) for someone in asked[-1].people))
    return [_("Late: nobody commands, since {at}. Asked: {names}", at=when(incident, begun), names=names)]


def _commander(incident: Incident) -> Words:
    if holder := seated(incident):
        since = when(incident, incident.command.since)
        return _("Commander: {name}, since {at}", name=full(holder), at=since)
    if gone := incident.command.vacated:
        what = standing_words(full(gone.by), gone.standing)
        return _("Commander: nobody. {what}, {at}", what=what, at=when(incident, gone.at))
    if acting := incident.acting:
        return _("Commander: nobody yet · {name} acts", name=full(acting))
    return _("Commander: nobody yet")


def _next(scene: Scene) -> Iterator[Ranked]:
    """Who is to command comes first, then what only they can decide."""
    incident, anyone = scene.incident, _("anyone in the room")
    if incident.acting is None:
        yield Ranked(10, _("Next: take command ({who})", who=anyone))
        return
    if incident.command.offer is not None:
        yield Ranked(20, _("Next: take over command ({name})", name=full(incident.command.offer.to)))
    elif silent := silence(incident):
        who: Param = full(silent.deputy) if silent.deputy else anyone
        yield Ranked(20, _("Next: take command ({who})", who=who))
    if incident.command.commander is None and unsettled(incident, scene.book) is None:
        yield Ranked(50, _("Next: take command ({who})", who=anyone))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    offer = incident.command.offer
    if offer is None or offer.to.id != person:
        return []
    take = Button("roles.take", _("I have command"), on(incident.id))
    not_now = Button("roles.not_now", _("Not now…"), on(incident.id))
    what = _("{name} offers you command, since {at}", name=full(offer.by), at=Moment(offer.at))
    return [Waiting(0, what, items=(take, not_now))]


VIEW = View("command", told=seeking_direct_messages, board=_board, next=_next, waiting=_waiting)
