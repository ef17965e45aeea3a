"""
Roles as people meet them: the direct message to who is asked or has one, the card of a handover, the call of a deputy
when the commander is silent, and the warning of two roles in one hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.card import Button, Card, Goto, Item, Lines, Part, Quote, Row, Small, Title, on
from bot.chat.carried import Carried
from bot.crisis.command.rules import seated
from bot.crisis.command.state import Silence
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book, Role
from bot.crisis.roles.backup import answer_by
from bot.crisis.roles.facts import RolesConflict
from bot.crisis.roles.state import Seat
from bot.crisis.roles.team import clashes, doers, held, strength, unanswered
from bot.crisis.roles.words import role_name
from bot.crisis.severity import explain
from bot.crisis.wording import shortened
from bot.people.naming import first, full
from bot.room.status import severity_words, state_words, when
from bot.room.surface import Scene, Surface, direct_message
from bot.room.view import Line, Rank, View, Waiting
from bot.text import Joined, Moment, Param, Words, _, raw

GO = Goto(_("Go to room"), to="place")
GO_FIRST = Goto(_("Go to room"), to="place", primary=True)
NAME_CHARS = 30  # of a name on a button


def roles(scene: Scene) -> list[Surface]:
    """All of it. Nobody involved gets a direct message; what they got before is left as it is."""
    incident = scene.incident
    found = [surface for seat in incident.roles.seats for surface in _of(scene, seat)]
    found += [
        _in_thread(f"silence/{int(s.at.timestamp())}", _silence(incident, s), s.ended)
        for s in incident.command.silences
    ]
    for n, conflict in enumerate(incident.roles.conflicts):
        lasts = _lasts(scene, conflict)
        found.append(_in_thread(f"conflict/{n}", _conflict(scene, conflict, lasts), not lasts))
    return found


def _in_thread(key: str, card: Card, settled: bool | str) -> Surface:
    """A reply under the board. What was over before it could be said is not said any more."""
    return Surface(key, card, thread="board", later=True, settled=bool(settled))


def _of(scene: Scene, seat: Seat) -> Iterator[Surface]:
    role = scene.book.roles.find(seat.role)
    if role is None or scene.incident.is_out(seat.person.id):
        return
    card, over = _direct_message(scene, seat, role), seat.state not in ("asked", "holds")
    yield direct_message(scene, f"role-{seat.seq}/{seat.person.id}", seat.person, card, settled=over)
    if seat.briefing:
        yield _in_thread(f"role-handover/{seat.seq}", _handover(scene, seat, role), over)


def _direct_message(scene: Scene, seat: Seat, role: Role) -> Card:
    incident = scene.incident
    heading = _("Crisis {n} · {asked}", n=incident.number, asked=Words(role.asked_text))
    if seat.state == "holds":
        heading = _("Crisis {n} · your role: {role}", n=incident.number, role=Words(role.title))
    elif seat.state != "asked":
        heading = _("Crisis {n} · not your role: {role}", n=incident.number, role=Words(role.title))
    if incident.is_resolved and seat.state in ("asked", "holds"):
        over = _("Crisis {n} is resolved. Thank you; there is nothing more to do.", n=incident.number)
        return Card(over, (Title(heading), Lines((over,)), Row((GO,))))
    how = _how(scene, seat)
    text = _("{heading}. {how}", heading=heading, how=how)
    if seat.state not in ("asked", "holds"):
        return Card(text, (Title(heading), Lines((how,)), Row((GO,))))
    parts: list[Part] = [Title(heading), Quote(incident.opening.title), Lines(tuple(_lines(incident, seat, role)))]
    parts += [Quote(seat.briefing)] if seat.briefing else []
    parts += [Lines((how,)), Small((_why(incident, seat),)), Row(_buttons(incident, seat))]
    return Card(text, tuple(parts))


def _lines(incident: Incident, seat: Seat, role: Role) -> Iterator[Words]:
    yield _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident))
    yield from (Words(duty) for duty in role.duties_text)
    if seat.briefing:
        yield _("What {name} hands over:", name=full(seat.by))


def _how(scene: Scene, seat: Seat) -> Words:
    """How it stands, and the next step."""
    incident = scene.incident
    match seat.state:
        case "holds":
            return _("You have this role since {at}.", at=when(incident, seat.since))
        case "declined" if seat.next:
            return _("You said you can't. {name} is asked.", name=full(seat.next))
        case "declined":
            return _("You said you can't, {at}. Nothing more to do.", at=when(incident, seat.ended_at))
        case "gone":
            return _("You have no full account any more, so this is not yours.")
        case "released" | "over":
            return _ended(incident, seat)
        case "asked" if seat.late and seat.next:
            return _("{name} is asked too. You can still say yes.", name=full(seat.next))
        case "asked" if seat.late:
            return _("Nobody else is asked. You can still say yes.")
    return _("Next: say by {at} if you can.", at=when(incident, answer_by(incident, scene.book, seat)))


def _ended(incident: Incident, seat: Seat) -> Words:
    by, at = seat.ended_by, when(incident, seat.ended_at)
    if by is not None and by.id == seat.person.id:
        return _("You gave it up, {at}. Thank you.", at=at)
    if by is not None and any(s.role == seat.role and s.since == seat.ended_at for s in incident.roles.seats):
        return _("{name} has this role since {at}. Thank you.", name=full(by), at=at)
    if by is not None and seat.state == "released":
        return _("{name} released you from it, {at}. Thank you.", name=full(by), at=at)
    return _("You need not answer any more, {at}. Thank you.", at=at)


def _why(incident: Incident, seat: Seat) -> Words:
    at, by = when(incident, seat.at), full(seat.by)
    if seat.by.id == seat.person.id and seat.stands_in_for is None:
        return _("Why you: you took it, {at}.", at=at)
    if seat.briefing:
        return _("Why you: {name} hands it over and has it until you press, {at}.", name=by, at=at)
    if seat.on_call:
        return _("Why you: you are on call at {level}, {at}.", level=explain.level(seat.on_call), at=at)
    if seat.stands_in_for is None:
        return _("Why you: assigned by {name}, {at}.", name=by, at=at)
    chain = [s for s in incident.roles.seats if s.role == seat.role and s.first.id == seat.first.id]
    before = next((s for s in reversed(chain) if s.next and s.next.id == seat.person.id), None)
    asked = full(before.person if before else seat.stands_in_for)
    if before is not None and before.state == "declined":
        return _("Why you: {name} can't, and you come next, {at}.", name=asked, at=at)
    return _("Why you: {name} has not answered, and you come next, {at}.", name=asked, at=at)


@dataclass(frozen=True, slots=True)
class OfSeat(Carried):
    """One person's seat in a role, whether asked or held."""

    seat: int


