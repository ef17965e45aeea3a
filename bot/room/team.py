"""Who has which role and what is missing, for the board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.crisis.command.rules import seated
from bot.crisis.playbook import Book
from bot.crisis.roles.team import clashes, doers, held, strength, unanswered
from bot.crisis.roles.words import role_name
from bot.people.naming import full
from bot.room.surface import Scene
from bot.text import Joined, Param, Words, _, raw

SHOWN = 6  # roles on the board's line; the form has all


def board_lines(scene: Scene) -> list[Words]:
    """At most two: who has which role, and what the smallest team lacks."""
    return [*_held(scene), *_team(scene)]


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
    if seated(incident) is None and not any(seat.state in ("asked", "holds") for seat in incident.seats):
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
