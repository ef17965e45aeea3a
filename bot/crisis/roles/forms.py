"""The forms of roles: who has which, with whom to ask; handing one over, and command."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.card import Option, on
from bot.chat.form import Asks, Chooses, Form, Picks, PicksSeveral, Says, Sent
from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.playbook import Role
from bot.crisis.roles.cards import OfSeat, role_names
from bot.crisis.roles.rules import may_assign
from bot.crisis.roles.state import Seat
from bot.crisis.roles.team import COMMANDER, Strength, clash, clashes, holders, seats, strength, wanted
from bot.crisis.severity import explain
from bot.people.naming import full
from bot.people.permission import READERS
from bot.people.who import Person, Someone
from bot.room.status import when
from bot.room.surface import Scene
from bot.text import Joined, Param, Strong, Words, _

BRIEFING_CHARS = 1000


class GivenRole(Sent):
    """A role, and who is to have it: nobody, and it is free again."""

    role = Chooses("role", _("Role"))
    person = Picks("person", _("Person"))


class HandedOn(Sent):
    """To whom a role is offered."""

    person = Picks("person", _("To whom"), hint=_("You keep the role until they press."))
    briefing = Asks(
        "briefing",
        _("Briefing"),
        long=True,
        max_chars=BRIEFING_CHARS,
        hint=_("What is done, what is open, what was promised and for when."),
    )


class HandedOver(Sent):
    """To whom command is offered."""

    to = Picks("to", _("To whom"), hint=_("Someone in the room. You stay in command until they press."))
    open_decisions = Asks(
        "open_decisions",
        _("Open decisions"),
        long=True,
        max_chars=BRIEFING_CHARS,
        hint=_("One a line, with its time. If there is none, write “none”."),
    )
    resting = PicksSeveral("resting", _("Who must rest"), required=False)


def panel(scene: Scene, reader: Person) -> Form:
    """All roles as they stand, and below them one to give or to take. Who gives out roles may free one too."""
    incident, book = scene.incident, scene.book
    options = tuple(Option(role.id, Words(role.title)) for role in book.roles.roles)
    free = may_assign(incident, reader)
    missing = tuple(role for role in strength(incident, book).missing if free or role not in READERS)[:1]
    hint = _("Left empty, nobody has the role any more.") if free else None
    return Form(
        action="roles.assign",
        title=_("Roles"),
        submit=_("Assign"),
        carried=on(incident.id),
        fields=(
            Says(_lines(scene)),
            replace(GivenRole.role, options=options, initial=missing),
            replace(GivenRole.person, hint=hint, required=not free, initial=(reader.id,)),
        ),
    )


def hand_on(incident: Incident, seat: Seat, role: Role) -> Form:
    """Who has a role hands it over."""
    return Form(
        action="roles.hand_on",
        title=_("Hand over"),
        submit=_("Offer"),
        carried=on(incident.id, OfSeat(seat.seq)),
        fields=(
            Says((_("Role: {role}", role=Words(role.title)),)),
            HandedOn.person,
            HandedOn.briefing,
        ),
    )


def command(incident: Incident, to: str = "") -> Form:
    """Who commands hands command over; *to* is whom they chose already."""
    return Form(
        action="roles.hand_over",
        title=_("Hand over"),
        submit=_("Offer"),
        carried=on(incident.id),
        fields=(
            replace(HandedOver.to, initial=(to,) if to else ()),
            HandedOver.open_decisions,
            HandedOver.resting,
        ),
    )


def _lines(scene: Scene) -> tuple[Words | Strong, ...]:
    """Heading, then a line for each role that somebody has, was asked for, or that is wanted now."""
    incident, book = scene.incident, scene.book
    team = strength(incident, book)
    on_call = book.roles.team(incident.level, incident.opening.small).on_call
    lines: list[Words | Strong] = [Strong(_heading(incident, team)), _commander(incident)]
    for role in book.roles.roles:
        asked = seats(incident, role.id, "asked", "holds")
        if role.id != COMMANDER and (asked or role.id in (*team.missing, *on_call) or _is_wanted(incident, role)):
            lines.append(_line(scene, role, team, role.id in on_call))
    for each in clashes(incident, book):
        roles, name = role_names(scene.book, each.roles), full(each.person)
        lines.append(_("In one hand, and should not be: {roles} ({name})", roles=roles, name=name))
    return tuple(lines)


def _is_wanted(incident: Incident, role: Role) -> bool:
    return not incident.opening.small and wanted(incident, role)


def _heading(incident: Incident, team: Strength) -> Words:
    needed, filled = team.needed, team.filled
    if incident.opening.small:
        return _("Roles · a small company needs {needed}, you have {filled}", needed=needed, filled=filled)
    level = explain.level(incident.level)
    return _("Roles · {level} needs {needed}, you have {filled}", level=level, needed=needed, filled=filled)


def _commander(incident: Incident) -> Words:
    if holder := seated(incident):
        return _("Commander: {name}, since {at}", name=full(holder), at=when(incident, incident.command.since))
    if incident.acting:
        return _("Commander: nobody yet · {name} acts", name=full(incident.acting))
    return _("Commander: nobody yet")


def _line(scene: Scene, role: Role, team: Strength, on_call: bool) -> Words:
    incident = scene.incident
    says: list[Param] = [full(someone) for someone in holders(incident, role.id)]
    for seat in seats(incident, role.id, "asked"):
        at = when(incident, seat.at)
        if seat.late:
            says.append(_("{name} has not answered since {at}", name=full(seat.person), at=at))
        else:
            says.append(_("{name} was asked {at}", name=full(seat.person), at=at))
    if not says:
        says.append(_("nobody yet"))
        if backup := _backup(scene, role):
            says.append(_("{name} as backup", name=full(backup)))
    if role.id in team.missing:
        says.append(_("needed"))
    elif on_call and not holders(incident, role.id):
        says.append(_("on call"))
    return _("{role}: {says}", role=Words(role.title), says=Joined(tuple(says), " · "))


def _backup(scene: Scene, role: Role) -> Someone | None:
    """Who would be asked after everybody else, as far as the catalogue names a role that somebody has."""
    incident, book = scene.incident, scene.book
    known = (someone for backup in role.backup for someone in holders(incident, backup))
    return next((someone for someone in known if clash(incident, book, someone, role.id) is None), None)