def _buttons(incident: Incident, seat: Seat) -> tuple[Item, ...]:
    value = on(incident.id, OfSeat(seat.seq), to=seat.person.id)
    if seat.state == "holds":
        hand_on = Button("roles.hand_on", _("Hand over…"), value)
        return (GO_FIRST, hand_on, Button("roles.release", _("Give up…"), value))
    accept = Button("roles.accept", _("I'll do it"), value, style="primary")
    return (accept, Button("roles.decline", _("I can't…"), value), GO)


def _handover(scene: Scene, seat: Seat, role: Role) -> Card:
    """In the board's thread, so that the room knows; who is to take it must not miss it."""
    incident = scene.incident
    waits = seat.state == "asked" and not incident.is_resolved
    heading = _(
        "{role} of Crisis {n} · {by} → {to}",
        role=Words(role.title),
        n=incident.number,
        by=full(seat.by),
        to=full(seat.person, mention=waits),
    )
    if not waits:
        how = _handed(incident, seat)
        return Card(how, (Lines((heading, how)),))
    until = _("{name} has the role until you press.", name=first(seat.by))
    if seat.late:
        until = _("{name} has not answered. {by} has the role.", name=first(seat.person), by=first(seat.by))
    stands = _("{severity} · {state}", severity=severity_words(incident), state=state_words(incident))
    accept, decline, _go = _buttons(incident, seat)
    text = _("{heading}. {until}", heading=heading, until=until)
    return Card(text, (Lines((heading, stands)), Quote(seat.briefing), Lines((until,)), Row((accept, decline))))


def _handed(incident: Incident, seat: Seat) -> Words:
    name, at = full(seat.person), when(incident, seat.ended_at)
    if seat.since is not None:
        return _("{name} has the role since {at}.", name=name, at=when(incident, seat.since))
    if seat.state == "declined":
        return _("{name} can't take it, {at}. {by} keeps it.", name=name, at=at, by=first(seat.by))
    return _("This handover is over.")


def _silence(incident: Incident, silence: Silence) -> Card:
    """The one message that calls the deputy of a commander who does not react."""
    waits = not silence.ended and not incident.is_resolved
    since = _("{name} has not reacted since {at}.", name=full(silence.commander), at=when(incident, silence.since))
    if not waits:
        how = _heard(incident, silence)
        return Card(how, (Lines((since, how)),))
    if silence.deputy:
        who = full(silence.deputy, mention=True)
        since = _(
            "{deputy}, {name} has not reacted since {at}. You are deputy.",
            deputy=who,
            name=full(silence.commander),
            at=when(incident, silence.since),
        )
    else:
        since = _("{since} Anyone in the room may take command.", since=since)
    value, name = on(incident.id), first(silence.commander)
    here = _("{name} is here", name=shortened(name.name, NAME_CHARS))
    take = Button("roles.claim", _("Take command"), value, style="primary")
    return Card(since, (Lines((since,)), Row((take, Button("roles.present", here, value)))))


