"""Letters to those who are asked to take command, because nobody has it. Only the newest asking has a button."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.card import Button, Card, Goto, Lines, Quote, Row, Small, Title, on
from bot.crisis.command import seeking
from bot.crisis.command.rules import seated
from bot.crisis.command.state import Sought
from bot.crisis.incident import Incident
from bot.people.naming import full
from bot.people.who import Someone
from bot.people.words import standing_words
from bot.room.status import severity_words, state_words, when
from bot.room.surface import Scene, Surface, letter
from bot.text import Words, _

GO = Goto(_("Go to room"), to="place")


def seeking_letters(scene: Scene) -> list[Surface]:
    """One to each who was asked, each time."""
    incident = scene.incident
    newest = {someone.id: each.at for each in incident.sought for someone in each.people}
    return [
        _letter(scene, each, someone, waits=newest[someone.id] == each.at)
        for each in incident.sought
        for someone in each.people
        if not incident.is_out(someone.id)
    ]


def _letter(scene: Scene, each: Sought, to: Someone, waits: bool) -> Surface:
    incident = scene.incident
    begun = seeking.since(incident)
    waits = waits and not incident.is_resolved and begun is not None and each.at >= begun
    card = _card(incident, each, to) if waits else _over(incident)
    return letter(scene, f"seek-{int(each.at.timestamp())}/{to.id}", to, card, settled=not waits)


def _card(incident: Incident, each: Sought, to: Someone) -> Card:
    heading = _("Crisis {n} · nobody commands", n=incident.number)
    next_ = _("Next: take command, or go to the room and say who does.")
    stands = _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident))
    take = Button("roles.claim", _("Take command"), on(incident.id, to=to.id), style="primary")
    parts = (
        Title(heading),
        Quote(incident.title),
        Lines((stands, *_why_free(incident), next_)),
        Small((_why(incident, each),)),
        Row((take, GO)),
    )
    return Card(_("{heading}. {next}", heading=heading, next=next_), parts)


def _why_free(incident: Incident) -> Iterator[Words]:
    if gone := incident.vacated:
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
