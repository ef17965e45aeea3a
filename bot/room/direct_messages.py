"""Direct messages: direct messages to one person, in their language. Each says why them, and how to get out of it."""

from __future__ import annotations

from bot.access.secrets.secret_seen import SECRET_SEEN
from bot.chat.card import Button, Card, Goto, Item, Lines, Part, Row, Small, Title, on
from bot.chat.platform import ARCHIVED, DELETED, NOT_FOUND, PLACE_GONE, REMOVED
from bot.crisis.command.rules import seated
from bot.crisis.command.state import Offer
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import room_name
from bot.crisis.room.state import Inside
from bot.crisis.timeline.state import Flagged
from bot.crisis.wording import on_day
from bot.people.naming import first, full
from bot.people.who import Someone, Standing
from bot.room.setting_up import not_yet, product, set_up
from bot.room.status import severity_words, state_words, when
from bot.room.surface import Scene, Surface, direct_message
from bot.text import Joined, Link, Words, _, raw

GO = Goto(_("Go to room"), to="place")
GO_FIRST = Goto(_("Go to room"), to="place", primary=True)


def direct_messages(scene: Scene) -> list[Surface]:
    """Whoever has one coming. A person involved gets none; what they got before is left as it is."""
    incident = scene.incident
    found = [*_opener(scene), *_handovers(scene)]
    found += [_secret(scene, flagged) for flagged in incident.timeline.secrets_seen]
    found += _review(scene) if incident.is_resolved else _outsiders(scene)
    return [surface for surface in found if surface.to is None or not incident.is_out(surface.to)]


def _review(scene: Scene) -> list[Surface]:
    """Who owns the review hears it, in words that tell nothing of what happened: they need not be in the room."""
    incident, ending = scene.incident, scene.incident.resolving.ending
    if ending is None or ending.review_owner is None or ending.review_on is None:
        return []
    owner, by = ending.review_owner, ending.by
    words = _("You own the review of Crisis {n}. Meet by {day}.", n=incident.number, day=on_day(ending.review_on))
    ask = _("Ask {name} for the room and the timeline.", name=full(by))
    why = _("Why you: named by {name}, {at}.", name=full(by), at=when(incident, ending.at))
    lines = (words,) if owner.id == by.id else (words, ask)
    return [
        _direct_message(scene, f"review-{incident.resolving.times}", owner, Card(words, (Lines(lines), Small((why,)))))
    ]


def _secret(scene: Scene, flagged: Flagged) -> Surface:
    """Who captured a message that held a password or key: it was read after their press was answered."""
    n = scene.incident.number
    why = _("Why you: you captured it for Crisis {n}, {at}.", n=n, at=when(scene.incident, flagged.at))
    out = _("If it is not yours, ask who wrote it.")
    card = Card(SECRET_SEEN, (Lines((SECRET_SEEN, out)), Small((why,))))
    return _direct_message(scene, f"secret-{flagged.seq}", flagged.by, card)


def _direct_message(scene: Scene, what: str, to: Someone, card: Card, later: bool = True) -> Surface:
    return direct_message(scene, f"{what}/{to.id}", to, card, later=later)


def _opener(scene: Scene) -> list[Surface]:
    incident = scene.incident
    if incident.opening.opener is None:
        return []
    told = {each.id: each for each in (incident.opening.opener, incident.command.commander) if each}.values()
    if gone := incident.room.refused.get("place"):
        return [_direct_message(scene, "refused", each, _no_room(incident, gone.reason), later=False) for each in told]
    if "place" in scene.late:
        return [_direct_message(scene, "refused", incident.opening.opener, _room_to_come(scene), later=False)]
    over = [_taken_away(_direct_message(scene, "refused", each, Card(_("The room is there.")))) for each in told]
    return [_direct_message(scene, "opener", incident.opening.opener, _your_room(scene)), *over]


def _taken_away(surface: Surface) -> Surface:
    return Surface(surface.key, surface.card, to=surface.to, later=surface.later, removed=True)


def _room_to_come(scene: Scene) -> Card:
    """Whoever opened it must not think that it is lost."""
    saved = _("Crisis {n} is saved. The link to its room comes here.", n=scene.incident.number)
    return Card(saved, (Lines((saved, *not_yet(scene))),))


def _your_room(scene: Scene) -> Card:
    incident = scene.incident
    n = incident.number
    if incident.is_resolved:
        lines = [_("Crisis {n} is resolved. The summary and the timeline are in its room.", n=n)]
    else:
        room = Link(raw(room_name(incident)), to="place")
        lines = [
            _("Crisis {n} is open. Your private room: {room}.", n=n, room=room),
            _("First: save screenshots and links."),
            *set_up(scene),
        ]
    parts: list[Part] = [Lines(tuple(lines))]
    if incident.opening.opened_at:
        parts.append(Small((_("Why you: you opened it, {at}.", at=when(incident, incident.opening.opened_at)),)))
    return Card(text=lines[0], parts=(*parts, Row((GO_FIRST,))))


def _no_room(incident: Incident, reason: str) -> Card:
    chat, n = product(incident), incident.number
    if reason in PLACE_GONE:
        what, how = _gone(chat, n)[reason]
    else:
        what = _(
            "{chat} did not allow a private room. Crisis {n} is saved and nothing public was made.", chat=chat, n=n
        )
        how = _("Ask an administrator of {chat} to allow it, then press Try again.", chat=chat)
    again = Button("open.retry", _("Try again"), on(incident.id), style="primary")
    parts = (Lines((what, how)), Small((_("Ref {reason}", reason=reason),)), Row((again,)))
    return Card(text=what, parts=parts)


