"""Entries of roles. A role the playbooks do not have any more keeps its code as its name."""

from __future__ import annotations

from collections.abc import Iterable

from bot.crisis.incident import Incident
from bot.crisis.playbook import Book
from bot.crisis.roles import backup, facts, fold, team
from bot.crisis.roles.facts import (
    RoleAccepted,
    RoleClaimed,
    RoleDeclined,
    RoleOffered,
    RoleReleased,
    RolesConflict,
    RoleUnanswered,
)
from bot.crisis.severity import explain
from bot.crisis.wording import shortened
from bot.people.who import Someone
from bot.record.capability import Capability
from bot.record.fact import Fact
from bot.record.say import saying
from bot.text import Words, _, raw

say = saying()


def role_name(book: Book, id: str) -> Words:
    """The role's name, as it stands in a sentence."""
    role = book.roles.find(id)
    return Words(role.name_text) if role else raw(id)


@say.register
def _offered(fact: RoleOffered, book: Book, cut: int | None) -> Words:
    name, to, role = fact.by.name, fact.to.name, role_name(book, fact.role)
    if fact.briefing:
        briefing = shortened(fact.briefing, cut)
        return _("{name} offers {to} the role {role}: {briefing}", name=name, to=to, role=role, briefing=briefing)
    if fact.on_call:
        return _("{to} is on call at {level}: asked to be {role}", to=to, level=explain.level(fact.on_call), role=role)
    return _("{name} asks {to} to be {role}", name=name, to=to, role=role)


@say.register
def _accepted(fact: RoleAccepted, book: Book, cut: int | None) -> Words:
    return _("{name} is {role}", name=fact.by.name, role=role_name(book, fact.role))


@say.register
def _claimed(fact: RoleClaimed, book: Book, cut: int | None) -> Words:
    name, role = fact.by.name, role_name(book, fact.role)
    if fact.before:
        return _("{name} took the role {role} from {before}", name=name, role=role, before=fact.before.name)
    return _("{name} took the role {role}", name=name, role=role)


@say.register
def _declined(fact: RoleDeclined, book: Book, cut: int | None) -> Words:
    name, role, reason = fact.by.name, role_name(book, fact.role), shortened(fact.reason, cut) or "–"
    if fact.next:
        return _(
            "{name} can't be {role}: {reason}. {next} is asked",
            name=name,
            role=role,
            reason=reason,
            next=fact.next.name,
        )
    return _("{name} can't be {role}: {reason}", name=name, role=role, reason=reason)


@say.register
def _unanswered(fact: RoleUnanswered, book: Book, cut: int | None) -> Words:
    who, role = fact.who.name, role_name(book, fact.role)
    if fact.next:
        return _("{name} did not say if they will be {role}. {next} is asked", name=who, role=role, next=fact.next.name)
    return _("{name} did not say if they will be {role}", name=who, role=role)


@say.register
def _released(fact: RoleReleased, book: Book, cut: int | None) -> Words:
    who, role, reason = fact.who.name, role_name(book, fact.role), shortened(fact.reason, cut)
    if fact.by.id != fact.who.id:
        return _("{name} took the role {role} from {who}", name=fact.by.name, role=role, who=who)
    return _("{name} gave up the role {role}: {reason}", name=who, role=role, reason=reason or "–")


@say.register
def _conflict(fact: RolesConflict, book: Book, cut: int | None) -> Words:
    one, other = (role_name(book, role) for role in fact.roles)
    level = explain.level(fact.level)
    return _(
        "{name} is both {one} and {other}, which should not be at {level}",
        name=fact.person.name,
        one=one,
        other=other,
        level=level,
    )


def _mentions(fact: Fact) -> int:
    match fact:
        case facts.RolesConflict():
            return True
        case facts.RoleOffered():
            return bool(fact.briefing)  # handed over; a role that is only asked for is a direct message
    return False


def _seated(incident: Incident) -> Iterable[Someone]:
    return (seat.person for seat in incident.roles.seats)


CAPABILITY = Capability(
    "roles",
    facts=facts.FACTS,
    say=say,
    state="roles",
    becomes=fold.becomes,
    follow=lambda incident, book, level: (
        *team.conflicts(incident, book, level),
        *team.called_in(incident, book, level),
    ),
    due=backup.due,
    mentions=_mentions,
    people=_seated,
    paged=_seated,
)
