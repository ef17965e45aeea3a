"""
Every role but the commander's: asked for, taken, given up, handed on. Whom it fits is one rule for all of them, and for
command too.

    nobody ──take──▶ Ana ──hand on──▶ Ana (Jana is asked) ──I'll do it──▶ Jana
      └──ask──▶ Jana is asked ──I'll do it──▶ Jana
                 ├──I can't──────────┐
                 └──silent (late) ───┴──▶ the next is asked, who is late may still say yes
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.crisis.command import rules as command
from bot.crisis.incident import Incident
from bot.crisis.opening.rules import must_be_open
from bot.crisis.playbook import Book, Forbidden, Role
from bot.crisis.roles.backup import next_asked
from bot.crisis.roles.facts import RoleAccepted, RoleClaimed, RoleDeclined, RoleOffered, RoleReleased
from bot.crisis.roles.state import Seat
from bot.crisis.roles.team import COMMANDER, clash, holders, seats
from bot.crisis.severity import explain
from bot.errors import Refused
from bot.people.naming import full
from bot.people.permission import READERS, commands, may_read_restricted, who_helps
from bot.people.who import Person, Someone, Standing
from bot.record.fact import Fact
from bot.text import Joined, Moment, Words, _


def may_assign(incident: Incident, person: Person) -> bool:
    """Whether this person gives out roles: the commander, or the deputy."""
    deputies = {someone.id for someone in holders(incident, "deputy")}
    return commands(incident, person) or person.id in deputies


def assign(incident: Incident, book: Book, id: str, to: Person | None, by: Person) -> list[Fact]:
    """
    Ask somebody to take a role, take it oneself, or (*to* None) take it from whoever has it or is asked.

    Raises:
        Refused: With the field it stands under, ``role`` or ``person``.
    """
    must_be_open(incident)
    role = _role(book, id)
    if to is not None and to.id == by.id:
        return claim(incident, book, id, by)
    if not may_assign(incident, by):
        words = _(
            "Only the commander or the deputy can ask someone else. Nothing was changed. {help}",
            help=who_helps(incident, by),
        )
        raise Refused(words, field="person", code="not_allowed")
    if to is None:
        return _free(incident, role, by.someone)
    _must_suit(incident, book, role, to)
    held = holders(incident, id)
    before = held[0] if held and not role.many else None
    return [RoleOffered(role=id, to=to.someone, by=by.someone, before=before, ends=_rivals(incident, role))]


def claim(incident: Incident, book: Book, id: str, by: Person) -> list[Fact]:
    """
    Take a role oneself: an empty one, or, for who gives out roles, one that somebody else has.

    One that reads the names of people involved is given, not taken; the setup gives it too.
    """
    must_be_open(incident)
    role = _role(book, id)
    if mine := next((seat for seat in seats(incident, id, "asked") if seat.person.id == by.id), None):
        return accept(incident, book, mine.seq, by)
    held = holders(incident, id)
    if any(someone.id == by.id for someone in held):
        raise Refused(_("You have this role already. Nothing was changed."), field="role", code="yours")
    before = held[0] if held and not role.many else None
    if before is not None and not may_assign(incident, by):
        does, help = Words(role.does_text), who_helps(incident, by)
        words = _("{name} {does}. Nothing was changed. {help}", name=full(before), does=does, help=help)
        raise Refused(words, field="role", code="taken")
    _must_be_given(incident, id, by)
    must_combine(incident, book, by.someone, id, themselves=True)
    return [RoleClaimed(role=id, by=by.someone, before=before, ends=_rivals(incident, role))]


def accept(incident: Incident, book: Book, seq: int, by: Person) -> list[Fact]:
    """*I'll do it*, from whoever was asked, in time or late."""
    seat = asked(incident, seq, by)
    role = book.roles.find(seat.role)
    held = holders(incident, seat.role)
    if role and not role.many and held and (seat.before is None or held[0].id != seat.before.id):
        raise Refused(_("{name} has this role now. Nothing was changed.", name=full(held[0])), code="taken")
    must_combine(incident, book, by.someone, seat.role, themselves=True)
    ends = _rivals(incident, role, seat) if role else ()
    return [RoleAccepted(role=seat.role, by=by.someone, ends=ends)]


