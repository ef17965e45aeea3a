"""Who has which role, what the smallest team still lacks, and which roles are in one hand that should not be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.crisis.command.rules import seated
from bot.crisis.incident import Incident
from bot.crisis.playbook import Book, Forbidden, Role, Wanted
from bot.crisis.questions.answers import Answers
from bot.crisis.roles.facts import RoleOffered, RolesConflict
from bot.crisis.roles.state import Seat
from bot.people.who import Someone
from bot.record.fact import Fact, Level

COMMANDER = "commander"
ACCESS_LEAD: Final = "access_lead"
LONG = timedelta(hours=4)  # domain.md §4: from then on somebody watches how people are
INSIDERS = {"employee", "executive", "ex_employee"}


@dataclass(frozen=True, slots=True)
class Strength:
    """The smallest team that is enough now: how many seats it has, how many are filled, a role for each that is not."""

    needed: int
    filled: int
    missing: tuple[str, ...]


def holders(incident: Incident, role: str) -> tuple[Someone, ...]:
    """Who has a role and may go on, longest first: never a person involved."""
    if role == COMMANDER:
        holder = seated(incident)
        return (holder,) if holder else ()
    return tuple(someone for someone in incident.holders(role) if not incident.is_out(someone.id))


def held(incident: Incident, book: Book) -> list[tuple[Role, tuple[Someone, ...]]]:
    """The roles that somebody has, the commander's aside, in the catalogue's order."""
    roles = [role for role in book.roles.roles if role.id != COMMANDER]
    return [(role, people) for role in roles if (people := doers(incident, role.id))]


def doers(incident: Incident, role: str) -> tuple[Someone, ...]:
    """Who does what a role does: who has it, and who leads a restriction of access that goes on."""
    found = {someone.id: someone for someone in holders(incident, role)}
    if role == ACCESS_LEAD and not incident.is_resolved:
        found |= {
            each.lead.id: each.lead
            for each in incident.restrictions.all
            if each.is_on and not incident.is_out(each.lead.id)
        }
    return tuple(found.values())


def seats(incident: Incident, role: str, *states: str) -> tuple[Seat, ...]:
    """The seats of a role that are in one of these states, of whoever is not involved."""
    mine = (seat for seat in incident.roles.seats if seat.role == role and seat.state in states)
    return tuple(seat for seat in mine if not incident.is_out(seat.person.id))


def clash(incident: Incident, book: Book, person: Someone, role: str) -> tuple[str, Forbidden] | None:
    """The role this person has that keeps them from *role* now, with the rule that says so."""
    for rule in book.roles.never_together:
        if role in rule.roles and rule.holds(incident.level, incident.opening.small):
            other = rule.roles[1] if rule.roles[0] == role else rule.roles[0]
            if any(holder.id == person.id for holder in holders(incident, other)):
                return other, rule
    return None


def clashes(incident: Incident, book: Book, level: Level | None = None) -> list[RolesConflict]:
    """Everything that one person has and should not have at this level, by default the one that counts now."""
    at = level or incident.level
    return [
        RolesConflict(person=person, roles=rule.roles, level=at)
        for rule in book.roles.never_together
        if rule.holds(at, incident.opening.small)
        for person in holders(incident, rule.roles[0])
        if any(other.id == person.id for other in holders(incident, rule.roles[1]))
    ]


def conflicts(incident: Incident, book: Book, level: Level) -> list[Fact]:
    """Those that nobody was warned of yet. Each is told once; nobody is stripped of a role for it."""
    warned = {(known.person.id, known.roles) for known in incident.roles.conflicts}
    return [new for new in clashes(incident, book, level) if (new.person.id, new.roles) not in warned]


def called_in(incident: Incident, book: Book, level: Level) -> list[Fact]:
    """Who is on call at this level, as far as the setup names them: each is asked once."""
    by, known = incident.acting, {"hr": incident.opening.hr, "legal": incident.opening.legal}
    if by is None:
        return []
    return [
        RoleOffered(role=role, to=to, by=by, on_call=level)
        for role in book.roles.team(level, incident.opening.small).on_call
        if (to := known.get(role)) and not incident.is_out(to.id)
        if not any(seat.role == role for seat in incident.roles.seats)
    ]


def strength(incident: Incident, book: Book) -> Strength:
    """One person fills two seats only where the catalogue lets these roles go together."""
    seats = book.roles.team(incident.level, incident.opening.small).seats
    filled = _filled(incident, book, seats, ())
    missing = tuple(seat[0] for seat, there in zip(seats, filled, strict=True) if not there)
    return Strength(needed=len(seats), filled=sum(filled), missing=missing)


def _filled(
    incident: Incident, book: Book, seats: Sequence[Sequence[str]], taken: tuple[tuple[str, str], ...]
) -> tuple[bool, ...]:
    """Which seats are filled, the most that can be; *taken* is who fills the ones before, and by which role."""
    if not seats:
        return ()
    most = sum(any(doers(incident, role) for role in seat) for seat in seats)
    paths: list[tuple[bool, ...]] = []
    for role in seats[0]:
        for person in doers(incident, role):
            mine = [other for id, other in taken if id == person.id]
            if all(_go_together(incident, book, role, other) for other in mine):
                paths.append((True, *_filled(incident, book, seats[1:], (*taken, (person.id, role)))))
                if sum(paths[-1]) == most:  # no other can be better: many holders of a role are many paths
                    return paths[-1]
    paths.append((False, *_filled(incident, book, seats[1:], taken)))
    return max(paths, key=lambda path: (sum(path), path))


def _go_together(incident: Incident, book: Book, one: str, other: str) -> bool:
    pairs = ((one, other), (other, one))
    return any(
        combination.role == theirs and (not combination.at or incident.level in combination.at)
        for ours, theirs in pairs
        if (role := book.roles.find(ours))
        for combination in role.may_combine
    )


def wanted(incident: Incident, role: Role) -> bool:
    """Whether the catalogue asks for this role as things are."""
    return any((not when.at or incident.level in when.at) and _holds(incident, when) for when in role.wanted)


def _holds(incident: Incident, wanted: Wanted) -> bool:
    answers = Answers(incident)
    match wanted.when:
        case "":
            return True
        case "account_touched":
            return answers.touched == "yes"
        case "insider":
            return bool(INSIDERS & set(answers.many("involved", "involved")))
        case "personal_data":
            return answers.one("damage", "personal_data") == "yes"
        case "customers_hit":
            return (answers.grade("customers") or 0) >= 1
        case "control_in_doubt":
            return (answers.grade("control") or 0) >= 1
        case "long":
            begun, now = incident.opening.opened_at, incident.changed_at
            return begun is not None and now is not None and now - begun > LONG


def unanswered(incident: Incident, book: Book) -> Iterator[Role]:
    """Roles that somebody was asked to take, that nobody has, and that nobody is left to be asked for."""
    for role in book.roles.roles:
        asked = [seat for seat in incident.roles.seats if seat.role == role.id]
        open_ = [seat for seat in seats(incident, role.id, "asked") if not seat.late]
        if asked and asked[-1].state in ("asked", "declined") and not open_ and not holders(incident, role.id):
            yield role