def _gone(chat: str, n: int) -> dict[str, tuple[Words, Words]]:
    """What became of a room, and who can bring it back, by the reason."""
    invite = _("Anyone in the room can bring me back: write /invite there, with my name. Then I go on by myself.")
    return {
        ARCHIVED: (
            _("The room of Crisis {n} was archived. Everything recorded is safe.", n=n),
            _("Ask who was in it, or an administrator of {chat}, to unarchive it. Then I go on by myself.", chat=chat),
        ),
        REMOVED: (_("I was taken out of the room of Crisis {n}. Everything recorded is safe.", n=n), invite),
        NOT_FOUND: (
            _("I can't reach the room of Crisis {n}. Everything recorded is safe.", n=n),
            _("I was taken out of it, or it was deleted. {how}", how=invite),
        ),
        DELETED: (
            _("The room of Crisis {n} was deleted. Everything recorded is safe.", n=n),
            _("It cannot be brought back. Agree now where you go on; what was recorded can be exported."),
        ),
    }


def _handovers(scene: Scene) -> list[Surface]:
    """
    Each offer as a direct message to the successor and in the board's thread; once answered, one line without buttons.
    """
    incident = scene.incident
    offers = (*incident.command.past_offers, *((incident.command.offer,) if incident.command.offer else ()))
    return [surface for offer in offers for surface in _handover(scene, offer)]


def _handover(scene: Scene, offer: Offer) -> list[Surface]:
    nth = int(offer.at.timestamp())  # each offer is a post of its own, so that it is heard
    direct_message, reply = (_answered(scene, offer),) * 2 if offer.ended else _offered(scene, offer)
    key = f"handover/{offer.to.id}@{nth}"
    return [
        _direct_message(scene, f"handover@{nth}", offer.to, direct_message),
        Surface(key, reply, thread="board", later=True),
    ]


def _offered(scene: Scene, offer: Offer) -> tuple[Card, Card]:
    heading, lines, last = _offer_lines(scene.incident, offer)
    why = _("Why you: {name} offers you command, {at}.", name=full(offer.by), at=when(scene.incident, offer.at))
    text = _("{heading}. {last}", heading=heading, last=last)
    buttons = _offer_buttons(scene.incident, offer)
    direct_message = Card(text, (Title(heading), Lines(tuple(lines)), Small((why,)), Row((*buttons, GO))))
    mention = _offer_heading(scene.incident, offer, mention=True)
    return direct_message, Card(text, (Lines((mention, *lines)), Row(buttons)))


def _answered(scene: Scene, offer: Offer) -> Card:
    incident = scene.incident
    at = when(incident, offer.ended_at)
    match offer.ended:
        case "accepted":
            how = _("{name} has command since {at}.", name=full(offer.to), at=at)
        case "refused":
            how = _(
                "{name} can't take command now, {at}. {by} kept command.",
                name=full(offer.to),
                at=at,
                by=first(offer.by),
            )
        case _other:
            how = _("This handover is over, {at}.", at=at)
    return Card(how, (Lines((_offer_heading(incident, offer), how)),))


def _offer_heading(incident: Incident, offer: Offer, mention: bool = False) -> Words:
    return _(
        "Command of Crisis {n} · {by} → {to}", n=incident.number, by=full(offer.by), to=full(offer.to, mention=mention)
    )


def _offer_lines(incident: Incident, offer: Offer) -> tuple[Words, list[Words], Words]:
    last = _("{name} stays in command until you press.", name=first(offer.by))
    lines = [
        _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident)),
        _("Open decisions: {what}", what=offer.open_decisions),
    ]
    if offer.resting:
        lines.append(_("Resting: {names}", names=Joined(tuple(full(person) for person in offer.resting))))
    return _offer_heading(incident, offer), [*lines, last], last


def _offer_buttons(incident: Incident, offer: Offer) -> tuple[Item, ...]:
    value = on(incident.id, to=offer.to.id)
    take = Button("roles.take", _("I have command"), value, style="primary")
    return (take, Button("roles.not_now", _("Not now…"), value))


def _outsiders(scene: Scene) -> list[Surface]:
    """To who is in charge: one direct message for each person in the room without a full account."""
    incident = scene.incident
    reader = incident.acting
    if reader is None:
        return []
    outsiders = [there for there in incident.room.inside.values() if there.standing is not Standing.member]
    return [
        _direct_message(scene, f"outsider-{there.person.id}", reader, _outsider(incident, there)) for there in outsiders
    ]


def _outsider(incident: Incident, there: Inside) -> Card:
    name, n = full(there.person), incident.number
    match there.standing:
        case Standing.outsider:
            who = _("{name}, from another organisation, joined the room of Crisis {n}.", name=name, n=n)
        case Standing.bot:
            who = _("{name}, an app, joined the room of Crisis {n}.", name=name, n=n)
        case Standing.unknown:
            who = _("Somebody joined the room of Crisis {n}, and I can't see who it is: {name}.", name=name, n=n)
        case _other:
            who = _("{name}, who has no full account, joined the room of Crisis {n}.", name=name, n=n)
    if there.standing is Standing.bot:
        reads = _("It can read everything there. It can change nothing.")
        step = _("Next: you decide. Remove it from the room, or let it stay.")
    else:
        reads = _("They can read everything there. They can change nothing.")
        step = _("Next: you decide. Remove them from the room, or let them stay.")
    lines = (who, reads, step)
    why = _("Why you: you command this crisis.") if seated(incident) else _("Why you: you act as commander.")
    hand_over = Button("roles.hand_over", _("Hand over…"), on(incident.id))
    return Card(who, (Lines(lines), Small((why,)), Row((GO_FIRST, hand_over))))
