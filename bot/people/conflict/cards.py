"""
Direct messages about who must not see a crisis: to whoever decides whether they leave the room, and to who was taken
out of it.

Their keys have a number, never an id: a step that is refused stands on the timeline.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.card import Button, Card, Confirm, Goto, Item, Lines, Part, Row, Small, Title, on
from bot.chat.carried import Carried
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.people.conflict.rules import deciders, is_inside
from bot.people.conflict.state import Naming
from bot.people.naming import first, full
from bot.people.who import Someone
from bot.room.setting_up import product
from bot.room.status import when
from bot.room.surface import Scene, Surface, direct_message
from bot.text import Words, _

GO = Goto(_("Go to room"), to="place")


def direct_messages(scene: Scene) -> list[Surface]:
    """One direct message a stay to each who decides; one when they are out, and one when they may come back."""
    found: list[Surface] = []
    for naming in scene.incident.conflict.namings:
        if naming.since is not None or naming.led:
            found += [_offer(scene, naming, reader) for reader in deciders(scene.incident, naming)]
        found += _to_them(scene, naming)
    return found


def _offer(scene: Scene, naming: Naming, reader: Someone) -> Surface:
    incident = scene.incident
    stay = int(naming.since.timestamp()) if naming.since else 0  # who comes back is told of again
    inside = is_inside(incident, naming)
    lines, items = _ended(incident, naming) if naming.ended else _how_it_stands(scene, naming, inside)
    heading = _("Crisis {n} · somebody who must not see it", n=incident.number)
    parts: list[Part] = [Title(heading), Lines(tuple(lines)), Small((_why(incident, naming, reader),))]
    parts += [Row(items)] if items else []
    settled = _is_over(incident, naming, reader) or (not inside and not (naming.led and naming.removed_at is None))
    return direct_message(
        scene, f"conflict-{naming.n}@{stay}/{reader.id}", reader, Card(lines[0], tuple(parts)), settled=settled
    )


def _is_over(incident: Incident, naming: Naming, reader: Someone) -> bool:
    """
    Whether nobody needs to hear of it any more.

    Admins do, where whoever commanded was named: else somebody names them, takes command and takes the name back
    before a direct message is out.
    """
    heard = any(
        reader.id == who.id for who in (*incident.opening.admins, incident.opening.hr, incident.opening.legal) if who
    )
    return bool(naming.ended) and not (naming.led and heard)


@dataclass(frozen=True, slots=True)
class OfNaming(Carried):
    """Somebody who was named."""

    naming: int


def _how_it_stands(scene: Scene, naming: Naming, inside: bool) -> tuple[list[Words], tuple[Item, ...]]:
    incident, them = scene.incident, _them(scene, naming)
    who, value = _said(incident, naming, them), on(incident.id, OfNaming(naming.n))
    back = Button("conflict.clear", _("Take it back…"), value)
    if not inside:
        return [who, _("They are not in the room. They can do nothing in this crisis.")], (back,)
    if naming.ordered and naming.step not in incident.room.refused:
        return [who, _("{name} is being taken out of the room.", name=first(them))], (back,)
    confirm = Confirm(
        _("Remove from the room?"),
        _("{name} can no longer read it. They are told that it is a precaution.", name=full(them)),
        _("Remove"),
        _("Keep in room"),
    )
    remove = Button("conflict.remove", _("Remove from the room"), value, style="danger", confirm=confirm)
    lines = [who, _("They are in the room and can read everything there. They can do nothing in this crisis.")]
    if naming.ordered:
        chat = product(incident)
        lines.append(_("{chat} did not remove them. Try again, or ask an administrator of {chat}.", chat=chat))
    lines.append(_("Next: you decide. Remove them from the room, or take it back."))
    return lines, (remove, back)


def _said(incident: Incident, naming: Naming, them: Someone) -> Words:
    """Who said so: a false word must be seen by those who can end it."""
    at, by = when(incident, naming.at), full(naming.by)
    if naming.person in incident.conflict.kept_out:
        return _("{by} said that {name} must not see this, {at}.", by=by, name=full(them), at=at)
    return _("{by} named {name} as involved, {at}.", by=by, name=full(them), at=at)


def _ended(incident: Incident, naming: Naming) -> tuple[list[Words], tuple[Item, ...]]:
    at = when(incident, naming.ended_at)
    if naming.ended == "taken_back" and naming.ended_by:
        back = _("{name} took back what kept somebody out of this, {at}.", name=full(naming.ended_by), at=at)
        return [back, _("Why: {reason}", reason=naming.reason.reveal())], ()
    named = _("{name} had named them, {at}.", name=full(naming.by), at=when(incident, naming.at))
    return [_("Nobody names them any more, since {at}.", at=at), named], ()


def _why(incident: Incident, naming: Naming, reader: Someone) -> Words:
    if incident.acting is None or incident.acting.id != reader.id:
        if not naming.led:
            return _("Why you: nobody commands this crisis now.")
        return _("Why you: whoever commanded was named, so it is not for the next commander to decide.")
    return _("Why you: you command this crisis.") if seated(incident) else _("Why you: you act as commander.")


def _them(scene: Scene, naming: Naming) -> Someone:
    """By the name the room knows, else the chat's."""
    id = naming.person.reveal()
    there, known = scene.incident.room.inside.get(id), scene.people.get(id)
    return there.person if there else known.someone if known else Someone(id=id, name=id)


def _to_them(scene: Scene, naming: Naming) -> list[Surface]:
    """What the person themselves is told: that they are out, and that they may come back. Never why."""
    incident, them = scene.incident, _them(scene, naming)
    asks = next(iter(deciders(incident, naming)), None)
    back = naming.ended and (naming.removed_at or (naming.led and naming.ended == "taken_back"))
    found: list[Surface] = []
    if naming.removed_at:
        lines = [
            _("You are out of the room of Crisis {n} for now.", n=incident.number),
            _("This is a precaution, not an accusation."),
            *([_("Questions: {name}.", name=full(asks))] if asks else []),
        ]
        why = _("Why you: you were in that room until {at}.", at=when(incident, naming.removed_at))
        card = Card(lines[0], (Lines(tuple(lines)), Small((why,))))
        key = f"removed-{naming.n}@{int(naming.removed_at.timestamp())}"
        found.append(direct_message(scene, key, them, card, settled=bool(naming.ended)))
    if back:
        found.append(direct_message(scene, f"back-{naming.n}", them, _may_come_back(incident, naming, asks)))
    return found


def _may_come_back(incident: Incident, naming: Naming, asks: Someone | None) -> Card:
    lines = [_("You can take part in Crisis {n} again.", n=incident.number)]
    if asks:
        lines.append(_("If you are not in its room, ask {name} to invite you.", name=full(asks)))
    if naming.led:
        lines.append(_("Command did not wait for you. If nobody commands, press Take command."))
    why = _("Why you: you were kept out of it until {at}.", at=when(incident, naming.ended_at))
    return Card(lines[0], (Lines(tuple(lines)), Small((why,)), Row((GO,))))