def decline(incident: Incident, book: Book, seq: int, by: Person, reason: str) -> list[Fact]:
    """*I can't*: the next is asked at once. A role that was to be handed on stays where it is."""
    seat = asked(incident, seq, by)
    return [
        RoleDeclined(
            role=seat.role,
            by=by.someone,
            reason=_a_few_words(reason, "reason"),
            next=None if seat.late else next_asked(incident, book, seat),  # of who is late, the next was asked
        )
    ]


def give_up(incident: Incident, seq: int, by: Person, reason: str) -> list[Fact]:
    """Somebody gives up a role they have."""
    seat = held(incident, seq, by)
    return [RoleReleased(role=seat.role, who=by.someone, by=by.someone, reason=_a_few_words(reason, "reason"))]


def hand_on(incident: Incident, book: Book, seq: int, to: Person, by: Person, briefing: str) -> list[Fact]:
    """Who has a role offers it to somebody, with a briefing, and has it until they accept."""
    seat = held(incident, seq, by)
    role = _role(book, seat.role)
    if to.id == by.id:
        raise Refused(_("You have this role already. Choose someone else."), field="person", code="self")
    if to.standing is Standing.member and to.id not in incident.room.inside and not may_read_restricted(incident, by):
        # Whoever may not know who is kept out is answered the same of everybody outside: else they try out all names.
        outside = _("{name} is not in this room. Invite them first.", name=full(to.someone))
        raise Refused(outside, field="person", code="not_inside")
    _must_suit(incident, book, role, to)
    words = _a_few_words(briefing, "briefing")
    mine = (s for s in seats(incident, seat.role, "asked") if s.before and s.before.id == by.id)
    ends = tuple(other.person for other in mine)
    return [RoleOffered(role=seat.role, to=to.someone, by=by.someone, before=by.someone, briefing=words, ends=ends)]


def take_command(incident: Incident, book: Book, by: Someone, now: datetime, reason: str = "") -> list[Fact]:
    """``command.claim``, for whom command goes with the roles they have."""
    must_combine(incident, book, by, COMMANDER, themselves=True)
    return command.claim(incident, by, now, reason)


def offer_command(
    incident: Incident, book: Book, by: Someone, to: Someone, open_decisions: str, resting: Sequence[Someone] = ()
) -> list[Fact]:
    """``command.offer``, to whom command goes with the roles they have."""
    must_combine(incident, book, to, COMMANDER, "to")
    return command.offer(incident, by, to, open_decisions, resting)


def accept_command(incident: Incident, book: Book, by: Someone) -> list[Fact]:
    """``command.accept``, for whom command goes with the roles they have."""
    must_combine(incident, book, by, COMMANDER, themselves=True)
    return command.accept(incident, by)


def asked(incident: Incident, seq: int, by: Person) -> Seat:
    """Their asking of that number; Refused where it is not theirs or over."""
    must_be_open(incident)
    seat = next((seat for seat in incident.roles.seats if seat.seq == seq), None)
    if seat is None or seat.person.id != by.id:
        raise Refused(_("You were not asked this. Nothing was changed. Use the buttons in the room."), code="not_asked")
    if seat.state == "asked":
        return seat
    if seat.state == "holds":
        raise Refused(_("You have this role already. Nothing was changed."), code="yours")
    now = holders(incident, seat.role)
    if now and now[0].id != by.id:
        raise Refused(_("{name} has this role now. Nothing was changed.", name=full(now[0])), code="taken")
    raise Refused(_("This is over. Nothing was changed. Press Roles… in the room to take it."), code="over")


