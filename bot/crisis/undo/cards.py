"""What stands after somebody took back a press: the button for it, command that is back, a review that is not."""

from __future__ import annotations

from bot.chat.card import Button, Card, Goto, Item, Lines, Part, Row, Small, on
from bot.crisis.command.rules import seated
from bot.crisis.command.state import GivenBack
from bot.crisis.incident import Incident
from bot.people.naming import first, full
from bot.room.status import when
from bot.room.surface import Scene, Surface, direct_message
from bot.text import _


def undo_button(incident: str) -> Button:
    """For the answer to a press that is worth taking back at once."""
    return Button("undo.last", _("Undo"), on(incident))


def undone(scene: Scene) -> list[Surface]:
    """Who has command again hears it; who was to review does not have to any more."""
    incident = scene.incident
    back = incident.command.given_back
    found = [_command(scene, back)] if back and not incident.is_out(back.to.id) else []
    return [*found, *_reviews(incident)]


def _command(scene: Scene, back: GivenBack) -> Surface:
    incident, holder = scene.incident, seated(scene.incident)
    has = holder is not None and holder.id == back.to.id and not incident.is_resolved
    line = _("You have command of Crisis {n} again.", n=incident.number)
    took = _("{name} took back their press at {at}.", name=full(back.by), at=when(incident, back.at))
    why = _("Why you: you had command before {name}.", name=first(back.by))
    go: Item = Goto(_("Go to room"), to="place", primary=True)
    items = (go, Button("roles.hand_over", _("Hand over…"), on(incident.id))) if has else ()
    if not has:
        line = _("You had command of Crisis {n} again, from {at} on.", n=incident.number, at=when(incident, back.at))
    parts: list[Part] = [Lines((line, took)), Small((why,)), *([Row(items)] if items else [])]
    key = f"command-back@{int(back.at.timestamp())}/{back.to.id}"
    return direct_message(scene, key, back.to, Card(line, tuple(parts)), settled=not has)


def _reviews(incident: Incident) -> list[Surface]:
    """The direct messages of an end that was taken back are taken away."""
    owners = [(ending.nth, ending.review_owner) for ending in incident.resolving.undone if ending.review_owner]
    gone = Card(_("This crisis is open again."))
    return [
        Surface(f"direct_message/review-{nth}/{owner.id}", gone, to=owner.id, later=True, removed=True)
        for nth, owner in owners
    ]