def _heard(incident: Incident, silence: Silence) -> Words:
    at, by = when(incident, silence.ended_at), silence.ended_by
    match silence.ended:
        case "taken" if by:
            return _("{name} has command since {at}.", name=full(by), at=at)
        case "present" if by:
            return _(
                "{name} says that {commander} is here, {at}.", name=full(by), commander=first(silence.commander), at=at
            )
        case "present":
            return _("{commander} reacted, {at}.", commander=first(silence.commander), at=at)
    return _("This is over.")


def _lasts(scene: Scene, conflict: RolesConflict) -> bool:
    """Whether these roles are still in one hand, and should not be."""
    now = {(clash.person.id, clash.roles) for clash in clashes(scene.incident, scene.book)}
    return not scene.incident.is_resolved and (conflict.person.id, conflict.roles) in now


def _conflict(scene: Scene, conflict: RolesConflict, lasts: bool) -> Card:
    """A warning, once, to who commands. Nobody loses a role by it."""
    incident, book = scene.incident, scene.book
    one, other = (role_name(book, role) for role in conflict.roles)
    name = full(conflict.person)
    if not lasts:
        settled = _("Settled: {name} as {one} and {other}.", name=name, one=one, other=other)
        return Card(settled, (Lines((settled,)),))
    what = _("{name} is both {one} and {other}. Now that should be two people.", name=name, one=one, other=other)
    reader = incident.acting
    told = _("{commander}: {what}", commander=full(reader, mention=True), what=what) if reader else what
    next_ = _("Nobody loses a role. Next: give one of them to someone else.")
    roles = Button("roles.form", _("Roles…"), on(incident.id), style="primary")
    return Card(told, (Lines((told, next_)), Row((roles,))))


# on the board

SHOWN = 6  # roles on the board's line; the form has all


def _board(scene: Scene) -> list[Line]:
    """At most two: who has which role, and what the smallest team lacks."""
    if scene.incident.is_resolved:
        return []
    return [Line(Rank.team, words) for words in (*_held(scene), *_team(scene))]


def _held(scene: Scene) -> Iterator[Words]:
    roles = [
        _("{role} {names}", role=Words(role.title), names=Joined(tuple(full(someone) for someone in there)))
        for role, there in held(scene.incident, scene.book)
    ]
    if more := len(roles[SHOWN:]):
        roles[SHOWN:] = [_("{n} more", n=more)]
    if roles:
        yield _("Roles: {roles}", roles=Joined(tuple(roles), " · "))


def _team(scene: Scene) -> Iterator[Words]:
    incident, book = scene.incident, scene.book
    team = strength(incident, book)
    notes: list[Param] = []
    in_one_hand = clashes(incident, book)
    said = {role for each in in_one_hand for role in each.roles}
    if team.missing:
        missing = (role_name(book, role) if role in said else _missing(scene, role) for role in team.missing)
        notes.append(_("needed: {roles}", roles=Joined(tuple(missing))))
    if silent := [role.id for role in unanswered(incident, book)]:
        notes.append(_("nobody answers: {roles}", roles=role_names(scene.book, silent)))
    notes += [
        _("in one hand: {roles} ({name})", roles=role_names(scene.book, each.roles), name=full(each.person))
        for each in in_one_hand
    ]
    if not notes and team.needed < 2:
        return
    if seated(incident) is None and not any(seat.state in ("asked", "holds") for seat in incident.roles.seats):
        return  # that command is to be taken says enough
    head = _("Team: {filled} of {needed}", filled=team.filled, needed=team.needed)
    yield raw(Joined((head, *notes), " · "))


def _missing(scene: Scene, role: str) -> Words:
    """A role the team lacks; where somebody has it already who fills another seat, that it takes one more person."""
    name, there = role_name(scene.book, role), doers(scene.incident, role)
    names = Joined(tuple(full(someone) for someone in there))
    return _("{role} besides {names}", role=name, names=names) if there else name


def role_names(book: Book, roles: Sequence[str]) -> Joined:
    """Their names, as they stand in a sentence."""
    return Joined(tuple(role_name(book, role) for role in roles))


def _waiting(incident: Incident, book: Book, person: str, today: date) -> list[Waiting]:
    """Roles they were asked to take. One that the playbooks do not have any more waits for nobody."""
    mine = [seat for seat in incident.roles.seats if seat.person.id == person and seat.state == "asked"]
    return [_waiting_seat(incident, role, seat) for seat in mine if (role := book.roles.find(seat.role))]


def _waiting_seat(incident: Incident, role: Role, seat: Seat) -> Waiting:
    accept = Button("roles.accept", _("I'll do it"), on(incident.id, OfSeat(seat.seq)))
    decline = Button("roles.decline", _("I can't…"), on(incident.id, OfSeat(seat.seq)))
    what = _("{asked}, since {at}", asked=Words(role.asked_text), at=Moment(seat.at))
    return Waiting(2, what, items=(accept, decline))


VIEW = View("roles", told=roles, board=_board, waiting=_waiting)