def held(incident: Incident, seq: int, by: Person) -> Seat:
    """The role they have, by its number; Refused where they have it no more."""
    must_be_open(incident)
    seat = next((seat for seat in incident.roles.seats if seat.seq == seq), None)
    if seat is None or seat.person.id != by.id or seat.state != "holds":
        raise Refused(_("You don't have this role. Nothing was changed."), code="not_yours")
    return seat


def must_combine(
    incident: Incident, book: Book, person: Someone, role: str, field: str = "person", themselves: bool = False
) -> None:
    """Refuse a role that is never in one hand with one this person has, as the level is now."""
    found = clash(incident, book, person, role)
    other, wanted = book.roles.find(found[0]) if found else None, book.roles.find(role)
    if found and other and wanted:
        raise Refused(_conflict(person, other, wanted, found[1], themselves), field=field, code="role_conflict")


def _conflict(person: Someone, has: Role, wanted: Role, rule: Forbidden, themselves: bool) -> Words:
    name, does, role = full(person), Words(has.does_text), Words(wanted.name_text)
    instead = _("Give that up first.") if themselves else _("Choose someone else.")
    if not rule.at:
        return _(
            "{name} {does}; that is never the {role}. Roles are unchanged. {instead}",
            name=name,
            does=does,
            role=role,
            instead=instead,
        )
    return _(
        "{name} {does}; at {levels} that is not the {role}. Roles are unchanged. {instead}",
        name=name,
        does=does,
        levels=Joined(tuple(explain.level(level) for level in rule.at), _(" and ")),
        role=role,
        instead=instead,
    )


def _must_be_given(incident: Incident, id: str, by: Person) -> None:
    setup = {"hr": incident.opening.hr, "legal": incident.opening.legal}.get(id)
    if id not in READERS or may_assign(incident, by) or (setup is not None and setup.id == by.id):
        return
    words = _(
        "This role can see private names, so the commander or the deputy gives it. Nothing was changed. {help}",
        help=who_helps(incident, by),
    )
    raise Refused(words, field="role", code="given")


def _must_suit(incident: Incident, book: Book, role: Role, to: Person) -> None:
    if to.standing is not Standing.member or incident.has_conflict(to.id):
        # one sentence for guests, strangers and those involved: it must not tell which
        words = _("{name} can't have a role here. Choose someone else.", name=full(to.someone))
        raise Refused(words, field="person", code="not_fit")
    if any(someone.id == to.id for someone in holders(incident, role.id)):
        words = _("{name} has this role already. Choose someone else.", name=full(to.someone))
        raise Refused(words, field="person", code="has_it")
    if seat := next((seat for seat in seats(incident, role.id, "asked") if seat.person.id == to.id), None):
        words = _("{name} was asked at {at} and can still say yes.", name=full(to.someone), at=Moment(seat.at))
        raise Refused(words, field="person", code="asked")
    must_combine(incident, book, to.someone, role.id)


def _free(incident: Incident, role: Role, by: Someone) -> list[Fact]:
    """Nobody has the role, or is asked for it, any more."""
    gone = [seat.person for seat in seats(incident, role.id, "asked", "holds")]
    if not gone:
        raise Refused(_("Choose who should have it."), field="person", code="nobody")
    return [RoleReleased(role=role.id, who=someone, by=by) for someone in gone]


def _rivals(incident: Incident, role: Role, seat: Seat | None = None) -> tuple[Someone, ...]:
    """Whose asking is over once somebody has the role: of one that several may have, only those of the same chain."""
    others = (other for other in seats(incident, role.id, "asked") if seat is None or other.seq != seat.seq)
    return tuple(
        other.person for other in others if not role.many or (seat is not None and other.first.id == seat.first.id)
    )


def _role(book: Book, id: str) -> Role:
    role = book.roles.find(id)
    if role is None or id == COMMANDER:
        raise Refused(_("There is no such role. Choose one of the list."), field="role", code="no_role")
    return role


def _a_few_words(text: str, field: str) -> str:
    if not text.strip():
        raise Refused(_("A few words are enough."), field=field, code="no_words")
    return text.strip()
